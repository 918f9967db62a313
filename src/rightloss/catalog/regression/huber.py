"""Squared near zero, absolute far out."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="huber",
    title="Huber loss",
    aliases=("huber-loss",),
    summary="Half the squared error up to delta and linear beyond it, so that outliers pull with a bounded force.",
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="robust-centre",
    proper=True,
    formula=(
        r"\ell(x, y) = \begin{cases} \tfrac{1}{2} (x - y)^2 & |x - y| < \delta \\"
        r" \delta \left( |x - y| - \tfrac{1}{2} \delta \right) & \text{otherwise} \end{cases}"
    ),
    options=(
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),
        Option(
            name="delta",
            default="1.0",
            meaning="Error at which the loss turns from quadratic to linear, in the units of the target; above 0.",
        ),
    ),
    relations=(
        "With delta larger than every error it is half the MSE.",
        "Divided by delta it tends to L1 as delta goes to 0: Huber with small delta is L1 times delta.",
        "Delta times smooth L1 with beta = delta; at delta = 1 they are equal.",
    ),
    pitfalls=(
        "Delta is in the units of the target: the default 1.0 is nearly L1 on house prices and MSE on unit fractions.",
        "The gradient is at most delta, so a small delta also shrinks the steps; smooth L1 does not.",
        "What it predicts lies between mean and median and depends on delta where the noise is skewed.",
        "At error 3 and delta = beta = 2 it gives 4.0 where smooth L1 gives 2.0.",
    ),
    references=(
        Reference(
            authors="Huber, P. J.",
            year=1964,
            title="Robust Estimation of a Location Parameter",
            id="doi:10.1214/aoms/1177703732",
        ),
    ),
    calls=("torch.nn.HuberLoss", "torch.nn.functional.huber_loss"),
    curve=Curve(axis="error", start=-3.0, stop=3.0),
    impl="rightloss.losses.regression.huber:huber_loss:HuberLoss",
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.SHAPES_MUST_MATCH,
        differ.FLOATING_POINT,
    ),
)
