"""The exponential."""

from rightloss.catalog.schema import Activation

ACTIVATION = Activation(
    name="exp",
    title="Exponential",
    aliases=("log-link",),
    summary="The exponential: turns a log-rate into a rate and log-probabilities into probabilities.",
    formula="f(x) = e^x",
    takes="log-rate",
    gives="positive",
    low=0.0,
    relations=(
        "It makes effects multiply: adding 0.69 to the input doubles the output.",
        "Its derivative is itself.",
        "The exponential of a log-softmax is the softmax.",
    ),
    fits=(
        "nll",
        "poisson-nll",
        "kl-divergence",
    ),
    pitfalls=(
        "It is infinite above x = 88.7 in float32 and above x = 11.1 in float16.",
        "A loss that takes log-rates applies it itself: give it the output without the exponential.",
    ),
    calls=(
        "torch.exp",
        "torch.exp_",
        "torch.Tensor.exp",
        "torch.Tensor.exp_",
    ),
)
