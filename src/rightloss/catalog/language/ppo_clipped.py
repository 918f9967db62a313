"""The clipped surrogate of PPO."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="ppo-clipped",
    title="PPO, clipped surrogate",
    aliases=(
        "ppo",
        "ppo-clip",
        "clipped-surrogate",
        "proximal-policy-optimisation",
        "proximal-policy-optimization",
    ),
    summary=(
        "Advantage times the ratio of new to old probability, which stops counting once it has changed "
        "enough in the right direction."
    ),
    family="language",
    tasks=("policy-optimisation",),
    inputs=(
        Input(argument="log_probs", space="real", shape="(*)"),
        Input(argument="old_log_probs", space="real", shape="(*)"),
    ),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
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
        Option(name="clip_high", default="0.2", meaning="The ratio to the old policy counts up to 1 + clip_high."),
        *shared("action", "(*)"),
    ),
    relations=(
        "The policy gradient, where both policies are the same.",
        "DAPO with the advantage of an answer for each of its tokens.",
    ),
    pitfalls=(
        (
            "While the policy is the old one every ratio is 1 and the value is minus the mean advantage: only "
            "its gradient means something."
        ),
        (
            "For a bad action the ratio is not bounded above: a policy far from the old one gives a large "
            "loss, in the end infinite."
        ),
        "Advantages and old log-probabilities must be detached; here they are refused otherwise.",
        "Say which mean: over tokens as here, or over answers first as in GRPO.",
    ),
    references=(
        Reference(
            authors="Schulman, J., Wolski, F., Dhariwal, P., Radford, A. and Klimov, O.",
            year=2017,
            title="Proximal Policy Optimization Algorithms",
            id="arXiv:1707.06347",
        ),
    ),
    impl="rightloss.losses.language.ppo_clipped:ppo_clipped_loss:PPOClippedLoss",
)
