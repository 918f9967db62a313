"""A survival curve from hazards."""

from rightloss.catalog.schema import Activation, Option, Reference

ACTIVATION = Activation(
    name="survival-from-hazards",
    title="Survival from hazards",
    summary="Turns one hazard logit per time interval into the probability of surviving each of them.",
    formula=r"S_k = \prod_{j \le k} \left( 1 - \sigma(x_j) \right)",
    takes="binary-logits",
    gives="independent-probabilities",
    over_dim=True,
    monotone=False,
    low=0.0,
    high=1.0,
    options=(Option(name="dim", default="-1", meaning="The dimension of the time intervals."),),
    relations=(
        "With one interval it is sigmoid(-x).",
        "It never rises with time, whatever the hazards are.",
    ),
    pitfalls=("It is the probability of surviving the whole interval: the first value is already below 1.",),
    references=(
        Reference(
            authors="Gensheimer, M. F. and Narasimhan, B.",
            year=2019,
            title="A scalable discrete-time survival model for neural networks",
            id="doi:10.7717/peerj.6257",
        ),
    ),
    calls=("rightloss.losses.activations.survival_from_hazards.survival_from_hazards",),
)
