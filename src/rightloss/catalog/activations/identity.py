"""No activation."""

from rightloss.catalog.schema import Activation

ACTIVATION = Activation(
    name="identity",
    title="Identity",
    aliases=("linear", "none"),
    summary="Gives its input back unchanged: the output activation of plain regression.",
    formula=r"f(x) = x",
    takes="real",
    gives="real",
    calls=("torch.nn.Identity",),
    fits=("l1", "mse", "huber", "smooth-l1"),
)
