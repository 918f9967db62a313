"""Tversky loss."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="tversky",
    title="Tversky loss",
    aliases=("tversky-loss",),
    summary="An overlap loss that weighs false positives against false negatives.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
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
        Option(name="ignore_index", default="-100", meaning="Targets with this value are left out."),
        CLASS_DIM,
        *shared("image", "the target's shape"),
    ),
    relations=(
        "The Dice loss with twice the smooth at alpha = beta = 1/2.",
        "The Jaccard loss at alpha = beta = 1.",
    ),
    pitfalls=(
        (
            "Alpha multiplies the false positives and beta the false negatives, as in the paper; some "
            "libraries have them the other way round, which turns precision into recall."
        ),
        "Its outputs are over-confident: do not read them as probabilities.",
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
    impl="rightloss.losses.segmentation.tversky:tversky_loss:TverskyLoss",
)
