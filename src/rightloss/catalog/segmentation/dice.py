"""Dice loss."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="dice",
    title="Dice loss",
    aliases=(
        "soft-dice",
        "dice-coefficient-loss",
    ),
    summary=("One minus the soft overlap of predicted and true regions: small regions count as much as large ones."),
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = 1 - \frac{1}{C} \sum_c \frac{2 \sum_i p_{ci} t_{ci} "
        r"+ s}{\sum_i p_{ci} "
        r"+ \sum_i t_{ci} "
        r"+ s}"
    ),
    options=(
        Option(
            name="smooth",
            default="1.0",
            meaning=(
                "Added to both sides of the ratio, above 0; an empty region that is predicted empty then costs nothing."
            ),
        ),
        Option(
            name="empty",
            default='"ratio"',
            meaning=(
                'What a region without a true position costs: "ratio" the formula, "mean" the mean probability '
                'there, "skip" nothing.'
            ),
        ),
        Option(name="squared", default="False", meaning="Squares in the denominator, sum p^2 + sum t^2, as in V-Net."),
        Option(
            name="per_image",
            default="True",
            meaning="False takes the whole batch for one image, with one value for all of it.",
        ),
        Option(
            name="weight",
            default="None",
            meaning=(
                "How much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out."
            ),
        ),
        Option(name="ignore_index", default="-100", meaning="Targets with this value are left out."),
        CLASS_DIM,
        *shared("image", "the target's shape"),
    ),
    relations=(
        "One minus the F1 score of the positions where the outputs are certain.",
        "The Tversky loss with alpha and beta 1/2 and half the smooth.",
    ),
    pitfalls=(
        "Its outputs are over-confident: do not read them as probabilities.",
        "Gradients are noisy on images without the class; the sum with cross-entropy is steadier.",
        "It takes raw scores and applies softmax itself.",
        (
            'With empty="ratio" a wrong all-foreground prediction on an empty mask of P positions has a '
            'gradient of about smooth / P^2 per position, as good as none for a large image; empty="mean" '
            'has 1 / P there, and empty="skip" none at all.'
        ),
        ("Per image and per batch are two losses: the mean of the images' ratios is not the ratio of the sums."),
        (
            "Where all probabilities are saturated it has hardly a gradient (e^-120 at logits of 120): start "
            "it with, or add, cross-entropy."
        ),
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
