"""Dice plus binary cross-entropy."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="binary-dice-cross-entropy",
    title="Dice plus binary cross-entropy",
    aliases=(
        "dice-bce",
        "bce-dice",
    ),
    summary="Dice loss plus binary cross-entropy, for one region or several that may overlap.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="binary-logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="zero-one", dtype="float", shape="(N, C, *)"),),
    activation="sigmoid",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=r"\ell = \mathrm{Dice}(x, t) + w \, \mathrm{BCE}(x, t)",
    options=(
        Option(name="cross_entropy_weight", default="1.0", meaning="Weight of the cross-entropy."),
        Option(name="smooth", default="1.0", meaning="As in `binary_dice_loss`."),
        Option(name="empty", default='"ratio"', meaning="As in `binary_dice_loss`."),
        Option(
            name="per_image",
            default="True",
            meaning="False takes the whole batch for one image, with one value for all of it.",
        ),
        Option(name="weight", default="None", meaning="How much each channel counts in the Dice loss, shape (C,)."),
        *shared("image", "the target's shape"),
    ),
    relations=("The sum of the binary Dice loss and binary cross-entropy.",),
    pitfalls=(
        ("The weight of the two terms is a choice: their gradients differ in size with the size of the regions."),
        (
            "The dimension behind the batch holds the questions: masks of shape (N, H, W) need unsqueeze(1), "
            "or each row of an image becomes a region of its own."
        ),
    ),
    references=(
        Reference(
            authors="Isensee, F., Jaeger, P. F., Kohl, S. A. A., Petersen, J. and Maier-Hein, K. H.",
            year=2021,
            title="nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation",
            id="doi:10.1038/s41592-020-01008-z",
        ),
    ),
    impl=(
        "rightloss.losses.segmentation.binary_dice_cross_entropy:binary_dice_cross_entropy:BinaryDiceCrossEntropyLoss"
    ),
)
