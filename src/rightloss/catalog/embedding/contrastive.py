"""The contrastive loss of pairs."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="contrastive",
    title="Contrastive loss (pairs)",
    aliases=(
        "contrastive-pairs",
        "pairwise-contrastive",
    ),
    summary="Pulls pairs of one kind together and pushes other pairs apart, up to a margin.",
    family="embedding",
    tasks=("metric-learning",),
    inputs=(
        Input(argument="first", space="embeddings", shape="(N, D)"),
        Input(argument="second", space="embeddings", shape="(N, D)"),
    ),
    targets=(Target(space="zero-one", dtype="float", shape="(N,)"),),
    activation="identity",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=(
        r"\ell(a, b, y) = \frac{1}{2} y d^2 + \frac{1}{2} (1 - y) \max(0, m - d)^2, \quad d = \lVert a - b " r"\rVert"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(name="margin", default="1.0", meaning="Distance from which a dissimilar pair costs nothing."),
        *shared("pair", "(N,)"),
    ),
    relations=("The hinge embedding loss with squares, and a half, in place of the distances.",),
    pitfalls=(
        "Here 1 means similar, as in most libraries; in the paper it means dissimilar.",
        ("The margin is in the units of the distance, so a network may shrink or stretch its space to fit it."),
        "Most random pairs are dissimilar and soon cost nothing: balance the pairs.",
    ),
    references=(
        Reference(
            authors="Hadsell, R., Chopra, S. and LeCun, Y.",
            year=2006,
            title="Dimensionality Reduction by Learning an Invariant Mapping",
            id="doi:10.1109/CVPR.2006.100",
        ),
    ),
    impl="rightloss.losses.embedding.contrastive:contrastive_loss:ContrastiveLoss",
)
