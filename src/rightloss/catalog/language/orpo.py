"""Odds-ratio preference optimisation."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference

LOSS = Loss(
    name="orpo",
    title="ORPO (odds-ratio preference optimisation)",
    aliases=(
        "odds-ratio-preference-optimisation",
        "odds-ratio-preference-optimization",
    ),
    summary=(
        "Cross-entropy of the chosen answer plus a logistic loss on the log odds ratio of both; no reference model."
    ),
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
    formula=(r"\ell = -\ln p_c - \lambda \ln \sigma\left(\ln \frac{p_c}{1 - p_c} - \ln \frac{p_r}{1 - " r"p_r}\right)"),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="chosen_mask", default="", meaning="Booleans, shape (N, T): which tokens are of the preferred answer."
        ),
        Option(
            name="rejected_mask", default="", meaning="Booleans, shape (N, S): which tokens are of the other answer."
        ),
        Option(
            name="odds_weight",
            default="0.1",
            meaning="How much the preference counts beside the cross-entropy; the paper's lambda.",
        ),
        *shared("pair", "(N,)"),
    ),
    relations=("The cross-entropy of the chosen answer at odds_weight 0.",),
    pitfalls=(
        "Pass log-probabilities of the tokens, with the prompt left out by the masks.",
        ("It averages over tokens: the probability in its odds is the geometric mean of the tokens' probabilities."),
        "log1p(-exp(x)) in place of the log odds is infinite for a log-probability of -1e-8.",
    ),
    references=(
        Reference(
            authors="Hong, J., Lee, N. and Thorne, J.",
            year=2024,
            title="ORPO: Monolithic Preference Optimization without Reference Model",
            id="arXiv:2403.07691",
        ),
    ),
    impl="rightloss.losses.language.orpo:orpo_loss:ORPOLoss",
)
