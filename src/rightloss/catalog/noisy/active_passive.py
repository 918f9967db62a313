"""Active passive loss (normalised cross-entropy + reverse cross-entropy)."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="active-passive",
    title="Active passive loss (normalised cross-entropy + reverse cross-entropy)",
    aliases=(
        "apl",
        "nce-rce",
        "normalised-cross-entropy-reverse-cross-entropy",
        "normalized-cross-entropy",
    ),
    summary="Normalised plus reverse cross-entropy: bounded, and robust to wrong labels.",
    family="noisy",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=r"\ell(x, y) = \alpha \frac{\ln p_y}{\sum_c \ln p_c} - \beta A \left( 1 - p_y \right)",
    initial="alpha / C - beta A (1 - 1 / C)",
    options=(
        Option(name="alpha", default="1.0", meaning="Factor of the normalised cross-entropy, 0 or more."),
        Option(name="beta", default="1.0", meaning="Factor of the reverse cross-entropy, 0 or more."),
        Option(
            name="log_zero",
            default="-4.0",
            meaning="The constant A that stands for ln 0, below 0; with -2 the passive term is the absolute error.",
        ),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=(
        "Normalised cross-entropy at beta 0.",
        "With log_zero -2 the second term is the absolute error of the class probabilities.",
    ),
    pitfalls=(
        ("It is bounded: a hopeless example has almost no gradient, so it learns slowly where classes are many."),
        "The two factors are choices; the paper has 1 and 1 for 10 classes, 10 and 0.1 for 100.",
        "Its probabilities are not calibrated.",
    ),
    references=(
        Reference(
            authors="Ma, X., Huang, H., Wang, Y., Romano, S., Erfani, S. and Bailey, J.",
            year=2020,
            title="Normalized Loss Functions for Deep Learning with Noisy Labels",
            id="arXiv:2006.13554",
        ),
        Reference(
            authors="Wang, Y., Ma, X., Chen, Z., Luo, Y., Yi, J. and Bailey, J.",
            year=2019,
            title="Symmetric Cross Entropy for Robust Learning with Noisy Labels",
            id="arXiv:1908.06112",
        ),
    ),
    impl="rightloss.losses.noisy.active_passive:active_passive_loss:ActivePassiveLoss",
    curve=Curve(axis="logit", start=-5.0, stop=5.0, layout="two-class"),
)
