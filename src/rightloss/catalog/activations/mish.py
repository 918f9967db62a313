"""The mish."""

from rightloss.catalog.schema import Activation, Reference

ACTIVATION = Activation(
    name="mish",
    title="Mish",
    summary="The input times the tanh of its softplus: smooth, and slightly negative below 0.",
    formula=r"f(x) = x \tanh(\ln(1 + e^x))",
    takes="real",
    gives="real",
    monotone=False,
    low=-0.30884072,
    references=(
        Reference(
            authors="Misra, D.",
            year=2019,
            title="Mish: A Self Regularized Non-Monotonic Activation Function",
            id="arXiv:1908.08681",
        ),
    ),
    calls=(
        "torch.nn.Mish",
        "torch.nn.functional.mish",
    ),
)
