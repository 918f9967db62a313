"""Complete-IoU loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Reference, Target

LOSS = Loss(
    name="ciou",
    title="Complete-IoU loss",
    aliases=(
        "complete-iou",
        "complete-box-iou",
    ),
    summary="An overlap loss of boxes that also pulls their centres and aspect ratios together.",
    family="detection",
    tasks=("object-detection",),
    inputs=(Input(argument="boxes", space="boxes", shape="(*, 4)"),),
    targets=(Target(space="boxes", dtype="float", shape="(*, 4)"),),
    activation="identity",
    outputs="4",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = 1 - \mathrm{IoU} + \frac{\rho^2}{c^2} + \alpha v, "
        r"\quad v = \frac{4}{\pi^2} \left( \arctan \frac{w'}{h'} - \arctan \frac{w}{h} \right)^2"
    ),
    lower_bound=0.0,
    options=(*shared("box", "(*)", counted="boxes"),),
    relations=("The distance-IoU loss where the aspect ratios are the same.",),
    pitfalls=(
        ("Two boxes without area overlap in nothing, even where they are the same: the ratio 0 / 0 counts as 0."),
        (
            "Boxes given as centre and size, or as fractions against pixels, are not noticed unless a true "
            "corner is out of order: convert first."
        ),
        "The weight alpha is a constant in the paper: its gradient through alpha is not taken.",
        (
            "A ratio w / h is infinite for a flat box and NaN for a point; here the angle is atan2(w, h), "
            "and that of a point is one of a square, without a gradient."
        ),
        (
            "The paper drops the factor 1 / (w^2 + h^2) from the gradient of v for boxes in fractions of the "
            "image; here the gradient is that of v."
        ),
    ),
    references=(
        Reference(
            authors="Zheng, Z., Wang, P., Liu, W., Li, J., Ye, R. and Ren, D.",
            year=2019,
            title="Distance-IoU Loss: Faster and Better Learning for Bounding Box Regression",
            id="arXiv:1911.08287",
        ),
    ),
    impl="rightloss.losses.detection.ciou:ciou_loss:CIoULoss",
    exemptions=(
        Exemption(
            law="gradient-is-the-slope",
            reason=(
                "The weight of the aspect ratio is a constant by definition, so the gradient is not the slope of "
                "the value."
            ),
        ),
    ),
)
