"""The angle between the vectors of a pair."""

from rightloss.catalog.schema import Input, Loss, Option, Target

LOSS = Loss(
    name="cosine-embedding",
    title="Cosine embedding loss",
    aliases=("cosine-embedding-loss", "cosine-loss"),
    summary="Pulls matching pairs of vectors to the same direction and pushes others below a cosine of the margin.",
    family="embedding",
    tasks=("metric-learning",),
    inputs=(
        Input(argument="input1", space="embeddings", shape="(N, D)"),
        Input(argument="input2", space="embeddings", shape="(N, D)"),
    ),
    targets=(Target(space="sign", dtype="float", shape="(N,)"),),
    activation="identity",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=(
        r"\ell(a, b, y) = \begin{cases} 1 - \cos(a, b) & y = 1 \\"
        r" \max \left( 0, \cos(a, b) - m \right) & y = -1 \end{cases}"
    ),
    options=(
        Option(
            name="margin",
            default="0.0",
            meaning="Cosine up to which a pair with y = -1 costs nothing; from -1 to 1, 0 to 0.5 is usual.",
        ),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per pair).'),
    ),
    relations=("For matching pairs of unit vectors it is half their squared Euclidean distance.",),
    pitfalls=(
        "Labels 0 and 1 are accepted without a word: pairs with y = 0 then cost nothing at all.",
        "The gradient is very large at a vector near zero: about 4e5 was measured at the zero vector itself.",
        "The length of the vectors has no effect and is not trained.",
    ),
    calls=("torch.nn.CosineEmbeddingLoss", "torch.nn.functional.cosine_embedding_loss"),
)
