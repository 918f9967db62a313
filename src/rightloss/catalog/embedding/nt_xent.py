"""NT-Xent."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference

LOSS = Loss(
    name="nt-xent",
    title="NT-Xent (SimCLR)",
    aliases=(
        "ntxent",
        "simclr",
        "normalised-temperature-cross-entropy",
    ),
    summary="Finds the other view of each example among all 2N - 1 other views of the batch.",
    family="embedding",
    tasks=("metric-learning",),
    inputs=(
        Input(argument="first", space="embeddings", shape="(N, D)"),
        Input(argument="second", space="embeddings", shape="(N, D)"),
    ),
    targets=(),
    activation="normalise",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=(
        r"\ell_{ij} = -\ln \frac{e^{s_{ij} / T}}{\sum_{k \ne i} e^{s_{ik} / T}}, \quad s_{ij} = \cos(z_i, " r"z_j)"
    ),
    initial="ln (2 N - 1)",
    lower_bound=0.0,
    options=(
        Option(
            name="temperature",
            default="0.1",
            meaning="What the cosines are divided by; the smaller, the more the hardest negative counts.",
        ),
        *shared("pair", "(N,)"),
    ),
    relations=(
        "The supervised contrastive loss with one label per example and two views of each.",
        "InfoNCE in both directions, with the views of the same side as further negatives.",
    ),
    pitfalls=(
        ("Negatives come from the batch at hand: with several processes gather the embeddings, with their gradients."),
        (
            "With labels, and so several positives, use the supervised contrastive loss: the two differ (3.62 "
            "against 3.49 on one batch)."
        ),
        "Its value grows with the batch: ln(2N - 1) at the start.",
        (
            "A library that adds a tiny number inside the logarithm saturates at small temperatures: 87.3 for "
            "149.6, with no gradient."
        ),
    ),
    references=(
        Reference(
            authors="Chen, T., Kornblith, S., Norouzi, M. and Hinton, G.",
            year=2020,
            title="A Simple Framework for Contrastive Learning of Visual Representations",
            id="arXiv:2002.05709",
        ),
    ),
    exemptions=(Exemption(law="parts-add-up", reason="The rows of a batch are compared with each other."),),
    impl="rightloss.losses.embedding.nt_xent:nt_xent_loss:NTXentLoss",
)
