"""Generalised Dice loss."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="generalised-dice",
    title="Generalised Dice loss",
    aliases=(
        "generalized-dice",
        "gdl",
    ),
    summary="One Dice overlap over all classes, in which small classes weigh as much as large ones.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = 1 - 2 \frac{\sum_c w_c \sum_i p_{ci} t_{ci}}{\sum_c w_c \sum_i (p_{ci} + t_{ci})}, "
        r"\quad w_c = \max \left( 1, \sum_i t_{ci} \right)^{-2}"
    ),
    options=(
        Option(
            name="per_image",
            default="True",
            meaning="False takes the whole batch for one image, with one value for all of it.",
        ),
        Option(name="ignore_index", default="-100", meaning="Targets with this value are left out."),
        CLASS_DIM,
        *shared("image", "the target's shape"),
    ),
    relations=("With classes of one size it is the Dice loss of the sums over the classes, with smooth 0.",),
    pitfalls=(
        (
            "The weight of an absent class is 1 / 0 in the paper; here it counts as one position, so false "
            "positives of an absent class weigh most of all."
        ),
        "Its outputs are over-confident: do not read them as probabilities.",
        (
            "Where all probabilities are saturated it has hardly a gradient (e^-120 at logits of 120): start "
            "it with, or add, cross-entropy."
        ),
    ),
    references=(
        Reference(
            authors="Sudre, C. H., Li, W., Vercauteren, T., Ourselin, S. and Cardoso, M. J.",
            year=2017,
            title="Generalised Dice overlap as a deep learning loss function for highly unbalanced segmentations",
            id="arXiv:1707.03237",
        ),
    ),
    impl="rightloss.losses.segmentation.generalised_dice:generalised_dice_loss:GeneralisedDiceLoss",
)
