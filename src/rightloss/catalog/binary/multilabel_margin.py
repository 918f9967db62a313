"""The hinge over pairs of true and other labels."""

from rightloss.catalog.schema import Input, Loss, Option, Target

LOSS = Loss(
    name="multilabel-margin",
    title="Multi-label margin loss",
    aliases=("multilabel-margin-loss", "multi-label-margin", "multilabel-hinge"),
    summary="Hinge loss that wants every true label to score at least 1 above every other label.",
    family="binary",
    tasks=("multi-label-classification",),
    inputs=(Input(argument="input", space="margin-scores", shape="(N, C)", class_dim=1),),
    targets=(Target(space="class-index-set", dtype="long", shape="(N, C)"),),
    activation="identity",
    outputs="C",
    elicits="order",
    proper=False,
    formula=r"\ell(x, Y) = \frac{1}{C} \sum_{j \in Y} \sum_{i \notin Y} \max \left( 0, 1 - (x_j - x_i) \right)",
    options=(Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per example).'),),
    relations=("With one true label per example it is the multi-margin loss with p = 1 and margin 1.",),
    pitfalls=(
        "The target is a list of class indices, padded with -1 behind the last one, not a 0/1 matrix.",
        "A 0/1 matrix is accepted without a word and read as class indices 0 and 1.",
        "Indices after the first -1 are ignored.",
        "An example with k true labels sums k(C - k) pairs but is divided by C, so it weighs more than one with one.",
        "The scores order the labels; they are not probabilities and have no natural threshold.",
    ),
    calls=("torch.nn.MultiLabelMarginLoss", "torch.nn.functional.multilabel_margin_loss"),
)
