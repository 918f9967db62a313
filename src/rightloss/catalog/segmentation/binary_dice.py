"""Dice loss (binary or multi-label)."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="binary-dice",
    title="Dice loss (binary or multi-label)",
    aliases=(
        "sigmoid-dice",
        "multi-label-dice",
    ),
    summary=("One minus the soft overlap of predicted and true regions, for one region or several that may overlap."),
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="binary-logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="zero-one", dtype="float", shape="(N, C, *)"),),
    activation="sigmoid",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = 1 - \frac{1}{C} \sum_c \frac{2 \sum_i p_{ci} t_{ci} + s}{\sum_i p_{ci} + \sum_i t_{ci} + s}, "
        r"\quad p = \sigma(x)"
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
        *shared("image", "the target's shape"),
    ),
    relations=("The binary Tversky loss with alpha and beta 1/2 and half the smooth.",),
    pitfalls=(
        "Its outputs are over-confident: do not read them as probabilities.",
        (
            "The dimension behind the batch holds the questions: masks of shape (N, H, W) need unsqueeze(1), "
            "or each row of an image becomes a region of its own."
        ),
        (
            'With empty="ratio" a wrong all-foreground prediction on an empty mask of P positions has a '
            'gradient of about smooth / P^2 per position, as good as none for a large image; empty="mean" '
            'has 1 / P there, and empty="skip" none at all.'
        ),
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
    impl="rightloss.losses.segmentation.binary_dice:binary_dice_loss:BinaryDiceLoss",
)
