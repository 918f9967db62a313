"""The triplet loss with a distance of one's own."""

from rightloss.catalog.schema import Input, Loss, Option, Reference

LOSS = Loss(
    name="triplet-margin-with-distance",
    title="Triplet margin loss with a distance function",
    aliases=("triplet-margin-with-distance-loss",),
    summary="The triplet margin loss for any distance: a function of two tensors that is small for similar ones.",
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
    formula=r"\ell(a, b, n) = \max \left( 0, d(a, b) - d(a, n) + m \right)",
    options=(
        Option(
            name="distance_function",
            default="None",
            meaning="Takes two tensors, gives one distance per pair; None is the Euclidean distance.",
        ),
        Option(name="margin", default="1.0", meaning="How much farther than the positive the negative must be."),
        Option(
            name="swap",
            default="False",
            meaning="Whether to use the distance from positive to negative where it is the smaller one.",
        ),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per triplet).'),
    ),
    relations=("With the Euclidean distance it is the triplet margin loss.",),
    pitfalls=(
        "The function must be a distance: with a similarity, such as the cosine, it trains the wrong way round.",
        "A lambda as the distance function cannot be pickled with the module.",
    ),
    references=(
        Reference(
            authors="Schroff, F., Kalenichenko, D. and Philbin, J.",
            year=2015,
            title="FaceNet: A Unified Embedding for Face Recognition and Clustering",
            id="arXiv:1503.03832",
        ),
    ),
    calls=("torch.nn.TripletMarginWithDistanceLoss", "torch.nn.functional.triplet_margin_with_distance_loss"),
)
