"""A label sequence without its alignment, from raw scores."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="ctc-with-logits",
    title="CTC loss with logits",
    aliases=("ctc-logits", "ctc-from-logits"),
    summary="CTC on raw scores, batch first: it normalises by itself, and says which examples cannot be aligned.",
    family="language",
    tasks=("sequence",),
    inputs=(Input(argument="logits", space="logits", shape="(N, T, C)", class_dim=2),),
    targets=(
        Target(space="token-sequence", dtype="integer", shape="(N, S)"),
        Target(space="token-sequence", dtype="integer", shape="(sum S,)"),
    ),
    activation="softmax",
    outputs="C",
    elicits="distribution",
    proper=True,
    formula=r"\ell(z, y) = -\ln \sum_{\pi \in \mathcal{A}(y)} \prod_{t=1}^{T} \mathrm{softmax}(z_t)_{\pi_t}",
    options=(
        Option(name="blank", default="0", meaning="Index of the blank, which counts as one of the C classes."),
        Option(
            name="zero_infinity",
            default="False",
            meaning="Whether an example that cannot be aligned costs 0; else it is refused.",
        ),
        *shared("example", "(N,)"),
    ),
    relations=(
        "CTC on the log-softmax of the logits, time first.",
        "With one step per label and no blank possible it is cross-entropy summed over time.",
    ),
    pitfalls=(
        "An input shorter than its target plus one step per repeated label cannot be aligned.",
        "The blank must not occur in the targets; with blank=0 the labels begin at 1.",
        "The mean divides each loss by the length of its target, so short targets weigh more per label.",
        "A fresh model first learns to say blank everywhere; the loss falls before any label is right.",
    ),
    references=(
        Reference(
            authors="Graves, A., Fernandez, S., Gomez, F. and Schmidhuber, J.",
            year=2006,
            title="Connectionist temporal classification: labelling unsegmented sequence data with recurrent neural "
            "networks",
            id="doi:10.1145/1143844.1143891",
        ),
    ),
    impl="rightloss.losses.language.ctc_with_logits:ctc_loss_with_logits:CTCWithLogitsLoss",
    exemptions=(
        Exemption(law="rows-map", reason="PyTorch's kernel reads the lengths on the host, which vmap does not allow."),
        Exemption(
            law="it-compiles-in-one-graph",
            reason="The shape of what PyTorch's kernel keeps for the gradient depends on the lengths: a graph break.",
        ),
    ),
)
