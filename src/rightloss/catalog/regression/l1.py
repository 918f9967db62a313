"""The absolute error."""

from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="l1",
    title="L1 loss (mean absolute error)",
    aliases=("mae", "mean-absolute-error", "absolute-error", "laplace-loss"),
    summary="The absolute difference between prediction and target; its best constant prediction is the median.",
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="median",
    proper=True,
    formula=r"\ell(x, y) = |x - y|",
    options=(Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),),
    relations=(
        "Twice the pinball loss at quantile 0.5.",
        "The limit of the Huber loss divided by delta, as delta goes to 0.",
        "Up to scale and a constant, the negative log-likelihood of a Laplace distribution with fixed scale.",
    ),
    pitfalls=(
        "A prediction of shape (N, 1) against a target of shape (N,) is broadcast to (N, N) by torch.nn.",
        "The gradient has size 1 however small the error is, so the steps do not shrink near the optimum.",
    ),
    references=(
        Reference(
            authors="Koenker, R. and Bassett, G.",
            year=1978,
            title="Regression Quantiles",
            id="doi:10.2307/1913643",
        ),
    ),
    calls=("torch.nn.L1Loss", "torch.nn.functional.l1_loss"),
    impl="rightloss.losses.regression.l1:l1_loss:L1Loss",
    curve=Curve(axis="error", start=-3.0, stop=3.0),
)
