"""Focal loss (softmax)."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="focal",
    title="Focal loss (softmax)",
    aliases=(
        "focal-loss",
        "softmax-focal",
        "multi-class-focal",
        "categorical-focal",
    ),
    summary="Cross-entropy with easy examples turned down, over classes that exclude each other.",
    family="multiclass",
    tasks=(
        "multi-class-classification",
        "segmentation",
    ),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=r"\ell(x, y) = -w_y (1 - p_y)^{\gamma} \ln p_y, \quad p = \mathrm{softmax}(x)",
    initial="(1 - 1 / C)^gamma ln C",
    options=(
        Option(
            name="gamma",
            default="2.0",
            meaning="How strongly easy examples are turned down, 0 or more; 0 is cross-entropy.",
        ),
        Option(
            name="weight",
            default="None",
            meaning="A factor per class, shape (C,); the mean divides by the sum of the factors of the targets.",
        ),
        Option(name="ignore_index", default="-100", meaning="Targets with this value are left out."),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=(
        "Cross-entropy at gamma 0, with class weights too.",
        "With two classes on logits (0, x) it is the sigmoid focal loss on x, without alpha.",
    ),
    pitfalls=(
        "It is not a proper scoring rule: its probabilities are under-confident.",
        (
            "One name, several numbers: on the same four classes the definition gives 1.4056, an average "
            "over the classes as well gives 0.3514, and one-vs-rest sigmoids give 0.4000."
        ),
        "A single alpha means nothing over classes: give `weight`, one factor per class.",
        (
            "(1 - p)^gamma computed from p has NaN gradients for gamma below 1 once p rounds to 1; here it "
            "is computed from logarithms."
        ),
    ),
    references=(
        Reference(
            authors="Lin, T.-Y., Goyal, P., Girshick, R., He, K. and Dollar, P.",
            year=2017,
            title="Focal Loss for Dense Object Detection",
            id="arXiv:1708.02002",
        ),
    ),
    impl="rightloss.losses.multiclass.focal:focal_loss:FocalLoss",
    curve=Curve(axis="logit", start=-5.0, stop=5.0, layout="two-class"),
)
