"""DAPO."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="dapo",
    title="DAPO (token-level policy loss)",
    aliases=(
        "decoupled-clip",
        "clip-higher",
        "token-level-grpo",
    ),
    summary=("The clipped surrogate averaged over all tokens of the batch, with more room upwards than downwards."),
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
        r"\ell_t = -\min\left(\rho_t A, \mathrm{clip}(\rho_t, 1 - \epsilon_l, 1 + \epsilon_h) A\right), "
        r"\quad \rho_t = \frac{\pi(a_t)}{\pi_{\mathrm{old}}(a_t)}"
    ),
    initial=None,
    lower_bound=None,
    options=(
        Option(name="clip_low", default="0.2", meaning="The ratio to the old policy counts down to 1 - clip_low."),
        Option(name="clip_high", default="0.28", meaning="The ratio to the old policy counts up to 1 + clip_high."),
        *shared("token", "(N, T)"),
    ),
    relations=(
        "PPO's clipped loss with the advantage of an answer for each of its tokens.",
        "GRPO where all answers are equally long.",
    ),
    pitfalls=(
        (
            "While the policy is the old one every ratio is 1 and the value is minus the mean advantage: only "
            "its gradient means something."
        ),
        (
            "The mean of the means of micro-batches is not the mean over tokens: pass the token count of the "
            "whole accumulated batch as `denominator`."
        ),
        "Long answers weigh more here than in GRPO.",
    ),
    references=(
        Reference(
            authors="Yu, Q., Zhang, Z., Zhu, R., Yuan, Y., Zuo, X., Yue, Y. et al.",
            year=2025,
            title="DAPO: An Open-Source LLM Reinforcement Learning System at Scale",
            id="arXiv:2503.14476",
        ),
    ),
    impl="rightloss.losses.language.dapo:dapo_loss:DAPOLoss",
)
