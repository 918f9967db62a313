"""The logistic loss with labels -1 and +1."""

from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="soft-margin",
    title="Soft-margin loss",
    aliases=("soft-margin-loss", "logistic-margin"),
    summary="The logistic loss of a score against a label of -1 or +1.",
    family="binary",
    tasks=("binary-classification", "multi-label-classification"),
    inputs=(Input(argument="input", space="binary-logits", shape="(*)"),),
    targets=(Target(space="sign", dtype="float", shape="(*)"),),
    activation="sigmoid",
    outputs="1",
    elicits="event-probability",
    proper=True,
    formula=r"\ell(x, y) = \ln \left( 1 + e^{-y x} \right)",
    initial="ln 2",
    options=(Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),),
    relations=("Binary cross-entropy with labels (y + 1) / 2.",),
    pitfalls=(
        "Labels 0 and 1 are accepted without a word: those with y = 0 then cost ln 2 and have no gradient.",
        "In spite of its name it has no margin and never reaches 0; it is the logistic loss.",
    ),
    references=(
        Reference(
            authors="Friedman, J., Hastie, T. and Tibshirani, R.",
            year=2000,
            title="Additive logistic regression: a statistical view of boosting",
            id="doi:10.1214/aos/1016218223",
        ),
    ),
    calls=("torch.nn.SoftMarginLoss", "torch.nn.functional.soft_margin_loss"),
    curve=Curve(axis="logit", start=-6.0, stop=6.0, target=1.0),
)
