"""The absolute error with its tip smoothed by a hyperbola."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="charbonnier",
    title="Charbonnier loss",
    aliases=("smooth-absolute-error",),
    summary="The absolute error with its tip rounded off, the usual loss of image restoration.",
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="robust-centre",
    proper=True,
    formula=r"\ell(x, y) = \sqrt{(x - y)^2 + \epsilon^2}",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="eps",
            default="1e-3",
            meaning="The width of the tip, in the units of the target, and the value at error 0; above 0.",
        ),
        *shared("element", "(*)"),
    ),
    relations=(
        "L1 in the limit of a small eps.",
        "Eps times one more than the general robust loss with alpha = 1 and scale = eps.",
    ),
    pitfalls=(
        "Its least value is eps, not 0; pseudo-Huber subtracts it, which changes no gradient.",
        ("Eps is in the units of the target: 1e-3 is right for images in [0, 1], and L1 for everything larger."),
    ),
    references=(
        Reference(
            authors="Barron, J. T.",
            year=2019,
            title="A General and Adaptive Robust Loss Function",
            id="arXiv:1701.03077",
        ),
    ),
    impl="rightloss.losses.regression.charbonnier:charbonnier_loss:CharbonnierLoss",
    curve=Curve(axis="error", start=-3.0, stop=3.0),
)
