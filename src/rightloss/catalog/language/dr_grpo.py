"""Dr. GRPO."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="dr-grpo",
    title="Dr. GRPO",
    aliases=("grpo-done-right",),
    summary=(
        "The clipped surrogate summed over each answer's tokens and divided by a fixed length: no bias by length."
    ),
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
        r"\ell_i = -\frac{1}{L} \sum_t \min\left(\rho_t A_i, \mathrm{clip}(\rho_t, 1 - \epsilon_l, 1 + "
        r"\epsilon_h) A_i\right)"
    ),
    initial=None,
    lower_bound=None,
    options=(
        Option(
            name="max_tokens",
            default="",
            meaning=(
                "The length L that every sum is divided by: the longest answer that is allowed, the same for the "
                "whole training."
            ),
        ),
        Option(name="clip_low", default="0.2", meaning="The ratio to the old policy counts down to 1 - clip_low."),
        Option(name="clip_high", default="0.2", meaning="The ratio to the old policy counts up to 1 + clip_high."),
        *shared("answer", "(N, T)"),
    ),
    relations=("GRPO with a fixed length in place of each answer's own.",),
    pitfalls=(
        (
            "While the policy is the old one every ratio is 1 and the value is minus the mean advantage: only "
            "its gradient means something."
        ),
        ("max_tokens is one number for the whole training: the longest answer of a batch would bring the bias back."),
        ("The method also leaves the standard deviation out of the advantages: that is done before this loss."),
    ),
    references=(
        Reference(
            authors="Liu, Z., Chen, C., Li, W., Qi, P., Pang, T., Du, C., Lee, W. S. and Lin, M.",
            year=2025,
            title="Understanding R1-Zero-Like Training: A Critical Perspective",
            id="arXiv:2503.20783",
        ),
    ),
    impl="rightloss.losses.language.dr_grpo:dr_grpo_loss:DrGRPOLoss",
)
