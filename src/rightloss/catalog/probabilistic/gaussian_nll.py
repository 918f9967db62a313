"""Mean and variance of a Gaussian."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="gaussian-nll",
    title="Gaussian negative log-likelihood",
    aliases=("normal-nll", "heteroscedastic-gaussian", "gaussian-negative-log-likelihood"),
    summary="Negative log-likelihood of a Gaussian whose mean and variance the model both predicts.",
    family="probabilistic",
    tasks=("regression",),
    inputs=(
        Input(argument="input", space="real", shape="(*)"),
        Input(argument="var", space="positive", shape="(*)"),
    ),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=(
        r"\ell(\mu, v, y) = \tfrac{1}{2} \left( \ln \max(v, \epsilon)"
        r" + \dfrac{(\mu - y)^2}{\max(v, \epsilon)} \right)"
    ),
    lower_bound=None,
    options=(
        Option(name="full", default="False", meaning="Whether to add the constant ln(2 pi) / 2."),
        Option(name="eps", default="1e-06", meaning="Variances below it are replaced by it, without a gradient."),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),
    ),
    relations=(
        "With variance 1 it is half the squared error.",
        "With full=True it equals minus the log-density of torch.distributions.Normal, up to eps.",
    ),
    pitfalls=(
        "It takes the variance, not the standard deviation and not its logarithm; make it positive with softplus.",
        "A variance below eps counts as eps: at the default, an error of 1 with variance 0 costs about 5e5.",
        "full=False leaves out ln(2 pi) / 2 = 0.919, so values of the two settings cannot be compared.",
        "It may be negative, which is no mistake: at the default eps the least value is ln(1e-6) / 2 = -6.9.",
        "Each error is divided by the predicted variance, so points with a large one are learned slowly.",
        "The argument order is (input, target, var); shapes (N, 1) and (N,) are broadcast without a warning.",
    ),
    references=(
        Reference(
            authors="Nix, D. A. and Weigend, A. S.",
            year=1994,
            title="Estimating the mean and variance of the target probability distribution",
            id="doi:10.1109/ICNN.1994.374138",
        ),
        Reference(
            authors="Seitzer, M., Tavakoli, A., Antic, D. and Martius, G.",
            year=2022,
            title="On the Pitfalls of Heteroscedastic Uncertainty Estimation with Probabilistic Neural Networks",
            id="arXiv:2203.09168",
        ),
    ),
    calls=("torch.nn.GaussianNLLLoss", "torch.nn.functional.gaussian_nll_loss"),
    impl="rightloss.losses.probabilistic.gaussian_nll:gaussian_nll_loss:GaussianNLLLoss",
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.SHAPES_MUST_MATCH,
        differ.FLOATING_POINT,
        differ.INTEGER_VARIANCE,
    ),
)
