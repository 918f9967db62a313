"""The ReLU cut off at 6."""

from rightloss.catalog.schema import Activation

ACTIVATION = Activation(
    name="relu6",
    title="ReLU6",
    summary="The ReLU cut off at 6, made for low-precision hardware.",
    formula=r"f(x) = \min(\max(x, 0), 6)",
    takes="real",
    gives="non-negative",
    low=0.0,
    high=6.0,
    relations=("Hard tanh between 0 and 6.",),
    pitfalls=("As an output activation it cannot reach targets above 6 or below 0.",),
    calls=(
        "torch.nn.ReLU6",
        "torch.nn.functional.relu6",
    ),
)
