"""Bi-tempered logistic loss."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="bi-tempered-logistic",
    title="Bi-tempered logistic loss",
    aliases=(
        "bi-tempered",
        "bitempered-logistic",
    ),
    summary="A bounded logistic loss with heavy-tailed probabilities, for wrong labels near and far.",
    family="noisy",
    tasks=("multi-class-classification",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="tempered-softmax",
    outputs="C",
    elicits="mode",
    proper=False,
    formula=(
        r"\ell(x, y) = -\ln_{t_1} p_y - \frac{1}{2 - t_1} \left( 1 - \sum_c p_c^{2 - t_1} \right), "
        r"\quad p = \mathrm{softmax}_{t_2}(x)"
    ),
    options=(
        Option(
            name="t1",
            default="0.8",
            meaning="Temperature of the logarithm, 0 to 1; below 1 the loss is bounded by 1 / (1 - t1).",
        ),
        Option(name="t2", default="1.2", meaning="Temperature of the softmax, 0 to 4; above 1 its tails are heavy."),
        CLASS_DIM,
        *shared("target", "the target's shape"),
    ),
    relations=("Cross-entropy at t1 = t2 = 1.",),
    pitfalls=(
        (
            "Predictions need the tempered softmax with the same t2: a plain softmax of these scores is "
            "another distribution."
        ),
        (
            "The normaliser of the tempered softmax is found by iteration; its derivative is that of the "
            "solution, not of the steps."
        ),
        "Label smoothing has its own convention in the authors' code and is not an option here.",
    ),
    references=(
        Reference(
            authors="Amid, E., Warmuth, M. K., Anil, R. and Koren, T.",
            year=2019,
            title="Robust Bi-Tempered Logistic Loss Based on Bregman Divergences",
            id="arXiv:1906.03361",
        ),
    ),
    impl="rightloss.losses.noisy.bi_tempered_logistic:bi_tempered_logistic_loss:BiTemperedLogisticLoss",
    curve=Curve(axis="logit", start=-5.0, stop=5.0, layout="two-class"),
)
