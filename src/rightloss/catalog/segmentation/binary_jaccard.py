"""Jaccard loss (IoU, binary or multi-label)."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="binary-jaccard",
    title="Jaccard loss (IoU, binary or multi-label)",
    aliases=(
        "binary-iou",
        "sigmoid-iou",
    ),
    summary="One minus the soft intersection over union, for one region or several that may overlap.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="binary-logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="zero-one", dtype="float", shape="(N, C, *)"),),
    activation="sigmoid",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = 1 - \frac{1}{C} \sum_c \frac{\sum_i p_{ci} t_{ci} "
        r"+ s}{\sum_i p_{ci} "
        r"+ \sum_i t_{ci} - \sum_i p_{ci} t_{ci} "
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
    relations=("The binary Tversky loss with alpha and beta 1.",),
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
            authors="Rahman, M. A. and Wang, Y.",
            year=2016,
            title="Optimizing Intersection-Over-Union in Deep Neural Networks for Image Segmentation",
            id="doi:10.1007/978-3-319-50835-1_22",
        ),
    ),
    impl="rightloss.losses.segmentation.binary_jaccard:binary_jaccard_loss:BinaryJaccardLoss",
)
