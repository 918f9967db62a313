"""A distance, small for matching pairs and beyond a margin for others."""

from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="hinge-embedding",
    title="Hinge embedding loss",
    aliases=("hinge-embedding-loss",),
    summary="Takes a distance: it is the cost of matching pairs, and others pay what is missing to the margin.",
    family="embedding",
    tasks=("metric-learning",),
    inputs=(Input(argument="input", space="non-negative", shape="(*)"),),
    targets=(Target(space="sign", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=r"\ell(d, y) = \begin{cases} d & y = 1 \\ \max(0, m - d) & y = -1 \end{cases}",
    options=(
        Option(name="margin", default="1.0", meaning="Distance from which a pair with y = -1 costs nothing."),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per pair).'),
    ),
    relations=("The contrastive loss of pairs with the distances themselves in place of their squares.",),
    pitfalls=(
        "It is not the hinge loss of support vector machines: its input is a distance, not a score.",
        "Labels 0 and 1 are accepted without a word: pairs with y = 0 then cost both terms, d + max(0, m - d).",
        "A negative input is accepted; the loss then has no lower bound.",
        "Shapes (N, 1) and (N,) are broadcast to (N, N) without a warning.",
    ),
    references=(
        Reference(
            authors="Hadsell, R., Chopra, S. and LeCun, Y.",
            year=2006,
            title="Dimensionality Reduction by Learning an Invariant Mapping",
            id="doi:10.1109/CVPR.2006.100",
        ),
    ),
    calls=("torch.nn.HingeEmbeddingLoss", "torch.nn.functional.hinge_embedding_loss"),
    curve=Curve(axis="prediction", start=0.0, stop=3.0, target=-1.0),
)
