"""CORAL loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="coral",
    title="CORAL loss",
    aliases=(
        "coral-loss",
        "consistent-rank-logits",
        "ordinal-regression",
    ),
    summary="One yes/no question per threshold between ordered levels, all answered with the same weights.",
    family="ordinal",
    tasks=("ordinal-regression",),
    inputs=(Input(argument="logits", space="threshold-logits", shape="(*, K - 1)"),),
    targets=(Target(space="ordinal-level", dtype="long", shape="(*)"),),
    activation="threshold-sigmoid",
    outputs="K - 1",
    elicits="ordered-class-probabilities",
    proper=True,
    formula=r"\ell(x, y) = \sum_{k=0}^{K-2} w_k \, \mathrm{BCE}\left(x_k, 1[y > k]\right)",
    initial="(K - 1) ln 2",
    options=(
        Option(name="num_classes", default="None", meaning="The number of levels K; None takes it from the logits."),
        Option(name="threshold_weight", default="None", meaning="How much each threshold counts, shape (K - 1,)."),
        *shared("target", "the target's shape"),
    ),
    relations=(
        "With two levels it is binary cross-entropy with logits.",
        "CORN asks the same questions of those that got so far only.",
    ),
    pitfalls=(
        (
            "The head is half of the method: with a plain linear layer of K - 1 outputs the probabilities "
            "may contradict each other; use CORALHead."
        ),
        "It is the sum over the thresholds, as in the paper, while CORN here is the mean.",
        "Levels must be coded 0 to K - 1 in their order; ratings from 1 have to be shifted.",
    ),
    references=(
        Reference(
            authors="Cao, W., Mirjalili, V. and Raschka, S.",
            year=2020,
            title="Rank consistent ordinal regression for neural networks with application to age estimation",
            id="doi:10.1016/j.patrec.2020.11.008",
        ),
    ),
    extras=("rightloss.losses.ordinal.coral:CORALHead",),
    impl="rightloss.losses.ordinal.coral:coral_loss:CORALLoss",
)
