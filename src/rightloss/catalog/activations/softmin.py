"""The softmin."""

from rightloss.catalog.schema import Activation, Option

ACTIVATION = Activation(
    name="softmin",
    title="Softmin",
    summary="The softmax of the negated input: the smallest number gets the largest share.",
    formula=r"f(x)_c = \frac{e^{-x_c}}{\sum_j e^{-x_j}}",
    takes="real",
    gives="probabilities",
    over_dim=True,
    monotone=False,
    low=0.0,
    high=1.0,
    options=(Option(name="dim", default="", meaning="The dimension that it normalises over."),),
    relations=("The softmax of -x.",),
    pitfalls=("Scores where larger means likelier need the softmax: the softmin turns the order round.",),
    calls=(
        "torch.nn.Softmin",
        "torch.nn.functional.softmin",
    ),
)
