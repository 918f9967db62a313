"""The exponential linear unit."""

from rightloss.catalog.schema import Activation, Option, Reference

ACTIVATION = Activation(
    name="elu",
    title="ELU",
    summary="Like the ReLU, but running smoothly to -1 on the negative side.",
    formula=r"f(x) = \max(x, 0) + \min(\alpha (e^x - 1), 0)",
    takes="real",
    gives="real",
    low=-1.0,
    options=(Option(name="alpha", default="1.0", meaning="The size of its limit on the negative side."),),
    pitfalls=("Plus 1 it is used to make positive numbers, but it comes down to exactly 0 for very negative inputs.",),
    references=(
        Reference(
            authors="Clevert, D.-A., Unterthiner, T. and Hochreiter, S.",
            year=2015,
            title="Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)",
            id="arXiv:1511.07289",
        ),
    ),
    calls=(
        "torch.nn.ELU",
        "torch.nn.functional.elu",
        "torch.nn.functional.elu_",
    ),
)
