"""Distillation by the reverse KL divergence."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="reverse-kl",
    title="Reverse KL (distillation)",
    aliases=(
        "reverse-kl-distillation",
        "mode-seeking-kl",
        "minillm",
    ),
    summary=(
        "KL divergence from the student's class probabilities to the teacher's: the student keeps to what "
        "the teacher allows."
    ),
    family="distillation",
    tasks=("distillation",),
    inputs=(Input(argument="student_logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="logits", dtype="float", shape="(N, C, *)"),),
    activation="softmax",
    outputs="C",
    elicits="class-probabilities",
    proper=False,
    formula=(
        r"\ell = T^2 \sum_c p_c \left(\ln p_c - \ln q_c\right), \quad q = \mathrm{softmax}(z / T), \; p = "
        r"\mathrm{softmax}(x / T)"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="temperature",
            default="1.0",
            meaning=(
                "What both logits are divided by; the loss is multiplied by its square, so that the gradient "
                "keeps its size."
            ),
        ),
        CLASS_DIM,
        *shared("position", "the target's shape without C"),
    ),
    relations=(
        "The distillation KL with the roles exchanged.",
        "The limit of the generalised Jensen-Shannon divergence over 1 - beta, as beta goes to 1.",
    ),
    pitfalls=(
        ("It is infinite where the teacher excludes a class that the student allows: mask the student's logits too."),
        "It prefers one mode of the teacher and drops the others.",
        ('reduction="mean" of torch\'s kl_div divides by the number of classes too: 1000 classes, a thousandth.'),
    ),
    references=(
        Reference(
            authors="Gu, Y., Dong, L., Wei, F. and Huang, M.",
            year=2023,
            title="MiniLLM: Knowledge Distillation of Large Language Models",
            id="arXiv:2306.08543",
        ),
    ),
    impl="rightloss.losses.distillation.reverse_kl:reverse_kl:ReverseKLLoss",
)
