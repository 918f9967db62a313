"""The asymmetric squared error."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="expectile",
    title="Expectile loss (asymmetric squared error)",
    aliases=(
        "asymmetric-mse",
        "asymmetric-squared-error",
    ),
    summary="Squared error with unequal weights above and below, whose best constant prediction is the expectile.",
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="expectile",
    proper=True,
    formula=r"\ell(x, y) = |\tau - 1[y < x]| \, (y - x)^2",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="tau",
            default="0.5",
            meaning="The level of the expectile, between 0 and 1.",
        ),
        *shared("element", "(*)"),
    ),
    relations=("At tau 0.5 it is half the squared error.",),
    pitfalls=("An expectile is not a quantile: the 0.9-expectile of a normal is its 0.80-quantile.",),
    references=(
        Reference(
            authors="Newey, W. K. and Powell, J. L.",
            year=1987,
            title="Asymmetric Least Squares Estimation and Testing",
            id="doi:10.2307/1911031",
        ),
    ),
    impl="rightloss.losses.regression.expectile:expectile_loss:ExpectileLoss",
    curve=Curve(axis="error", start=-3.0, stop=3.0),
)
