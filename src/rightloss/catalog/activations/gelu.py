"""The Gaussian error linear unit."""

from rightloss.catalog.schema import Activation, Option, Reference

ACTIVATION = Activation(
    name="gelu",
    title="GELU",
    summary="The input times the probability that a standard normal number is below it; usual in transformers.",
    formula=r"f(x) = x \, \Phi(x)",
    takes="real",
    gives="real",
    monotone=False,
    low=-0.16997120747990369,
    options=(
        Option(name="approximate", default='"none"', meaning='"none", or "tanh" for the approximation that uses tanh.'),
    ),
    references=(
        Reference(
            authors="Hendrycks, D. and Gimpel, K.",
            year=2016,
            title="Gaussian Error Linear Units (GELUs)",
            id="arXiv:1606.08415",
        ),
    ),
    calls=(
        "torch.nn.GELU",
        "torch.nn.functional.gelu",
    ),
)
