"""The rectified linear unit."""

from rightloss.catalog.schema import Activation

ACTIVATION = Activation(
    name="relu",
    title="ReLU",
    aliases=("rectifier",),
    summary="Zero for negative numbers, the number itself for positive ones: the usual activation of hidden layers.",
    formula=r"f(x) = \max(x, 0)",
    takes="real",
    gives="non-negative",
    low=0.0,
    relations=(
        "The limit of the softplus as its beta grows.",
        "Leaky ReLU with slope 0.",
    ),
    pitfalls=(
        "As an output activation it cannot reach negative targets, and its gradient is 0 for every negative score.",
        "A unit that is negative for every example never learns again.",
    ),
    calls=(
        "torch.nn.ReLU",
        "torch.nn.functional.relu",
        "torch.nn.functional.relu_",
        "torch.relu",
        "torch.relu_",
        "torch.Tensor.relu",
        "torch.Tensor.relu_",
    ),
)
