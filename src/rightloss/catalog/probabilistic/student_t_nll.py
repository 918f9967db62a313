"""The Student's t likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="student-t-nll",
    title="Student's t NLL",
    aliases=(
        "student-t",
        "t-nll",
    ),
    summary="Likelihood of a Student's t distribution: an uncertainty for targets with heavy tails.",
    family="probabilistic",
    tasks=("regression",),
    inputs=(Input(argument="parameters", space="real", shape="(*, 2)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=r"\ell = x_2 + \tfrac{\nu + 1}{2} \ln\left(1 + \tfrac{(y - x_1)^2 e^{-2 x_2}}{\nu}\right) + \text{const}",
    initial=None,
    lower_bound=None,
    options=(
        Option(
            name="dof",
            default="4.0",
            meaning="Degrees of freedom: the smaller, the heavier the tails.",
        ),
        *shared("element", "(*)"),
    ),
    relations=("The Gaussian NLL in the limit of many degrees of freedom.",),
    pitfalls=("Its gradient falls again for large errors, so a bad start can stay bad: begin with a wide scale.",),
    references=(
        Reference(
            authors="Lange, K. L., Little, R. J. A. and Taylor, J. M. G.",
            year=1989,
            title="Robust Statistical Modeling Using the t Distribution",
            id="doi:10.2307/2290063",
        ),
    ),
    impl="rightloss.losses.probabilistic.student_t_nll:student_t_nll:StudentTNLLLoss",
)
