"""RankNet."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="ranknet",
    title="RankNet (pairwise logistic)",
    aliases=(
        "rank-net",
        "pairwise-logistic",
        "bradley-terry",
    ),
    summary=("Logistic loss on the difference of scores, over all pairs of a list of which one is more relevant."),
    family="ranking",
    tasks=("ranking",),
    inputs=(Input(argument="scores", space="margin-scores", shape="(N, L)"),),
    targets=(Target(space="relevance", dtype="float", shape="(N, L)"),),
    activation="identity",
    outputs="1",
    elicits="order",
    proper=False,
    formula=(
        r"\ell = \frac{1}{|P|} \sum_{(i, j) \in P} \ln\left(1 + e^{-(x_i - x_j)}\right), \quad P = \{(i, "
        r"j): y_i > y_j\}"
    ),
    initial="ln 2",
    lower_bound=0.0,
    options=(*shared("list", "(N, L)", counted="lists with a pair"),),
    relations=(
        "Binary cross-entropy with logits on the differences of scores.",
        "DPO with the scores beta times the log-ratios, where each list has two items.",
    ),
    pitfalls=(
        (
            "It divides by the number of pairs of each list, so long lists count as much as short ones; some "
            "libraries sum."
        ),
        "A pair at the bottom of the list costs as much as one at the top: LambdaLoss weighs them by NDCG.",
        "L items make up to L^2 / 2 pairs: cut very long lists.",
    ),
    references=(
        Reference(
            authors="Burges, C., Shaked, T., Renshaw, E., Lazier, A., Deeds, M., Hamilton, N. and Hullender, G.",
            year=2005,
            title="Learning to Rank Using Gradient Descent",
            id="doi:10.1145/1102351.1102363",
        ),
    ),
    impl="rightloss.losses.ranking.ranknet:ranknet_loss:RankNetLoss",
)
