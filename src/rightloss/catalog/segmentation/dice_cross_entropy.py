"""Dice plus cross-entropy."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="dice-cross-entropy",
    title="Dice plus cross-entropy",
    aliases=(
        "dice-ce",
        "nnunet-loss",
    ),
    summary="Dice loss plus cross-entropy: trains for overlap, with the steady gradients of cross-entropy.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=r"\ell = \mathrm{Dice}(x, y) + w \, \mathrm{CE}(x, y)",
    options=(
        Option(name="cross_entropy_weight", default="1.0", meaning="Weight of the cross-entropy."),
        Option(name="smooth", default="1.0", meaning="As in `dice_loss`."),
        Option(name="empty", default='"ratio"', meaning="As in `dice_loss`."),
        Option(
            name="per_image",
            default="True",
            meaning="False takes the whole batch for one image, with one value for all of it.",
        ),
        Option(name="weight", default="None", meaning="How much each class counts in the Dice loss, shape (C,)."),
        Option(name="ignore_index", default="-100", meaning="Targets with this value are left out."),
        CLASS_DIM,
        *shared("image", "the target's shape"),
    ),
    relations=("The sum of the Dice loss and cross-entropy.",),
    pitfalls=(
        ("The weight of the two terms is a choice: their gradients differ in size with the size of the regions."),
        (
            "With one channel both terms are 0 in libraries that apply a softmax to it; here that is an "
            "error, and the binary form is for it."
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
    impl="rightloss.losses.segmentation.dice_cross_entropy:dice_cross_entropy:DiceCrossEntropyLoss",
)
