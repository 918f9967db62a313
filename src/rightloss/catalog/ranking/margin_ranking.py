"""Which of two scores should be the higher one."""

from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="margin-ranking",
    title="Margin ranking loss",
    aliases=("margin-ranking-loss", "pairwise-hinge"),
    summary="Hinge loss on the difference of two scores: the one that ranks higher must lead by a margin.",
    family="ranking",
    tasks=("ranking",),
    inputs=(
        Input(argument="input1", space="margin-scores", shape="(*)"),
        Input(argument="input2", space="margin-scores", shape="(*)"),
    ),
    targets=(Target(space="sign", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="order",
    proper=False,
    formula=r"\ell(a, b, y) = \max \left( 0, -y (a - b) + m \right)",
    options=(
        Option(
            name="margin",
            default="0.0",
            meaning="By how much the higher-ranked score must lead; set it above 0.",
        ),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per pair).'),
    ),
    relations=("With margin 1 it is the hinge loss of the difference of the scores.",),
    pitfalls=(
        "The default margin is 0: a model that gives every item the same score then has a loss of exactly 0.",
        "Labels 0 and 1 are accepted without a word: pairs with y = 0 cost the margin and have no gradient.",
        "The margin is in the units of the scores, which the model may scale up to satisfy it.",
    ),
    references=(
        Reference(
            authors="Joachims, T.",
            year=2002,
            title="Optimizing search engines using clickthrough data",
            id="doi:10.1145/775047.775067",
        ),
    ),
    calls=("torch.nn.MarginRankingLoss", "torch.nn.functional.margin_ranking_loss"),
)
