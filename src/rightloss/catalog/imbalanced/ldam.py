"""Label-distribution-aware margin loss (LDAM)."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="ldam",
    title="Label-distribution-aware margin loss (LDAM)",
    aliases=(
        "ldam-loss",
        "label-distribution-aware-margin",
    ),
    summary="Cross-entropy with a larger margin for rarer classes.",
    family="imbalanced",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=(
        r"\ell(x, y) = -w_y \ln \frac{e^{s (x_y - \Delta_y)}}{e^{s (x_y - \Delta_y)} + \sum_{c \ne y} e^{s x_c}}, "
        r"\quad \Delta_c \propto n_c^{-1/4}"
    ),
    options=(
        Option(name="class_counts", default="", meaning="Rows of each class in the training data, all above 0."),
        Option(name="max_margin", default="0.5", meaning="The margin of the rarest class, 0 or more."),
        Option(
            name="scale",
            default="1.0",
            meaning=(
                "The factor s behind the margin, above 0: 1 for raw scores, 30 for cosines, as the authors have it."
            ),
        ),
        Option(
            name="weight",
            default="None",
            meaning="A factor per class, shape (C,); the mean divides by the sum of the factors of the targets.",
        ),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=("Cross-entropy of the scaled logits at max_margin 0.",),
    pitfalls=(
        "The margin is taken from the true class only, and before the scale.",
        (
            "The authors train it on cosines (unit features and unit class vectors) with scale 30, and turn "
            "on class weights in the last epochs only."
        ),
        ("Its probabilities are those of the shifted scores in training: predictions take the raw scores."),
    ),
    references=(
        Reference(
            authors="Cao, K., Wei, C., Gaidon, A., Arechiga, N. and Ma, T.",
            year=2019,
            title="Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss",
            id="arXiv:1906.07413",
        ),
    ),
    impl="rightloss.losses.imbalanced.ldam:ldam_loss:LDAMLoss",
)
