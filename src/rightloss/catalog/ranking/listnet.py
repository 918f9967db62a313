"""ListNet."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="listnet",
    title="ListNet (softmax cross-entropy over a list)",
    aliases=(
        "listwise-softmax",
        "softmax-ranking",
    ),
    summary="Softmax cross-entropy over the items of a query: trains the order of a list.",
    family="ranking",
    tasks=("ranking",),
    inputs=(Input(argument="scores", space="margin-scores", shape="(N, L)"),),
    targets=(Target(space="relevance", dtype="float", shape="(N, L)"),),
    activation="identity",
    outputs="1",
    elicits="order",
    proper=False,
    formula=r"\ell = -\sum_i \mathrm{softmax}(y)_i \, \ln \mathrm{softmax}(x)_i",
    initial=None,
    lower_bound=0.0,
    options=(*shared("list", "(N, L)"),),
    relations=("Cross-entropy with softmax(target) as class probabilities.",),
    pitfalls=(
        "Items of different queries must not share a row.",
        "Relevances enter through a softmax: doubling them sharpens the target.",
    ),
    references=(
        Reference(
            authors="Cao, Z., Qin, T., Liu, T.-Y., Tsai, M.-F. and Li, H.",
            year=2007,
            title="Learning to Rank: From Pairwise Approach to Listwise Approach",
            id="doi:10.1145/1273496.1273513",
        ),
    ),
    impl="rightloss.losses.ranking.listnet:listnet_loss:ListNetLoss",
)
