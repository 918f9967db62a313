"""The cosine loss of an angle."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="cosine-angle",
    title="Cosine loss of an angle",
    aliases=(
        "angular-loss",
        "circular-loss",
    ),
    summary="One minus the cosine of the angular error: the wrap at a full turn does not matter.",
    family="regression",
    tasks=("circular-regression",),
    inputs=(Input(argument="direction", space="direction", shape="(*, 2)"),),
    targets=(Target(space="angle", dtype="float", shape="(*)"),),
    activation="angle-of-direction",
    outputs="2",
    elicits="circular-mean",
    proper=True,
    formula=r"\ell(v, y) = 1 - \frac{v_1 \cos y + v_2 \sin y}{|v|}",
    initial=None,
    lower_bound=-1e-06,
    options=(*shared("element", "(*)"),),
    relations=("The von Mises NLL at a fixed concentration, up to scale and a constant.",),
    pitfalls=(
        "An error of half a turn has no gradient: the worst prediction is a saddle.",
        "Targets in degrees or hours must be turned into radians first.",
    ),
    references=(
        Reference(
            authors="Mardia, K. V. and Jupp, P. E.",
            year=2000,
            title="Directional Statistics",
            id="doi:10.1002/9780470316979",
        ),
    ),
    impl="rightloss.losses.regression.cosine_angle:cosine_angle_loss:CosineAngleLoss",
)
