"""Batch-hard triplet loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="batch-hard-triplet",
    title="Batch-hard triplet loss",
    aliases=(
        "batch-hard",
        "hard-triplet",
        "triplet-batch-hard",
    ),
    summary=(
        "The triplet loss with labels: each row against its farthest relative and its nearest stranger in the batch."
    ),
    family="embedding",
    tasks=("metric-learning",),
    inputs=(Input(argument="embeddings", space="embeddings", shape="(N, D)"),),
    targets=(Target(space="class-index", dtype="long", shape="(N,)"),),
    activation="identity",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=r"\ell_i = \max\left(0, \max_{j: y_j = y_i} d_{ij} - \min_{k: y_k \ne y_i} d_{ik} + m\right)",
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="margin",
            default="1.0",
            meaning="How much farther the nearest stranger must be; None is the soft margin, ln(1 + exp(difference)).",
        ),
        *shared("row", "(N,)", counted="triplets"),
    ),
    relations=("The triplet margin loss of the hardest triplets of the batch.",),
    pitfalls=(
        "A batch needs several rows of several labels: draw P labels and K rows of each.",
        ("A loss stuck at the margin (soft margin: at ln 2) means that all embeddings have collapsed to one point."),
        "One wrong label makes the hardest triplet of many rows.",
    ),
    references=(
        Reference(
            authors="Hermans, A., Beyer, L. and Leibe, B.",
            year=2017,
            title="In Defense of the Triplet Loss for Person Re-Identification",
            id="arXiv:1703.07737",
        ),
    ),
    exemptions=(Exemption(law="parts-add-up", reason="The rows of a batch are compared with each other."),),
    impl="rightloss.losses.embedding.batch_hard_triplet:batch_hard_triplet_loss:BatchHardTripletLoss",
)
