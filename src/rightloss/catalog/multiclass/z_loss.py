"""z-loss."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Reference

LOSS = Loss(
    name="z-loss",
    title="z-loss",
    aliases=(
        "logit-z-loss",
        "log-z-squared",
    ),
    summary=("The squared log-normaliser of the softmax: a term beside cross-entropy that keeps logits small."),
    family="multiclass",
    tasks=(
        "language-modelling",
        "multi-class-classification",
    ),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(),
    activation="softmax",
    outputs="C",
    elicits="nothing",
    proper=False,
    formula=r"\ell(x) = \left( \ln \sum_{c=1}^{C} e^{x_c} \right)^2",
    initial="(ln C)^2",
    options=(
        CLASS_DIM,
        *shared("position", "the shape of `logits` without C"),
    ),
    relations=(
        "It is 0 where the logits are log-probabilities.",
        "Its gradient is twice the log-normaliser times the softmax.",
    ),
    pitfalls=(
        (
            "It is a term, not a loss of its own: it knows no target; add it to cross-entropy with a small "
            "factor, 1e-4 in the paper."
        ),
        (
            "It is the mean over the kept positions; give it the same mask and denominator as the "
            "cross-entropy beside it."
        ),
        "Class weights have no part in it.",
    ),
    references=(
        Reference(
            authors="Chowdhery, A., Narang, S., Devlin, J. et al.",
            year=2022,
            title="PaLM: Scaling Language Modeling with Pathways",
            id="arXiv:2204.02311",
        ),
    ),
    impl="rightloss.losses.multiclass.z_loss:z_loss:ZLoss",
)
