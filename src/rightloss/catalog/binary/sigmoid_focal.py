"""The focal loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="sigmoid-focal",
    title="Focal loss (sigmoid)",
    aliases=(
        "binary-focal",
        "binary-focal-loss",
    ),
    summary="Binary cross-entropy with easy examples turned down, for dense detection.",
    family="binary",
    tasks=(
        "binary-classification",
        "multi-label-classification",
    ),
    inputs=(Input(argument="logits", space="binary-logits", shape="(*)"),),
    targets=(Target(space="zero-one", dtype="float", shape="(*)"),),
    activation="sigmoid",
    outputs="1",
    elicits="mode",
    proper=False,
    formula=r"\ell(x, y) = -\alpha_t (1 - p_t)^{\gamma} \ln p_t",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="gamma",
            default="2.0",
            meaning="How strongly easy examples are turned down; 0 is binary cross-entropy.",
        ),
        Option(
            name="alpha",
            default="None",
            meaning="Weight of the positives, 1 - alpha of the negatives; None weights neither.",
        ),
        *shared("element", "(*)"),
    ),
    relations=("Binary cross-entropy with logits at gamma 0.",),
    pitfalls=(
        "It is not a proper scoring rule: its probabilities are under-confident.",
        "The default here has no alpha; the 0.25 of the paper takes a quarter of the positives, 3/4 of the rest.",
    ),
    references=(
        Reference(
            authors="Lin, T.-Y., Goyal, P., Girshick, R., He, K. and Dollar, P.",
            year=2017,
            title="Focal Loss for Dense Object Detection",
            id="arXiv:1708.02002",
        ),
    ),
    impl="rightloss.losses.binary.sigmoid_focal:sigmoid_focal_loss:SigmoidFocalLoss",
    curve=Curve(axis="logit", start=-5.0, stop=5.0, target=1.0),
)
