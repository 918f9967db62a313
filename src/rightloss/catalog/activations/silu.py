"""The sigmoid-weighted linear unit."""

from rightloss.catalog.schema import Activation, Reference

ACTIVATION = Activation(
    name="silu",
    title="SiLU (swish)",
    aliases=("swish",),
    summary="The input times its sigmoid: smooth, and slightly negative below 0.",
    formula=r"f(x) = x \, \sigma(x)",
    takes="real",
    gives="real",
    monotone=False,
    low=-0.2784645427610738,
    relations=("About the GELU of x / 1.702, times 1.702.",),
    references=(
        Reference(
            authors="Elfwing, S., Uchibe, E. and Doya, K.",
            year=2018,
            title="Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement Learning",
            id="arXiv:1702.03118",
        ),
        Reference(
            authors="Ramachandran, P., Zoph, B. and Le, Q. V.",
            year=2017,
            title="Searching for Activation Functions",
            id="arXiv:1710.05941",
        ),
    ),
    calls=(
        "torch.nn.SiLU",
        "torch.nn.functional.silu",
    ),
)
