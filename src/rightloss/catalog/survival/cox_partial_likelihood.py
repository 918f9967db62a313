"""The Cox partial likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Reference, Target

LOSS = Loss(
    name="cox-partial-likelihood",
    title="Cox partial likelihood",
    aliases=(
        "cox",
        "cox-ph",
        "coxph",
    ),
    summary="Likelihood of the order of events: relative risks without a model of the times themselves.",
    family="survival",
    tasks=("survival",),
    inputs=(Input(argument="log_risk", space="log-risk", shape="(N)"),),
    targets=(Target(space="time-and-event", dtype="float", shape="(N, 2)"),),
    activation="exp",
    outputs="1",
    elicits="hazard",
    proper=False,
    formula=r"\ell_i = \delta_i \left(\ln \sum_{j: t_j \ge t_i} e^{x_j} - x_i\right)",
    initial=None,
    lower_bound=0.0,
    options=(*shared("row", "(N,)", counted="events"),),
    relations=("With two rows and one event it is the logistic loss of the difference of their log risks.",),
    pitfalls=(
        "Risk sets are taken within the batch: small batches bias it, and a batch without an event teaches nothing.",
        "It gives relative risks, no survival probabilities.",
    ),
    references=(
        Reference(
            authors="Cox, D. R.",
            year=1972,
            title="Regression Models and Life-Tables",
            id="doi:10.1111/j.2517-6161.1972.tb00899.x",
        ),
    ),
    exemptions=(Exemption(law="parts-add-up", reason="The rows of a batch are compared with each other."),),
    impl="rightloss.losses.survival.cox_partial_likelihood:cox_partial_likelihood:CoxPartialLikelihoodLoss",
)
