"""Binary cross-entropy averaged over the classes."""

from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="multilabel-soft-margin",
    title="Multi-label soft-margin loss",
    aliases=("multilabel-soft-margin-loss", "multi-label-soft-margin"),
    summary="Binary cross-entropy on logits, averaged over the classes of each example.",
    family="binary",
    tasks=("multi-label-classification",),
    inputs=(Input(argument="input", space="binary-logits", shape="(N, C)", class_dim=1),),
    targets=(Target(space="zero-one", dtype="float", shape="(N, C)"),),
    activation="sigmoid",
    outputs="C",
    elicits="event-probability",
    proper=True,
    formula=(
        r"\ell(x, y) = -\frac{1}{C} \sum_{c=1}^{C}"
        r" \left[ y_c \ln \sigma(x_c) + (1 - y_c) \ln \left( 1 - \sigma(x_c) \right) \right]"
    ),
    initial="ln 2",
    options=(
        Option(name="weight", default="None", meaning="A factor per class, shape (C,); the mean still divides by C."),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per example).'),
    ),
    relations=(
        'With reduction "mean" it equals binary cross-entropy on logits.',
        'With reduction "sum" it is the sum of binary cross-entropy divided by C.',
    ),
    pitfalls=(
        "It is averaged over the last dimension, so maps of shape (N, C, H, W) are averaged over W, not over C.",
        "It has no pos_weight; binary cross-entropy on logits has one and computes the same mean.",
    ),
    references=(
        Reference(
            authors="Gneiting, T. and Raftery, A. E.",
            year=2007,
            title="Strictly Proper Scoring Rules, Prediction, and Estimation",
            id="doi:10.1198/016214506000001437",
        ),
    ),
    calls=("torch.nn.MultiLabelSoftMarginLoss", "torch.nn.functional.multilabel_soft_margin_loss"),
)
