"""Direct preference optimisation."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference

LOSS = Loss(
    name="dpo",
    title="DPO (direct preference optimisation)",
    aliases=(
        "direct-preference-optimisation",
        "direct-preference-optimization",
        "cdpo",
    ),
    summary="Logistic loss on how much more than the reference the model prefers the chosen answer.",
    family="language",
    tasks=(
        "preference-tuning",
        "language-modelling",
    ),
    inputs=(
        Input(argument="chosen_log_probs", space="token-log-probabilities", shape="(N, T)"),
        Input(argument="rejected_log_probs", space="token-log-probabilities", shape="(N, S)"),
        Input(argument="reference_chosen_log_probs", space="token-log-probabilities", shape="(N, T)"),
        Input(argument="reference_rejected_log_probs", space="token-log-probabilities", shape="(N, S)"),
    ),
    targets=(),
    activation="exp",
    outputs="C",
    elicits="preference",
    proper=False,
    formula=(
        r"\ell = -(1 - \epsilon) \ln \sigma(\beta \Delta) - \epsilon \ln \sigma(-\beta \Delta), \quad "
        r"\Delta = \ln \frac{\pi(c)}{\pi_0(c)} - \ln \frac{\pi(r)}{\pi_0(r)}"
    ),
    initial="ln 2",
    lower_bound=0.0,
    options=(
        Option(
            name="chosen_mask", default="", meaning="Booleans, shape (N, T): which tokens are of the preferred answer."
        ),
        Option(
            name="rejected_mask", default="", meaning="Booleans, shape (N, S): which tokens are of the other answer."
        ),
        Option(
            name="beta",
            default="0.1",
            meaning="How strongly the margin counts: the smaller, the farther the model goes from the reference.",
        ),
        Option(
            name="label_smoothing",
            default="0.0",
            meaning=(
                "How often a preference is the wrong way round, from 0 to below a half; above 0 it is "
                "conservative DPO (cDPO)."
            ),
        ),
        *shared("pair", "(N,)"),
    ),
    relations=(
        "Binary cross-entropy with logits on beta times the margin.",
        "RankNet on two items, with the scores beta times the log-ratios.",
    ),
    pitfalls=(
        (
            "Pass log-probabilities of the tokens, with the prompt left out by the masks: a forgotten mask "
            "trains on the prompt."
        ),
        "Take the reference's log-probabilities under torch.no_grad(), in eval mode, of the same tokens.",
        "The log-probabilities are summed, not averaged: long answers weigh more.",
        "Both log-probabilities may fall while the margin grows: watch that of the chosen answer.",
    ),
    references=(
        Reference(
            authors="Rafailov, R., Sharma, A., Mitchell, E., Ermon, S., Manning, C. D. and Finn, C.",
            year=2023,
            title="Direct Preference Optimization: Your Language Model is Secretly a Reward Model",
            id="arXiv:2305.18290",
        ),
    ),
    impl="rightloss.losses.language.dpo:dpo_loss:DPOLoss",
)
