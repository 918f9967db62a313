"""Symmetric cross-entropy."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="symmetric-cross-entropy",
    title="Symmetric cross-entropy",
    aliases=(
        "sce",
        "symmetric-ce",
    ),
    summary="Cross-entropy plus its reverse: learns as fast, and wrong labels cannot dominate.",
    family="noisy",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=r"\ell(x, y) = -\alpha \ln p_y - \beta A \left( 1 - p_y \right), \quad A = -4",
    initial="alpha ln C - beta A (1 - 1 / C)",
    options=(
        Option(name="alpha", default="0.1", meaning="Factor of the cross-entropy, 0 or more."),
        Option(name="beta", default="1.0", meaning="Factor of the reverse cross-entropy, 0 or more."),
        Option(
            name="log_zero",
            default="-4.0",
            meaning="The constant A that stands for ln 0, below 0; part of the definition.",
        ),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=(
        "Cross-entropy at alpha 1 and beta 0.",
        "With alpha 0 it is the absolute error of the class probabilities, times -A / 2.",
    ),
    pitfalls=(
        (
            "The constant A = -4 stands for ln 0 and is part of the definition; clamping the target at 1e-4 "
            "makes it -9.2, which is 2.3 times as much."
        ),
        "The defaults are the paper's for 10 classes; for 100 classes it has alpha 6 and beta 0.1.",
        "Its probabilities are not calibrated.",
    ),
    references=(
        Reference(
            authors="Wang, Y., Ma, X., Chen, Z., Luo, Y., Yi, J. and Bailey, J.",
            year=2019,
            title="Symmetric Cross Entropy for Robust Learning with Noisy Labels",
            id="arXiv:1908.06112",
        ),
    ),
    impl="rightloss.losses.noisy.symmetric_cross_entropy:symmetric_cross_entropy:SymmetricCrossEntropyLoss",
    curve=Curve(axis="logit", start=-5.0, stop=5.0, layout="two-class"),
)
