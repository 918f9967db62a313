"""The absolute percentage error."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Reference, Target

LOSS = Loss(
    name="mape",
    title="Mean absolute percentage error",
    aliases=(
        "mean-absolute-percentage-error",
        "absolute-percentage-error",
    ),
    summary="The absolute error as a share of the target; its best constant lies below the median.",
    family="regression",
    tasks=(
        "positive-regression",
        "regression",
    ),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="median",
    proper=False,
    formula=r"\ell(x, y) = \frac{|x - y|}{|y|}",
    initial=None,
    lower_bound=0.0,
    options=(*shared("element", "(*)"),),
    relations=("The L1 loss weighted by 1/|y|.",),
    pitfalls=(
        (
            "It is best at the median of the density weighted by 1/y, which lies below the median: it "
            "pulls predictions down."
        ),
        "It explodes for targets near zero, and is not defined at zero.",
    ),
    references=(
        Reference(
            authors="Gneiting, T.",
            year=2011,
            title="Making and Evaluating Point Forecasts",
            id="doi:10.1198/jasa.2011.r10138",
        ),
    ),
    impl="rightloss.losses.regression.mape:mape_loss:MAPELoss",
    curve=Curve(axis="prediction", start=0.2, stop=4.0, target=2.0),
)
