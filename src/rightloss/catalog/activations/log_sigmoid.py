"""The logarithm of the sigmoid."""

from rightloss.catalog.schema import Activation

ACTIVATION = Activation(
    name="log-sigmoid",
    title="Log-sigmoid",
    summary="The logarithm of the sigmoid, without the loss of digits of taking the two in turn.",
    formula=r"\ln \sigma(x) = -\ln(1 + e^{-x})",
    takes="binary-logits",
    gives="independent-log-probabilities",
    high=0.0,
    relations=(
        "Minus the softplus of -x.",
        "The logarithm of 1 - sigmoid(x) is the log-sigmoid of -x.",
        "Its derivative is sigmoid(-x).",
    ),
    pitfalls=(
        "log(sigmoid(x)) in float32 is minus infinity from about x = -104 on, where the log-sigmoid is x itself.",
        "It is not normalised over classes: NLL needs the log-softmax.",
    ),
    calls=(
        "torch.nn.LogSigmoid",
        "torch.nn.functional.logsigmoid",
    ),
)
