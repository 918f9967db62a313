"""Class-balanced cross-entropy."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="class-balanced-cross-entropy",
    title="Class-balanced cross-entropy",
    aliases=(
        "class-balanced-loss",
        "class-balanced",
        "effective-number",
    ),
    summary="Cross-entropy with weights by the effective number of examples of each class.",
    family="imbalanced",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="class-probabilities",
    proper=False,
    formula=(
        r"\ell(x, y) = -w_y \ln \mathrm{softmax}(x)_y, "
        r"\quad w_c \propto \frac{1 - \beta}{1 - \beta^{n_c}}"
    ),
    options=(
        Option(name="class_counts", default="", meaning="Rows of each class in the training data, all above 0."),
        Option(
            name="beta",
            default="0.999",
            meaning=(
                "From 0 (no weights) to 1 (inverse frequency, the limit); the effective number is at most 1 / (1 "
                "- beta)."
            ),
        ),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=(
        "Cross-entropy at beta 0.",
        "Inverse-frequency weights in the limit of beta to 1.",
        ("Cross-entropy with `weight=class_balanced_weights(class_counts)`, but for the denominator of the mean."),
    ),
    pitfalls=(
        (
            "Its mean divides by the number of targets; cross-entropy with the same weights divides by the "
            "sum of the weights of the batch."
        ),
        "The probabilities are those of the re-weighted data: do not read them as frequencies.",
        "1 - beta^n from powers is rounded for beta near 1; here it is computed with expm1.",
    ),
    references=(
        Reference(
            authors="Cui, Y., Jia, M., Lin, T.-Y., Song, Y. and Belongie, S.",
            year=2019,
            title="Class-Balanced Loss Based on Effective Number of Samples",
            id="arXiv:1901.05555",
        ),
    ),
    extras=("rightloss.losses.imbalanced.class_balanced_cross_entropy:class_balanced_weights",),
    impl=(
        "rightloss.losses.imbalanced.class_balanced_cross_entropy"
        ":class_balanced_cross_entropy:ClassBalancedCrossEntropyLoss"
    ),
)
