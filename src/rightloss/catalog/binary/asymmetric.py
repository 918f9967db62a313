"""Asymmetric loss (ASL)."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="asymmetric",
    title="Asymmetric loss (ASL)",
    aliases=(
        "asl",
        "asymmetric-loss",
        "asymmetric-focal",
    ),
    summary=(
        "Binary cross-entropy that turns easy negatives down and drops sure ones, for many labels of "
        "which few are true."
    ),
    family="binary",
    tasks=(
        "multi-label-classification",
        "binary-classification",
    ),
    inputs=(Input(argument="logits", space="binary-logits", shape="(*)"),),
    targets=(Target(space="zero-one", dtype="float", shape="(*)"),),
    activation="sigmoid",
    outputs="1",
    elicits="mode",
    proper=False,
    formula=(
        r"\ell(x, y) = -y (1 - p)^{\gamma_+} \ln p - (1 - y) \, p_m^{\gamma_-} \ln (1 - p_m), "
        r"\quad p_m = \max(p - m, 0)"
    ),
    options=(
        Option(name="gamma_negative", default="4.0", meaning="How strongly easy negatives are turned down, 0 or more."),
        Option(name="gamma_positive", default="0.0", meaning="How strongly easy positives are turned down, 0 or more."),
        Option(
            name="clip",
            default="0.05",
            meaning="The shift m: negatives with a probability of at most m cost nothing; 0 shifts nothing.",
        ),
        *shared("element", "(*)"),
    ),
    relations=(
        "Binary cross-entropy with logits where both powers and the clip are 0.",
        "The sigmoid focal loss where the powers are equal and the clip is 0.",
    ),
    pitfalls=(
        "It is not a proper scoring rule: its probabilities are too high.",
        (
            "With a logarithm clamped at 1e-8 a positive at the logit -20 has a gradient of -3.8e-8 instead "
            "of -1; here it is -1."
        ),
        "A negative whose probability is at most the clip has no gradient: that is the definition.",
        "The published code sums over labels and examples; here the default is the mean per element.",
    ),
    references=(
        Reference(
            authors="Ben-Baruch, E., Ridnik, T., Zamir, N., Noy, A., Friedman, I., Protter, M. and Zelnik-Manor, L.",
            year=2020,
            title="Asymmetric Loss For Multi-Label Classification",
            id="arXiv:2009.14119",
        ),
    ),
    impl="rightloss.losses.binary.asymmetric:asymmetric_loss:AsymmetricLoss",
    curve=Curve(axis="logit", start=-5.0, stop=5.0, target=0.0),
)
