"""CISPO."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="cispo",
    title="CISPO (clipped importance weights)",
    aliases=(
        "clipped-importance-sampling",
        "clipped-is-weight",
    ),
    summary=("Policy gradient with importance weights that are cut off and detached: every token keeps a gradient."),
    family="language",
    tasks=(
        "policy-optimisation",
        "language-modelling",
    ),
    inputs=(
        Input(argument="log_probs", space="token-log-probabilities", shape="(N, T)"),
        Input(argument="old_log_probs", space="token-log-probabilities", shape="(N, T)"),
    ),
    targets=(Target(space="real", dtype="float", shape="(N,)"),),
    activation="exp",
    outputs="C",
    elicits="expected-reward",
    proper=False,
    formula=(
        r"\ell_t = -\mathrm{sg}\left(\min(\rho_t, \rho_{\max})\right) A_i \ln \pi(o_t), \quad \rho_t = "
        r"\frac{\pi(o_t)}{\pi_{\mathrm{old}}(o_t)}"
    ),
    initial=None,
    lower_bound=None,
    options=(
        Option(
            name="max_ratio",
            default="5.0",
            meaning="The importance weight counts up to this; the paper's 1 plus its upper epsilon.",
        ),
        *shared("token", "(N, T)"),
    ),
    relations=("The policy gradient, where both policies are the same.",),
    pitfalls=(
        "Its value means nothing; only its gradient does.",
        "Its gradient is not the slope of its value by finite differences: the weights are held.",
        (
            "The mean of the means of micro-batches is not the mean over tokens: pass the token count of the "
            "whole accumulated batch as `denominator`."
        ),
    ),
    references=(
        Reference(
            authors="MiniMax",
            year=2025,
            title="MiniMax-M1: Scaling Test-Time Compute Efficiently with Lightning Attention",
            id="arXiv:2506.13585",
        ),
    ),
    exemptions=(
        Exemption(
            law="gradient-is-the-slope",
            reason="The importance weights are held: its gradient is not the slope of its value.",
        ),
    ),
    impl="rightloss.losses.language.cispo:cispo_loss:CISPOLoss",
)
