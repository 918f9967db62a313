"""Tversky loss (binary or multi-label)."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="binary-tversky",
    title="Tversky loss (binary or multi-label)",
    aliases=("sigmoid-tversky",),
    summary=("An overlap loss that weighs false positives against false negatives, for regions that may overlap."),
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="binary-logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="zero-one", dtype="float", shape="(N, C, *)"),),
    activation="sigmoid",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = 1 - \frac{1}{C} \sum_c \frac{\mathrm{TP}_c "
        r"+ s}{\mathrm{TP}_c "
        r"+ \alpha \, \mathrm{FP}_c "
        r"+ \beta \, \mathrm{FN}_c "
        r"+ s}"
    ),
    options=(
        Option(name="alpha", default="0.5", meaning="Weight of the false positives, 0 or more."),
        Option(name="beta", default="0.5", meaning="Weight of the false negatives, 0 or more."),
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
    relations=(
        "The binary Dice loss with twice the smooth at alpha = beta = 1/2.",
        "The binary Jaccard loss at alpha = beta = 1.",
    ),
    pitfalls=(
        (
            "Alpha multiplies the false positives and beta the false negatives, as in the paper; some "
            "libraries have them the other way round, which turns precision into recall."
        ),
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
            authors="Salehi, S. S. M., Erdogmus, D. and Gholipour, A.",
            year=2017,
            title="Tversky loss function for image segmentation using 3D fully convolutional deep networks",
            id="arXiv:1706.05721",
        ),
    ),
    impl="rightloss.losses.segmentation.binary_tversky:binary_tversky_loss:BinaryTverskyLoss",
)
