"""Simple preference optimisation."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference

LOSS = Loss(
    name="simpo",
    title="SimPO (simple preference optimisation)",
    aliases=(
        "simple-preference-optimisation",
        "simple-preference-optimization",
    ),
    summary=("Logistic loss on the difference of mean log-probabilities per token, less a margin; no reference model."),
    family="language",
    tasks=(
        "preference-tuning",
        "language-modelling",
    ),
    inputs=(
        Input(argument="chosen_log_probs", space="token-log-probabilities", shape="(N, T)"),
        Input(argument="rejected_log_probs", space="token-log-probabilities", shape="(N, S)"),
    ),
    targets=(),
    activation="exp",
    outputs="C",
    elicits="preference",
    proper=False,
    formula=r"\ell = -\ln \sigma\left(\beta \left(\ln \bar\pi(c) - \ln \bar\pi(r)\right) - \gamma\right)",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="chosen_mask", default="", meaning="Booleans, shape (N, T): which tokens are of the preferred answer."
        ),
        Option(
            name="rejected_mask", default="", meaning="Booleans, shape (N, S): which tokens are of the other answer."
        ),
        Option(name="beta", default="2.0", meaning="What the difference is multiplied by."),
        Option(name="gamma", default="1.0", meaning="The margin that the scaled difference must exceed."),
        *shared("pair", "(N,)"),
    ),
    relations=("DPO with mean log-probabilities, without a reference and with a margin.",),
    pitfalls=(
        "Pass log-probabilities of the tokens, with the prompt left out by the masks.",
        "It averages over tokens: with sums, beta and gamma mean something else for every length.",
        "Nothing holds the model near where it began: stop early.",
    ),
    references=(
        Reference(
            authors="Meng, Y., Xia, M. and Chen, D.",
            year=2024,
            title="SimPO: Simple Preference Optimization with a Reference-Free Reward",
            id="arXiv:2405.14734",
        ),
    ),
    impl="rightloss.losses.language.simpo:simpo_loss:SimPOLoss",
)
