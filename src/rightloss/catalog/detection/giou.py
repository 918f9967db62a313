"""Generalised IoU loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="giou",
    title="Generalised IoU loss",
    aliases=(
        "generalised-iou",
        "generalized-iou",
        "generalized-box-iou",
    ),
    summary="An overlap loss of boxes that also pulls boxes together which do not meet.",
    family="detection",
    tasks=("object-detection",),
    inputs=(Input(argument="boxes", space="boxes", shape="(*, 4)"),),
    targets=(Target(space="boxes", dtype="float", shape="(*, 4)"),),
    activation="identity",
    outputs="4",
    elicits="overlap",
    proper=False,
    formula=r"\ell = 1 - \mathrm{IoU} + \frac{|C| - |A \cup B|}{|C|}",
    lower_bound=0.0,
    options=(*shared("box", "(*)", counted="boxes"),),
    relations=("One minus the IoU where the smallest box around both is their union.",),
    pitfalls=(
        "It is between 0 and 2, not 0 and 1.",
        ("Two boxes without area overlap in nothing, even where they are the same: the ratio 0 / 0 counts as 0."),
        (
            "Boxes given as centre and size, or as fractions against pixels, are not noticed unless a true "
            "corner is out of order: convert first."
        ),
        "For boxes inside one another it is the plain IoU loss, which does not see where inside.",
    ),
    references=(
        Reference(
            authors="Rezatofighi, H., Tsoi, N., Gwak, J., Sadeghian, A., Reid, I. and Savarese, S.",
            year=2019,
            title="Generalized Intersection over Union: A Metric and A Loss for Bounding Box Regression",
            id="arXiv:1902.09630",
        ),
    ),
    impl="rightloss.losses.detection.giou:giou_loss:GIoULoss",
)
