"""InfoNCE."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference

LOSS = Loss(
    name="info-nce",
    title="InfoNCE",
    aliases=(
        "in-batch-negatives",
        "multiple-negatives-ranking",
        "n-pairs-cross-entropy",
    ),
    summary="Softmax cross-entropy of each query over all keys of the batch: its own key is the class.",
    family="embedding",
    tasks=("metric-learning",),
    inputs=(
        Input(argument="queries", space="embeddings", shape="(N, D)"),
        Input(argument="keys", space="embeddings", shape="(N, D)"),
    ),
    targets=(),
    activation="normalise",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=r"\ell_i = -\ln \frac{e^{s_{ii} / T}}{\sum_j e^{s_{ij} / T}}, \quad s_{ij} = \cos(q_i, k_j)",
    initial="ln N",
    lower_bound=0.0,
    options=(
        Option(
            name="temperature",
            default="0.1",
            meaning="What the cosines are divided by; the smaller, the more the hardest negative counts.",
        ),
        *shared("query", "(N,)"),
    ),
    relations=(
        "One half of the CLIP loss, at a fixed temperature.",
        "NT-Xent without the negatives of the query's own view.",
    ),
    pitfalls=(
        ("Negatives come from the batch at hand: with several processes gather the embeddings, with their gradients."),
        "Two rows that truly match are taken as negatives of each other: leave repeats out of a batch.",
        ("Its value grows with the batch: ln N at the start, so values of different batch sizes do not compare."),
    ),
    references=(
        Reference(
            authors="van den Oord, A., Li, Y. and Vinyals, O.",
            year=2018,
            title="Representation Learning with Contrastive Predictive Coding",
            id="arXiv:1807.03748",
        ),
    ),
    exemptions=(Exemption(law="parts-add-up", reason="The rows of a batch are compared with each other."),),
    impl="rightloss.losses.embedding.info_nce:info_nce_loss:InfoNCELoss",
)
