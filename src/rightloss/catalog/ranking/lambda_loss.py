"""LambdaLoss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="lambda-loss",
    title="LambdaLoss (pairs weighed by NDCG)",
    aliases=(
        "lambdaloss",
        "lambdarank",
        "lambda-rank",
        "ndcg-loss",
    ),
    summary=("Logistic loss of all pairs of a list, each weighed by how much NDCG changes when the two are swapped."),
    family="ranking",
    tasks=("ranking",),
    inputs=(Input(argument="scores", space="margin-scores", shape="(N, L)"),),
    targets=(Target(space="relevance", dtype="float", shape="(N, L)"),),
    activation="identity",
    outputs="1",
    elicits="order",
    proper=False,
    formula=(
        r"\ell = \sum_{y_i > y_j} w_{ij} \log_2\left(1 + e^{-(x_i - x_j)}\right), \quad w_{ij} = |G_i - "
        r"G_j| \left|\frac{1}{D_i} - \frac{1}{D_j}\right|"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="weighting",
            default='"lambdarank"',
            meaning=(
                'What a pair weighs: "lambdarank", the change of NDCG when the two are swapped, or "ndcg-loss-2", '
                "which has |1/D(r) - 1/D(r + 1)| in place of the discounts, where r is how many ranks lie between "
                "the two."
            ),
        ),
        *shared("list", "(N, L)", counted="lists with a pair"),
    ),
    relations=("RankNet with a weight per pair, summed, in bits.",),
    pitfalls=(
        ("The weights follow the present order and have no gradient: its value may jump while the model improves."),
        "Gains are 2^y - 1: a grade of 4 outweighs a grade of 1 by 15 to 1.",
        "Its value is no NDCG: follow NDCG itself on held-out lists.",
        "Equal scores are taken in the order of the list: do not sort training lists by relevance.",
    ),
    references=(
        Reference(
            authors="Wang, X., Li, C., Golbandi, N., Bendersky, M. and Najork, M.",
            year=2018,
            title="The LambdaLoss Framework for Ranking Metric Optimization",
            id="doi:10.1145/3269206.3271784",
        ),
    ),
    impl="rightloss.losses.ranking.lambda_loss:lambda_loss:LambdaLoss",
)
