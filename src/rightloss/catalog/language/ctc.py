"""A label sequence without its alignment."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="ctc",
    title="Connectionist temporal classification (CTC) loss",
    aliases=("ctc-loss", "connectionist-temporal-classification"),
    summary="Negative log-likelihood of a label sequence, summed over every way to align it with longer input.",
    family="language",
    tasks=("sequence",),
    inputs=(Input(argument="log_probs", space="log-probabilities", shape="(T, N, C)", class_dim=2),),
    targets=(
        Target(space="token-sequence", dtype="integer", shape="(N, S)"),
        Target(space="token-sequence", dtype="integer", shape="(sum S,)"),
    ),
    activation="exp",
    outputs="C",
    elicits="distribution",
    proper=True,
    formula=r"\ell(x, y) = -\ln \sum_{\pi \in \mathcal{A}(y)} \exp \left( \sum_{t=1}^{T} x_{t, \pi_t} \right)",
    options=(
        Option(name="blank", default="0", meaning="Index of the blank, which counts as one of the C classes."),
        Option(
            name="reduction",
            default='"mean"',
            meaning='"mean" (each loss divided by the length of its target, then averaged), "sum" or "none".',
        ),
        Option(
            name="zero_infinity",
            default="False",
            meaning="Whether the infinite loss of a target that cannot be aligned is replaced by 0.",
        ),
    ),
    relations=("With targets as long as the input and no blank possible it is the NLL loss summed over time.",),
    pitfalls=(
        "It takes log-probabilities and does not check: raw scores give negative values. Use log_softmax(dim=2).",
        "The input is (T, N, C), time first; most models give (N, T, C): use transpose(0, 1).",
        "Besides the targets it takes input_lengths and target_lengths, one integer per sequence.",
        "An input shorter than its target plus one step per repeated label cannot be aligned: the loss is infinite.",
        "The blank must not occur in the targets; with blank=0 the labels begin at 1.",
        "The mean divides each loss by the length of its target, so short targets weigh more per example.",
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
    calls=("torch.nn.CTCLoss", "torch.nn.functional.ctc_loss"),
    impl="rightloss.losses.language.ctc:ctc_loss:CTCLoss",
    exemptions=(
        Exemption(law="rows-map", reason="PyTorch's kernel reads the lengths on the host, which vmap does not allow."),
        Exemption(
            law="gradient-is-the-slope",
            reason="PyTorch's kernel gives the gradient behind log_softmax; log-probabilities are not free to vary.",
        ),
        Exemption(
            law="it-compiles-in-one-graph",
            reason="The shape of what PyTorch's kernel keeps for the gradient depends on the lengths: a graph break.",
        ),
    ),
    differences=(
        differ.EMPTY_BATCH,
        differ.HALF_TAKEN,
        differ.UNNORMALISED,
        differ.IMPOSSIBLE_ALIGNMENT,
        differ.BLANK_AS_LABEL,
    ),
)
