"""The Dice loss."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="dice",
    title="Dice loss",
    aliases=(
        "soft-dice",
        "dice-coefficient-loss",
    ),
    summary="One minus the soft overlap of predicted and true regions: small regions count as much as large ones.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=r"\ell = 1 - \frac{1}{C} \sum_c \frac{2 \sum_i p_{ci} t_{ci} + s}{\sum_i p_{ci} + \sum_i t_{ci} + s}",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="smooth",
            default="1.0",
            meaning="Added to both sides of the ratio; an empty region that is predicted empty then costs nothing.",
        ),
        Option(
            name="ignore_index",
            default="-100",
            meaning="Targets with this value are left out.",
        ),
        CLASS_DIM,
        *shared("image", "the target's shape"),
    ),
    relations=("One minus the F1 score of the positions where the outputs are certain.",),
    pitfalls=(
        "Its outputs are over-confident: do not read them as probabilities.",
        "Gradients are noisy on images without the class; the sum with cross-entropy is steadier.",
        "It takes raw scores and applies softmax itself.",
    ),
    references=(
        Reference(
            authors="Milletari, F., Navab, N. and Ahmadi, S.-A.",
            year=2016,
            title="V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation",
            id="arXiv:1606.04797",
        ),
    ),
    impl="rightloss.losses.segmentation.dice:dice_loss:DiceLoss",
)
