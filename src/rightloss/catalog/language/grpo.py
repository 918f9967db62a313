"""Group relative policy optimisation."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="grpo",
    title="GRPO (group relative policy optimisation)",
    aliases=(
        "group-relative-policy-optimisation",
        "group-relative-policy-optimization",
    ),
    summary=(
        "The clipped surrogate averaged over each answer's tokens, then over answers, with an optional "
        "pull to a reference."
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
        r"\ell_i = \frac{1}{|o_i|} \sum_t \left(-\min\left(\rho_t A_i, \mathrm{clip}(\rho_t) A_i\right) + "
        r"\lambda \, \mathrm{KL}_t\right)"
    ),
    initial=None,
    lower_bound=None,
    options=(
        Option(name="clip_low", default="0.2", meaning="The ratio to the old policy counts down to 1 - clip_low."),
        Option(name="clip_high", default="0.2", meaning="The ratio to the old policy counts up to 1 + clip_high."),
        Option(name="kl_weight", default="0.0", meaning="How much the pull to the reference counts."),
        Option(
            name="reference_log_probs",
            default="None",
            meaning="Log-probabilities under the reference model, shape (N, T); needed where kl_weight is not 0.",
        ),
        *shared("answer", "(N, T)"),
    ),
    relations=(
        "Dr. GRPO with each answer's own length in place of the fixed one.",
        "DAPO where all answers are equally long.",
    ),
    pitfalls=(
        (
            "While the policy is the old one every ratio is 1 and the value is minus the mean advantage: only "
            "its gradient means something."
        ),
        (
            "Dividing by each answer's own length favours short right answers and long wrong ones: that is "
            "what Dr. GRPO changes."
        ),
        "With gradient accumulation give `denominator` the number of answers of the whole batch.",
        "A group whose answers all have the same reward has the advantage 0 and teaches nothing.",
    ),
    references=(
        Reference(
            authors=(
                "Shao, Z., Wang, P., Zhu, Q., Xu, R., Song, J., Bi, X., Zhang, H., Zhang, M., Li, Y. K., Wu, Y. "
                "and Guo, D."
            ),
            year=2024,
            title="DeepSeekMath: Pushing the Limits of Mathematical Reasoning in Open Language Models",
            id="arXiv:2402.03300",
        ),
    ),
    impl="rightloss.losses.language.grpo:grpo_loss:GRPOLoss",
)
