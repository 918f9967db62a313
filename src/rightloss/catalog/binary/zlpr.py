"""Zero-bounded log-sum-exp and pairwise rank loss (ZLPR)."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="zlpr",
    title="Zero-bounded log-sum-exp and pairwise rank loss (ZLPR)",
    aliases=(
        "zlpr-loss",
        "multilabel-categorical-cross-entropy",
    ),
    summary="Ranks every true label above 0 and every other below, with few true among many labels.",
    family="binary",
    tasks=("multi-label-classification",),
    inputs=(Input(argument="logits", space="margin-scores", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="zero-one", dtype="float", shape="(N, C, *)"),),
    activation="identity",
    outputs="C",
    elicits="sign",
    proper=False,
    formula=(
        r"\ell(x, y) = \ln \left( 1 "
        r"+ \sum_c y_c e^{-x_c} \right) "
        r"+ \ln \left( 1 "
        r"+ \sum_c (1 - y_c) e^{x_c} \right)"
    ),
    initial="ln(1 + k) + ln(1 + C - k) with k true labels",
    options=(
        CLASS_DIM,
        *shared("example", "the target's shape"),
    ),
    relations=("With one label it is binary cross-entropy with logits.",),
    pitfalls=(
        "The threshold is the score 0; the sigmoid of a score is not the probability of its label.",
        (
            "A score above 0 for the labels and below 0 for the rest is all it asks for; scores of different "
            "labels are compared with each other, so all labels of an example belong in one call."
        ),
    ),
    references=(
        Reference(
            authors="Su, J., Zhu, M., Murtadha, A., Pan, S., Wen, B. and Liu, Y.",
            year=2022,
            title="ZLPR: A Novel Loss for Multi-label Classification",
            id="arXiv:2208.02955",
        ),
    ),
    impl="rightloss.losses.binary.zlpr:zlpr_loss:ZLPRLoss",
)
