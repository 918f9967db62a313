"""Relative entropy of a target distribution."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="kl-divergence",
    title="Kullback-Leibler divergence",
    aliases=("kl", "kl-div", "kullback-leibler", "relative-entropy"),
    summary="How far a target distribution is from the predicted one, in nats; 0 where they are equal.",
    family="distillation",
    tasks=("distillation", "multi-class-classification"),
    inputs=(Input(argument="input", space="log-probabilities", shape="(N, C)", class_dim=1),),
    targets=(
        Target(space="class-probabilities", dtype="float", shape="(N, C)"),
        Target(space="log-probabilities", dtype="float", shape="(N, C)"),
    ),
    activation="exp",
    outputs="C",
    elicits="class-probabilities",
    proper=True,
    formula=r"\ell(x, q) = \sum_{c=1}^{C} q_c \left( \ln q_c - x_c \right), \quad x = \ln p",
    options=(
        Option(
            name="reduction",
            default='"mean"',
            meaning='"batchmean" (the divergence per example), "mean" (divided by C as well), "sum" or "none".',
        ),
        Option(
            name="log_target",
            default="False",
            meaning="Whether the target is given as log-probabilities; it must be said, it is not recognised.",
        ),
    ),
    relations=(
        "Cross-entropy minus the entropy of the target: the same gradient with respect to the input.",
        "With a one-hot target it is the NLL loss.",
        "Not symmetric: KL(q, p) of target q covers all of q, KL(p, q) prefers one of its modes.",
    ),
    pitfalls=(
        'reduction="mean" divides by all elements, N times C: with 1000 classes it is 1000 times too small. Use '
        '"batchmean".',
        "The input is log-probabilities and the target is probabilities; it is KL(target, prediction).",
        "Probabilities given as the input make it negative: a negative value is always a mistake.",
        "At temperature T, multiply by T squared, or the gradient shrinks by it: 0.057 for 0.908 at T = 4.",
        "With log_target=True a target of minus infinity gives NaN; the same target as probabilities is finite.",
        "Shapes (N, 1) and (N, C) are broadcast without a warning.",
    ),
    references=(
        Reference(
            authors="Kullback, S. and Leibler, R. A.",
            year=1951,
            title="On Information and Sufficiency",
            id="doi:10.1214/aoms/1177729694",
        ),
        Reference(
            authors="Hinton, G., Vinyals, O. and Dean, J.",
            year=2015,
            title="Distilling the Knowledge in a Neural Network",
            id="arXiv:1503.02531",
        ),
    ),
    calls=("torch.nn.KLDivLoss", "torch.nn.functional.kl_div"),
    impl="rightloss.losses.distillation.kl_divergence:kl_div:KLDivLoss",
    exemptions=(
        Exemption(
            law="nothing-is-below-the-bound",
            reason="A term of the divergence may be negative; their sum over the classes is not.",
        ),
    ),
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.SHAPES_MUST_MATCH,
        differ.DEPRECATED_ARGUMENTS,
        differ.LOG_PROBABILITIES,
        differ.UNIT_INTERVAL,
        differ.ABSENT_CLASS,
        differ.IMPOSSIBLE_TARGET,
        differ.NO_WARNING_OF_MEAN,
    ),
)
