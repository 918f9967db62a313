"""Nearer to the positive than to the negative."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Input, Loss, Option, Reference

LOSS = Loss(
    name="triplet-margin",
    title="Triplet margin loss",
    aliases=("triplet", "triplet-loss", "triplet-margin-loss"),
    summary="Wants an anchor nearer to a positive example than to a negative one, by a margin.",
    family="embedding",
    tasks=("metric-learning",),
    inputs=(
        Input(argument="anchor", space="embeddings", shape="(N, D)"),
        Input(argument="positive", space="embeddings", shape="(N, D)"),
        Input(argument="negative", space="embeddings", shape="(N, D)"),
    ),
    targets=(),
    activation="identity",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=(
        r"\ell(a, b, n) = \max \left( 0, d(a, b) - d(a, n) + m \right),"
        r" \quad d(u, v) = \lVert u - v + \epsilon \rVert_p"
    ),
    options=(
        Option(name="margin", default="1.0", meaning="How much farther than the positive the negative must be."),
        Option(name="p", default="2.0", meaning="The norm of the distance: 2 is Euclidean."),
        Option(
            name="eps",
            default="1e-06",
            meaning="Added to every difference, so that the norm of equal vectors has a gradient.",
        ),
        Option(
            name="swap",
            default="False",
            meaning="Whether to use the distance from positive to negative where it is the smaller one.",
        ),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per triplet).'),
    ),
    relations=(
        "Triplet margin with distance, at the Euclidean distance.",
        "Equal to the margin where positive and negative are equally far.",
    ),
    pitfalls=(
        "A loss stuck at the margin means that all embeddings have collapsed to one point.",
        "Most random triplets soon cost nothing, so choose hard ones; the mean counts the others too.",
        "The margin is in the units of the distance: on unit vectors no distance exceeds 2.",
        "It uses plain distances; the FaceNet paper uses squared ones.",
    ),
    references=(
        Reference(
            authors="Schroff, F., Kalenichenko, D. and Philbin, J.",
            year=2015,
            title="FaceNet: A Unified Embedding for Face Recognition and Clustering",
            id="arXiv:1503.03832",
        ),
        Reference(
            authors="Balntas, V., Riba, E., Ponsa, D. and Mikolajczyk, K.",
            year=2016,
            title="Learning local feature descriptors with triplets and shallow convolutional neural networks",
            id="doi:10.5244/C.30.119",
        ),
    ),
    calls=("torch.nn.TripletMarginLoss", "torch.nn.functional.triplet_margin_loss"),
    impl="rightloss.losses.embedding.triplet_margin:triplet_margin_loss:TripletMarginLoss",
    differences=(
        differ.SHAPES_MUST_MATCH,
        differ.DEPRECATED_ARGUMENTS,
        differ.INTEGER_INPUT,
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
    ),
)
