"""The logarithm of the softmax."""

from rightloss.catalog.schema import Activation, Option

ACTIVATION = Activation(
    name="log-softmax",
    title="Log-softmax",
    summary="The logarithm of the softmax: log-probabilities of classes, finite where the softmax underflows.",
    formula=r"f(x)_c = x_c - \ln \sum_j e^{x_j}",
    takes="logits",
    gives="log-probabilities",
    over_dim=True,
    monotone=False,
    high=0.0,
    options=(
        Option(
            name="dim",
            default="",
            meaning="The dimension of the classes: 1 for (N, C) and (N, C, H, W), -1 for (N, T, C).",
        ),
    ),
    relations=(
        "NLL on the log-softmax of logits is cross-entropy on the logits.",
        "Applied twice it is the same as once.",
        "Unchanged when one number is added to all scores.",
    ),
    pitfalls=(
        "log(softmax(x)) is minus infinity for differences above about 104 in float32; this is finite.",
        "Without dim, PyTorch picks a dimension by the number of dimensions and warns: state it.",
        "Cross-entropy contains it already; in front of cross-entropy it is wasted work, though not an error in value.",
    ),
    calls=(
        "torch.nn.LogSoftmax",
        "torch.nn.functional.log_softmax",
        "torch.log_softmax",
        "torch.special.log_softmax",
        "torch.Tensor.log_softmax",
    ),
)
