"""Distance-IoU loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="diou",
    title="Distance-IoU loss",
    aliases=(
        "distance-iou",
        "distance-box-iou",
    ),
    summary="An overlap loss of boxes that also pulls their centres together.",
    family="detection",
    tasks=("object-detection",),
    inputs=(Input(argument="boxes", space="boxes", shape="(*, 4)"),),
    targets=(Target(space="boxes", dtype="float", shape="(*, 4)"),),
    activation="identity",
    outputs="4",
    elicits="overlap",
    proper=False,
    formula=r"\ell = 1 - \mathrm{IoU} + \frac{\rho^2}{c^2}",
    lower_bound=0.0,
    options=(*shared("box", "(*)", counted="boxes"),),
    relations=("One minus the IoU where the centres are the same.",),
    pitfalls=(
        ("Two boxes without area overlap in nothing, even where they are the same: the ratio 0 / 0 counts as 0."),
        (
            "Boxes given as centre and size, or as fractions against pixels, are not noticed unless a true "
            "corner is out of order: convert first."
        ),
        "It does not see the shape of boxes with one centre: the complete IoU adds a term for it.",
    ),
    references=(
        Reference(
            authors="Zheng, Z., Wang, P., Liu, W., Li, J., Ye, R. and Ren, D.",
            year=2019,
            title="Distance-IoU Loss: Faster and Better Learning for Bounding Box Regression",
            id="arXiv:1911.08287",
        ),
    ),
    impl="rightloss.losses.detection.diou:diou_loss:DIoULoss",
)
