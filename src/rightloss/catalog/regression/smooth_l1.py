"""L1 with a rounded tip."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="smooth-l1",
    title="Smooth L1 loss",
    aliases=("smooth-l1-loss",),
    summary="The absolute error with its tip rounded off by a parabola of half-width beta.",
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="robust-centre",
    proper=True,
    formula=(
        r"\ell(x, y) = \begin{cases} \dfrac{(x - y)^2}{2 \beta} & |x - y| < \beta \\"
        r" |x - y| - \tfrac{1}{2} \beta & \text{otherwise} \end{cases}"
    ),
    options=(
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),
        Option(
            name="beta",
            default="1.0",
            meaning="Error at which the loss turns from quadratic to linear, in the units of the target; 0 gives L1.",
        ),
    ),
    relations=(
        "The Huber loss with delta = beta, divided by beta; at beta = 1 they are equal.",
        "L1 at beta = 0.",
        "As beta grows it tends to 0, while the Huber loss tends to half the MSE.",
    ),
    pitfalls=(
        "Beta is in the units of the target: choose it from the size of the errors, not 1.0 by habit.",
        "At error 3 and beta = delta = 2 it gives 2.0 where the Huber loss gives 4.0.",
    ),
    references=(Reference(authors="Girshick, R.", year=2015, title="Fast R-CNN", id="arXiv:1504.08083"),),
    calls=("torch.nn.SmoothL1Loss", "torch.nn.functional.smooth_l1_loss"),
    curve=Curve(axis="error", start=-3.0, stop=3.0),
    impl="rightloss.losses.regression.smooth_l1:smooth_l1_loss:SmoothL1Loss",
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.SHAPES_MUST_MATCH,
        differ.DEPRECATED_ARGUMENTS,
        differ.FLOATING_POINT,
    ),
)
