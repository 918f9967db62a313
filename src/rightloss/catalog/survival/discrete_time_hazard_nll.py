"""The discrete-time hazard likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="discrete-time-hazard-nll",
    title="Discrete-time hazard NLL",
    aliases=(
        "discrete-hazard",
        "logistic-hazard",
        "nnet-survival",
    ),
    summary="Likelihood of survival times in intervals: a hazard per interval, without proportional hazards.",
    family="survival",
    tasks=("survival",),
    inputs=(Input(argument="logits", space="binary-logits", shape="(N, T)"),),
    targets=(Target(space="time-and-event", dtype="long", shape="(N, 2)"),),
    activation="survival-from-hazards",
    outputs="T",
    elicits="hazard",
    proper=True,
    formula=r"\ell = \sum_{t < k} \mathrm{BCE}(x_t, 0) + \mathrm{BCE}(x_k, \delta)",
    initial=None,
    lower_bound=0.0,
    options=(*shared("row", "(N,)"),),
    relations=("The sum of binary cross-entropies of the intervals that were lived through.",),
    pitfalls=("The edges of the intervals belong to the model: store them, and put about as many events in each.",),
    references=(
        Reference(
            authors="Kvamme, H. and Borgan, O.",
            year=2021,
            title="Continuous and Discrete-Time Survival Prediction with Neural Networks",
            id="arXiv:1910.06724",
        ),
    ),
    impl="rightloss.losses.survival.discrete_time_hazard_nll:discrete_time_hazard_nll:DiscreteTimeHazardNLLLoss",
)
