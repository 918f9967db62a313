"""Logit-adjusted cross-entropy."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="logit-adjusted-cross-entropy",
    title="Logit-adjusted cross-entropy",
    aliases=(
        "logit-adjusted",
        "balanced-softmax",
    ),
    summary=(
        "Cross-entropy with the class prior added to the logits, so that plain argmax serves the balanced accuracy."
    ),
    family="imbalanced",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="class-probabilities",
    proper=False,
    formula=r"\ell(x, y) = -\ln \mathrm{softmax}\left(x + \tau \ln \pi\right)_y",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="class_counts",
            default="",
            meaning="Rows of each class in the training data, or its frequencies.",
        ),
        Option(
            name="tau",
            default="1.0",
            meaning="How much of the prior is taken; 0 is plain cross-entropy.",
        ),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=(
        "Cross-entropy at tau 0.",
        "With tau 1 it is the balanced softmax loss.",
    ),
    pitfalls=("Its softmax gives probabilities for classes of equal frequency: add the log prior back for real ones.",),
    references=(
        Reference(
            authors="Menon, A. K., Jayasumana, S., Rawat, A. S., Jain, H., Veit, A. and Kumar, S.",
            year=2021,
            title="Long-tail Learning via Logit Adjustment",
            id="arXiv:2007.07314",
        ),
    ),
    impl=(
        "rightloss.losses.imbalanced.logit_adjusted_cross_entropy:logit_adjusted_cross_entropy:LogitAdjustedCrossEntropyLoss"
    ),
)
