"""A softmax with heavier, or bounded, tails."""

from rightloss.catalog.schema import Activation, Option, Reference

ACTIVATION = Activation(
    name="tempered-softmax",
    title="Tempered softmax",
    summary="Class probabilities that fall off as a power of the score, where softmax's fall off exponentially.",
    formula=(
        r"p_c = \exp_t(x_c - \lambda), \quad \sum_c p_c = 1, "
        r"\quad \exp_t(u) = \max \left( 0, 1 + (1 - t) u \right)^{1 / (1 - t)}"
    ),
    takes="logits",
    gives="probabilities",
    over_dim=True,
    monotone=False,
    low=0.0,
    high=1.0,
    options=(
        Option(
            name="temperature",
            default="1.2",
            meaning="From 0 to 4; above 1 for heavy tails, 1 is softmax, below 1 probabilities reach 0.",
        ),
        Option(name="dim", default="-1", meaning="The dimension of the classes."),
    ),
    relations=("Softmax at temperature 1.", "Unchanged when one number is added to all scores of an example."),
    pitfalls=("Its temperature is not the one that divides logits: it changes the shape of the tails.",),
    references=(
        Reference(
            authors="Amid, E., Warmuth, M. K., Anil, R. and Koren, T.",
            year=2019,
            title="Robust Bi-Tempered Logistic Loss Based on Bregman Divergences",
            id="arXiv:1906.03361",
        ),
    ),
    calls=("rightloss.losses.activations.tempered_softmax.tempered_softmax",),
)
