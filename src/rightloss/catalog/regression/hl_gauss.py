"""Regression as classification: a histogram, with Gaussian targets."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="hl-gauss",
    title="HL-Gauss (histogram loss)",
    aliases=(
        "histogram-loss",
        "hlgauss",
        "regression-as-classification",
    ),
    summary="Regression as classification: bins, cross-entropy, and targets smoothed by a Gaussian.",
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="logits", space="logits", shape="(*, K)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="softmax",
    outputs="K",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell(z, y) = -\sum_k q_k \ln \mathrm{softmax}(z)_k, \quad q_k \propto "
        r"\Phi\left(\frac{b_{k + 1} - y}{\sigma}\right) - \Phi\left(\frac{b_k - y}{\sigma}\right)"
    ),
    initial="ln K",
    lower_bound=0.0,
    options=(
        Option(name="low", default="", meaning="The lower end of the first bin."),
        Option(name="high", default="", meaning="The upper end of the last bin, above low."),
        Option(
            name="spread",
            default="0.75",
            meaning="The standard deviation of the Gaussian, in widths of a bin; above 0.",
        ),
        *shared("element", "(*)"),
    ),
    relations=(
        "Cross-entropy on the bin of the target in the limit of a small spread.",
        "The value is never below the entropy of the smoothed target, so 0 is out of reach.",
    ),
    pitfalls=(
        "The range must be known beforehand, and targets near its ends are pulled inwards.",
        "With a spread far below half a bin neighbouring bins teach each other nothing.",
        ("What it predicts is the mean of the bins; it says nothing finer than the widths that the spread blurs."),
    ),
    references=(
        Reference(
            authors="Farebrother, J. et al.",
            year=2024,
            title="Stop Regressing: Training Value Functions via Classification for Scalable Deep RL",
            id="arXiv:2403.03950",
        ),
    ),
    impl="rightloss.losses.regression.hl_gauss:hl_gauss_loss:HLGaussLoss",
)
