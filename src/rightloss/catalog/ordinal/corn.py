"""Conditional ordinal regression."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="corn",
    title="CORN loss",
    aliases=(
        "conditional-ordinal-regression",
        "corn-loss",
    ),
    summary="A chain of yes/no questions about ordered levels; its probabilities are consistent by construction.",
    family="ordinal",
    tasks=("ordinal-regression",),
    inputs=(Input(argument="logits", space="ordinal-logits", shape="(*, K - 1)"),),
    targets=(Target(space="ordinal-level", dtype="long", shape="(*)"),),
    activation="cumulative-sigmoid",
    outputs="K - 1",
    elicits="ordered-class-probabilities",
    proper=True,
    formula=r"\ell(x, y) = \frac{1}{K - 1} \sum_{k=0}^{K-2} 1[y \ge k] \, \mathrm{BCE}\left(x_k, 1[y > k]\right)",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="num_classes",
            default="None",
            meaning="The number of levels K; None takes it from the logits.",
        ),
        *shared("target", "the target's shape"),
    ),
    relations=("With two levels it is binary cross-entropy with logits.",),
    pitfalls=(
        "K levels need K - 1 outputs, not K.",
        "Levels must be coded 0 to K - 1 in their order; ratings from 1 have to be shifted.",
    ),
    references=(
        Reference(
            authors="Shi, X., Cao, W. and Raschka, S.",
            year=2021,
            title="Deep Neural Networks for Rank-Consistent Ordinal Regression Based on Conditional Probabilities",
            id="arXiv:2111.08851",
        ),
    ),
    impl="rightloss.losses.ordinal.corn:corn_loss:CORNLoss",
)
