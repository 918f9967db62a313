"""The leaky ReLU."""

from rightloss.catalog.schema import Activation, Option

ACTIVATION = Activation(
    name="leaky-relu",
    title="Leaky ReLU",
    summary="A ReLU with a small slope for negative numbers, so that every unit keeps a gradient.",
    formula=r"f(x) = \max(x, 0) + a \min(x, 0)",
    takes="real",
    gives="real",
    options=(Option(name="negative_slope", default="0.01", meaning="The slope a for negative numbers."),),
    relations=("The ReLU at slope 0, the identity at slope 1.",),
    calls=(
        "torch.nn.LeakyReLU",
        "torch.nn.functional.leaky_relu",
        "torch.nn.functional.leaky_relu_",
    ),
)
