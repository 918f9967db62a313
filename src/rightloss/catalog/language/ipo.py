"""Identity preference optimisation."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference

LOSS = Loss(
    name="ipo",
    title="IPO (identity preference optimisation)",
    aliases=(
        "identity-preference-optimisation",
        "identity-preference-optimization",
    ),
    summary="Squared error between the margin over the reference, per token, and the size that beta sets.",
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
        r"\ell = \left(\Delta - \frac{1}{2 \beta}\right)^2, \quad \Delta = \ln "
        r"\frac{\bar\pi(c)}{\bar\pi_0(c)} - \ln \frac{\bar\pi(r)}{\bar\pi_0(r)}"
    ),
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
            name="beta",
            default="0.1",
            meaning="The margin aimed at is 1 / (2 beta), in nats per token; the paper's tau.",
        ),
        *shared("pair", "(N,)"),
    ),
    relations=("The squared error of the margin against 1 / (2 beta).",),
    pitfalls=(
        (
            "Pass log-probabilities of the tokens, with the prompt left out by the masks: a forgotten mask "
            "trains on the prompt."
        ),
        "Take the reference's log-probabilities under torch.no_grad(), in eval mode, of the same tokens.",
        (
            "It averages over tokens: with sums the margin grows with the length of the answers, and the "
            "target does not."
        ),
        "Its size is set by beta: 25 at the start for 0.1.",
    ),
    references=(
        Reference(
            authors="Azar, M. G., Rowland, M., Piot, B., Guo, D., Calandriello, D., Valko, M. and Munos, R.",
            year=2023,
            title="A General Theoretical Paradigm to Understand Learning from Human Preferences",
            id="arXiv:2310.12036",
        ),
    ),
    impl="rightloss.losses.language.ipo:ipo_loss:IPOLoss",
)
