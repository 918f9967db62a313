"""Poly-1 cross-entropy."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="poly-1-cross-entropy",
    title="Poly-1 cross-entropy",
    aliases=(
        "poly1",
        "poly-1",
        "poly-loss",
        "poly1-cross-entropy",
    ),
    summary="Cross-entropy whose first polynomial coefficient is a choice.",
    family="multiclass",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=r"\ell(x, y) = -\ln p_y + \epsilon \left( 1 - p_y \right), \quad p = \mathrm{softmax}(x)",
    initial="ln C + epsilon (1 - 1 / C)",
    options=(
        Option(
            name="epsilon",
            default="2.0",
            meaning=(
                "What is added to the first coefficient of the expansion in 1 - p, at least -1; 0 is cross-entropy."
            ),
        ),
        Option(
            name="label_smoothing",
            default="0.0",
            meaning="Share of the target, 0 to 1, that is spread evenly over all classes, in both terms.",
        ),
        Option(name="ignore_index", default="-100", meaning="Targets with this value are left out."),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=(
        "Cross-entropy at epsilon 0.",
        "Cross-entropy plus epsilon / 2 times the absolute error of the class probabilities.",
    ),
    pitfalls=(
        ("With epsilon other than 0 its probabilities are not calibrated: above 0 they are over-confident."),
        ("With label smoothing both terms take the smoothed target; smoothing only the logarithm is another loss."),
    ),
    references=(
        Reference(
            authors="Leng, Z., Tan, M., Liu, C., Cubuk, E. D., Shi, X., Cheng, S. and Anguelov, D.",
            year=2022,
            title="PolyLoss: A Polynomial Expansion Perspective of Classification Loss Functions",
            id="arXiv:2204.12511",
        ),
    ),
    impl="rightloss.losses.multiclass.poly_1_cross_entropy:poly_1_cross_entropy:Poly1CrossEntropyLoss",
    curve=Curve(axis="logit", start=-5.0, stop=5.0, layout="two-class"),
)
