"""Generalised cross-entropy."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="generalised-cross-entropy",
    title="Generalised cross-entropy",
    aliases=(
        "gce",
        "generalized-cross-entropy",
    ),
    summary="A bounded relative of cross-entropy that wrong labels cannot dominate.",
    family="noisy",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=r"\ell(x, y) = \frac{1 - p_y^q}{q}, \quad p = \mathrm{softmax}(x)",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="q",
            default="0.7",
            meaning="Between 0 (cross-entropy) and 1 (bounded, robust).",
        ),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=("Cross-entropy in the limit of q to 0.",),
    pitfalls=(
        "It learns slowly where classes are many or hard: compare with cross-entropy and label smoothing.",
        "Its probabilities are not calibrated.",
    ),
    references=(
        Reference(
            authors="Zhang, Z. and Sabuncu, M. R.",
            year=2018,
            title="Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels",
            id="arXiv:1805.07836",
        ),
    ),
    impl="rightloss.losses.noisy.generalised_cross_entropy:generalised_cross_entropy:GeneralisedCrossEntropyLoss",
)
