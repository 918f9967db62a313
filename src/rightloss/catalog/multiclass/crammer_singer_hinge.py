"""Multi-class hinge (Crammer-Singer)."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="crammer-singer-hinge",
    title="Multi-class hinge (Crammer-Singer)",
    aliases=(
        "crammer-singer",
        "multiclass-svm",
        "multi-class-svm",
    ),
    summary="Hinge loss that wants the true class to score a margin above the strongest of the others.",
    family="multiclass",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="scores", space="margin-scores", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="identity",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=r"\ell(x, y) = \max \left( 0, m + \max_{c \ne y} x_c - x_y \right)",
    initial="margin",
    options=(
        Option(name="margin", default="1.0", meaning="How far the true class must score above every other, above 0."),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=(
        "With two classes it is the binary hinge loss of the difference of the scores.",
        (
            "The multi-class margin loss of torch.nn sums over the other classes and divides by C; this one "
            "takes the largest of them."
        ),
    ),
    pitfalls=(
        "The scores are not probabilities: where those are needed, use cross-entropy.",
        ("Where no class has more than half of the probability, its best scores may put the wrong class first."),
    ),
    references=(
        Reference(
            authors="Tewari, A. and Bartlett, P. L.",
            year=2007,
            title="On the Consistency of Multiclass Classification Methods",
            id="url:https://jmlr.org/papers/v8/tewari07a.html",
        ),
    ),
    impl="rightloss.losses.multiclass.crammer_singer_hinge:crammer_singer_hinge_loss:CrammerSingerHingeLoss",
    curve=Curve(axis="logit", start=-3.0, stop=3.0, layout="two-class"),
)
