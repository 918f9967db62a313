"""Jaccard loss (IoU)."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="jaccard",
    title="Jaccard loss (IoU)",
    aliases=(
        "iou",
        "soft-iou",
        "soft-jaccard",
        "iou-loss",
    ),
    summary="One minus the soft intersection over union of predicted and true regions.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
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
        Option(name="ignore_index", default="-100", meaning="Targets with this value are left out."),
        CLASS_DIM,
        *shared("image", "the target's shape"),
    ),
    relations=(
        "The Tversky loss with alpha and beta 1.",
        "With one region it is 2 D / (1 + D) for the Dice loss D with twice the smooth.",
    ),
    pitfalls=(
        "Its outputs are over-confident: do not read them as probabilities.",
        "A soft IoU is no bound of the IoU after argmax: the Lovász losses extend that one exactly.",
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
    impl="rightloss.losses.segmentation.jaccard:jaccard_loss:JaccardLoss",
)
