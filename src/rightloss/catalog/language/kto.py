"""Kahneman-Tversky optimisation."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="kto",
    title="KTO (Kahneman-Tversky optimisation)",
    aliases=(
        "kahneman-tversky-optimisation",
        "kahneman-tversky-optimization",
    ),
    summary=(
        "Values each answer, good or bad, by how far its log-ratio to the reference is above or below the "
        "policy's mean drift."
    ),
    family="language",
    tasks=(
        "preference-tuning",
        "language-modelling",
    ),
    inputs=(
        Input(argument="log_probs", space="token-log-probabilities", shape="(N, T)"),
        Input(argument="reference_log_probs", space="token-log-probabilities", shape="(N, T)"),
        Input(argument="baseline_log_probs", space="token-log-probabilities", shape="(N, S)"),
        Input(argument="baseline_reference_log_probs", space="token-log-probabilities", shape="(N, S)"),
    ),
    targets=(Target(space="zero-one", dtype="float", shape="(N,)"),),
    activation="exp",
    outputs="C",
    elicits="preference",
    proper=False,
    formula=(
        r"\ell = \lambda_y \left(1 - \sigma\left(\pm \beta (r - z)\right)\right), \quad r = \ln "
        r"\frac{\pi(a)}{\pi_0(a)}, \; z = \max\left(0, \overline{\ln \frac{\pi(b)}{\pi_0(b)}}\right)"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(name="beta", default="0.1", meaning="How strongly a log-ratio counts."),
        Option(
            name="desirable_weight",
            default="1.0",
            meaning=(
                "Weight of good answers; with d good and u bad ones, desirable_weight * d / (undesirable_weight * "
                "u) from 1 to 4/3 is advised."
            ),
        ),
        Option(name="undesirable_weight", default="1.0", meaning="Weight of bad answers."),
        Option(
            name="baseline_mask",
            default="None",
            meaning="Booleans, shape (N, S): which tokens are of the mismatched answers.",
        ),
        *shared("answer", "(N, T)"),
    ),
    relations=("The weight times sigmoid(-beta r) for a good answer, where the baseline is 0.",),
    pitfalls=(
        (
            "The baseline comes from the batch at hand: small batches make it noisy, and micro-batches do not "
            "add up to the batch."
        ),
        ("The baseline takes mismatched answers: the batch's own answers would cancel what is to be learned."),
        "It must not carry a gradient; here it does not.",
        "Good and bad answers in unequal numbers need the weights.",
    ),
    references=(
        Reference(
            authors="Ethayarajh, K., Xu, W., Muennighoff, N., Jurafsky, D. and Kiela, D.",
            year=2024,
            title="KTO: Model Alignment as Prospect Theoretic Optimization",
            id="arXiv:2402.01306",
        ),
    ),
    exemptions=(Exemption(law="parts-add-up", reason="The baseline is a mean over the batch."),),
    impl="rightloss.losses.language.kto:kto_loss:KTOLoss",
)
