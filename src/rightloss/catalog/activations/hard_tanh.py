"""The hard tanh."""

from rightloss.catalog.schema import Activation, Option

ACTIVATION = Activation(
    name="hard-tanh",
    title="Hard tanh",
    aliases=("clip",),
    summary="The input cut off at -1 and 1.",
    formula=r"f(x) = \min(\max(x, -1), 1)",
    takes="real",
    gives="symmetric-interval",
    low=-1.0,
    high=1.0,
    options=(
        Option(name="min_val", default="-1.0", meaning="Left end of the interval."),
        Option(name="max_val", default="1.0", meaning="Right end of the interval."),
    ),
    pitfalls=("Its gradient is exactly 0 outside the interval: an output that is there and wrong does not learn.",),
    calls=(
        "torch.nn.Hardtanh",
        "torch.nn.functional.hardtanh",
        "torch.nn.functional.hardtanh_",
    ),
)
