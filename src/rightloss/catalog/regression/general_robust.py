"""Barron's general robust loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="general-robust",
    title="General robust loss (Barron)",
    aliases=(
        "barron",
        "barron-loss",
        "adaptive-robust",
        "cauchy-loss",
        "geman-mcclure",
        "welsch",
    ),
    summary=("A family of losses from the squared error to ones that forget outliers, chosen by one number."),
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="robust-centre",
    proper=True,
    formula=(
        r"\ell = \frac{|\alpha - 2|}{\alpha} \left( \left( \frac{((x - y) / c)^2}{|\alpha - 2|} + "
        r"1 \right)^{\alpha / 2} - 1 \right)"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="alpha",
            default="1.0",
            meaning=(
                "The shape: 2 is half the squared error, 1 Charbonnier, 0 Cauchy, -2 Geman-McClure, "
                "minus infinity Welsch; the smaller, the less an outlier pulls."
            ),
        ),
        Option(
            name="scale",
            default="1.0",
            meaning="The error c at which the loss leaves the parabola, in the units of the target; above 0.",
        ),
        *shared("element", "(*)"),
    ),
    relations=(
        "Half the MSE at alpha = 2 and scale 1.",
        "The Charbonnier loss over its eps, less 1, at alpha = 1 and scale = eps.",
        ("The Cauchy loss ln(1 + z^2 / 2) at alpha = 0, Geman-McClure at -2, Welsch at minus infinity."),
    ),
    pitfalls=(
        (
            "Below alpha = 1 it is not convex, and below 0 it is bounded: an example that starts far "
            "off is never learned."
        ),
        ("The scale is in the units of the target: the default 1.0 fits targets that are standardised."),
        (
            "Learning alpha with this value alone drives it down, as smaller alpha costs less: that "
            "needs the normalised likelihood."
        ),
    ),
    references=(
        Reference(
            authors="Barron, J. T.",
            year=2019,
            title="A General and Adaptive Robust Loss Function",
            id="arXiv:1701.03077",
        ),
    ),
    impl="rightloss.losses.regression.general_robust:general_robust_loss:GeneralRobustLoss",
    curve=Curve(axis="error", start=-3.0, stop=3.0),
)
