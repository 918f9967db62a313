"""A smooth ReLU."""

from rightloss.catalog.schema import Activation, Option

ACTIVATION = Activation(
    name="softplus",
    title="Softplus",
    summary="A smooth ReLU, always above 0: an output activation for scales, variances and rates.",
    formula=r"f(x) = \frac{1}{\beta} \ln(1 + e^{\beta x})",
    takes="real",
    gives="positive",
    low=0.0,
    options=(
        Option(name="beta", default="1.0", meaning="How sharp the bend is; with a large beta it is the ReLU."),
        Option(name="threshold", default="20.0", meaning="Above this value of beta * x, PyTorch gives x itself."),
    ),
    relations=(
        "Its derivative is sigmoid(beta x).",
        "Minus the log-sigmoid of -x.",
        "ln(1 + exp(x)) at beta = 1, about x for large x and exp(x) for very negative x.",
        "ln 2 at x = 0.",
    ),
    pitfalls=(
        "In float32 it is exactly 0 below about x = -104; a scale of 0 has an infinite likelihood: add a small number.",
    ),
    calls=(
        "torch.nn.Softplus",
        "torch.nn.functional.softplus",
    ),
)
