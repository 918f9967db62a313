"""Cumulative link NLL (proportional odds)."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="cumulative-link",
    title="Cumulative link NLL (proportional odds)",
    aliases=(
        "proportional-odds",
        "ordered-logit",
        "cumulative-logit",
    ),
    summary="One score per example, on a line that learned cut points divide into ordered levels.",
    family="ordinal",
    tasks=("ordinal-regression",),
    inputs=(
        Input(argument="score", space="margin-scores", shape="(*)"),
        Input(argument="cut_points", space="real", shape="(K - 1)"),
    ),
    targets=(Target(space="ordinal-level", dtype="long", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="ordered-class-probabilities",
    proper=True,
    formula=r"\ell(s, b, y) = -\ln \left( \sigma(b_y - s) - \sigma(b_{y-1} - s) \right)",
    initial="ln K with the cut points that the module starts with",
    options=(*shared("target", "the target's shape"),),
    relations=("With one cut point at 0 it is binary cross-entropy with logits of the score.",),
    pitfalls=(
        (
            "The difference of two sigmoids is 0 in float32 for scores 17 or more from the cut points, and "
            "its logarithm infinite; here it is computed in logarithms."
        ),
        "The cut points are parameters: pass the criterion's parameters to the optimiser too.",
        (
            "One score for all thresholds is a strong assumption (proportional odds): where it fails, CORN "
            "has a score for each."
        ),
    ),
    references=(
        Reference(
            authors="McCullagh, P.",
            year=1980,
            title="Regression Models for Ordinal Data",
            id="doi:10.1111/j.2517-6161.1980.tb01109.x",
        ),
    ),
    impl="rightloss.losses.ordinal.cumulative_link:cumulative_link_nll:CumulativeLinkLoss",
)
