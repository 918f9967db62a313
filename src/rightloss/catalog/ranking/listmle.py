"""ListMLE."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="listmle",
    title="ListMLE (likelihood of an order)",
    aliases=(
        "list-mle",
        "plackett-luce",
    ),
    summary=(
        "Minus the log-probability that drawing items one by one, by their scores, gives the order of the relevances."
    ),
    family="ranking",
    tasks=("ranking",),
    inputs=(Input(argument="scores", space="margin-scores", shape="(N, L)"),),
    targets=(Target(space="relevance", dtype="float", shape="(N, L)"),),
    activation="identity",
    outputs="1",
    elicits="order",
    proper=False,
    formula=r"\ell = \sum_i \left(\ln \sum_{j: y_j \le y_i} e^{x_j} - x_i\right)",
    initial=None,
    lower_bound=0.0,
    options=(*shared("list", "(N, L)"),),
    relations=(
        "With two items of different relevance it is RankNet.",
        "The Cox partial likelihood of items that all have an event, the most relevant one first.",
    ),
    pitfalls=(
        ("With few grades most items are tied, and the ties want equal scores: prefer ListNet or LambdaLoss then."),
        "Its value grows with the length of the list: ln L! at the start.",
        "Errors at the bottom of the list cost as much as errors at the top.",
    ),
    references=(
        Reference(
            authors="Xia, F., Liu, T.-Y., Wang, J., Zhang, W. and Li, H.",
            year=2008,
            title="Listwise Approach to Learning to Rank: Theory and Algorithm",
            id="doi:10.1145/1390156.1390306",
        ),
    ),
    impl="rightloss.losses.ranking.listmle:listmle_loss:ListMLELoss",
)
