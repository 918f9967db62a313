"""The multi-class hinge of torch.nn."""

from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="multi-margin",
    title="Multi-class margin loss",
    aliases=("multi-margin-loss", "multi-class-hinge", "weston-watkins-hinge"),
    summary="Hinge loss that wants the true class to score at least a margin above each of the other classes.",
    family="multiclass",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="input", space="margin-scores", shape="(N, C)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N,)"),),
    activation="identity",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=r"\ell(x, y) = \frac{1}{C} \sum_{c \ne y} w_y \max \left( 0, m - x_y + x_c \right)^p",
    initial="(C - 1) / C",
    options=(
        Option(name="p", default="1", meaning="Power of each violation: 1 or 2."),
        Option(name="margin", default="1.0", meaning="How far the true class must score above each other class."),
        Option(name="weight", default="None", meaning="A factor per class, shape (C,); the mean still divides by N."),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per example).'),
    ),
    relations=(
        "With two classes and p = 1 it is half the binary hinge loss of the difference of the scores.",
        "The multi-label margin loss with one true label, at p = 1 and margin 1.",
        "It sums over the other classes; the Crammer-Singer hinge takes the largest of them only.",
    ),
    pitfalls=(
        "It divides by C, all classes, although C - 1 of them are summed: it starts at (C - 1) / C with margin 1.",
        "The scores are not probabilities: where those are needed, use cross-entropy.",
        "Where no class has more than half of the probability, its best scores may put the wrong class first.",
    ),
    references=(
        Reference(
            authors="Tewari, A. and Bartlett, P. L.",
            year=2007,
            title="On the Consistency of Multiclass Classification Methods",
            id="url:https://jmlr.org/papers/v8/tewari07a.html",
        ),
    ),
    calls=("torch.nn.MultiMarginLoss", "torch.nn.functional.multi_margin_loss"),
    curve=Curve(axis="logit", start=-3.0, stop=3.0, layout="two-class"),
)
