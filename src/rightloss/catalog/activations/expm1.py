"""The exponential less one."""

from rightloss.catalog.schema import Activation

ACTIVATION = Activation(
    name="expm1",
    title="Exponential minus one",
    aliases=("inverse-log1p",),
    summary="Undoes log(1 + y): what a model predicts on that scale becomes an amount again.",
    formula="f(x) = e^x - 1",
    takes="real",
    gives="real",
    low=-1.0,
    relations=(
        "The inverse of log(1 + y).",
        "0 at x = 0, and about x near it.",
        "Its derivative is exp(x).",
    ),
    fits=("msle",),
    pitfalls=(
        "Below x = 0 it is negative, down to -1: an amount that cannot be has to be cut off at 0.",
        "exp(x) - 1 loses the digits of a small x; torch.expm1 keeps them.",
    ),
    calls=(
        "torch.expm1",
        "torch.expm1_",
        "torch.Tensor.expm1",
        "torch.Tensor.expm1_",
        "torch.special.expm1",
    ),
)
