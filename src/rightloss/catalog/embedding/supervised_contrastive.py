"""Supervised contrastive loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="supervised-contrastive",
    title="Supervised contrastive loss",
    aliases=(
        "supcon",
        "sup-con",
        "supervised-contrastive-loss",
    ),
    summary="Softmax over all other rows of the batch; every row of the same label is a right answer.",
    family="embedding",
    tasks=("metric-learning",),
    inputs=(Input(argument="embeddings", space="embeddings", shape="(N, D)"),),
    targets=(Target(space="class-index", dtype="long", shape="(N,)"),),
    activation="normalise",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=(
        r"\ell_i = -\frac{1}{|P_i|} \sum_{p \in P_i} \ln \frac{e^{s_{ip} / T}}{\sum_{k \ne i} e^{s_{ik} / "
        r"T}}, \quad P_i = \{p \ne i: y_p = y_i\}"
    ),
    initial="ln (N - 1)",
    lower_bound=0.0,
    options=(
        Option(
            name="temperature",
            default="0.1",
            meaning="What the cosines are divided by; the smaller, the more the hardest negative counts.",
        ),
        *shared("row", "(N,)", counted="rows with a positive"),
    ),
    relations=("NT-Xent where every label has exactly two rows.",),
    pitfalls=(
        ("Negatives come from the batch at hand: with several processes gather the embeddings, with their gradients."),
        "Rows that are alone with their label teach nothing of their own: draw several rows of each label.",
        "The mean over positives stands outside the logarithm; with it inside, the loss is another one.",
        ("Where a label has many rows the least possible value is far above 0: the positives compete with each other."),
    ),
    references=(
        Reference(
            authors=(
                "Khosla, P., Teterwak, P., Wang, C., Sarna, A., Tian, Y., Isola, P., Maschinot, A., Liu, C. and "
                "Krishnan, D."
            ),
            year=2020,
            title="Supervised Contrastive Learning",
            id="arXiv:2004.11362",
        ),
    ),
    exemptions=(Exemption(law="parts-add-up", reason="The rows of a batch are compared with each other."),),
    impl=("rightloss.losses.embedding.supervised_contrastive:supervised_contrastive_loss:SupervisedContrastiveLoss"),
)
