"""The hard sigmoid."""

from rightloss.catalog.schema import Activation, Reference

ACTIVATION = Activation(
    name="hard-sigmoid",
    title="Hard sigmoid",
    summary="A sigmoid made of three straight lines: cheap, and exactly 0 and 1 outside [-3, 3].",
    formula=r"f(x) = \min(\max(x / 6 + 1 / 2, 0), 1)",
    takes="real",
    gives="independent-probabilities",
    low=0.0,
    high=1.0,
    relations=(
        "ReLU6 of x + 3, divided by 6.",
        "Equal to 1/2 at 0, like the sigmoid; its slope there is 1/6 instead of 1/4.",
    ),
    pitfalls=(
        "Its gradient is exactly 0 outside [-3, 3]: an output that is there and wrong does not learn.",
        "As the output of a classifier it gives probabilities of exactly 0 and 1, whose logarithm is infinite.",
    ),
    references=(
        Reference(
            authors="Howard, A. et al.",
            year=2019,
            title="Searching for MobileNetV3",
            id="arXiv:1905.02244",
        ),
    ),
    calls=(
        "torch.nn.Hardsigmoid",
        "torch.nn.functional.hardsigmoid",
    ),
)
