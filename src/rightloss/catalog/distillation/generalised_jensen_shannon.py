"""The generalised Jensen-Shannon divergence."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="generalised-jensen-shannon",
    title="Generalised Jensen-Shannon divergence (distillation)",
    aliases=(
        "gjsd",
        "generalized-jsd",
        "generalized-jensen-shannon",
        "gkd",
        "jensen-shannon",
    ),
    summary=(
        "Both models' divergence from their mixture: bounded, and between the forward and the reverse KL divergence."
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
        r"\ell = T^2 \left(\beta \, \mathrm{KL}(q, m) + (1 - \beta) \, \mathrm{KL}(p, m)\right), \quad m = "
        r"\beta q + (1 - \beta) p"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="beta",
            default="0.5",
            meaning=(
                "The teacher's weight, from 0 to 1. At 0 it is the forward KL and at 1 the reverse KL, the limits "
                "of the divergence over beta and over 1 - beta: the divergence itself vanishes there."
            ),
        ),
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
        "The Jensen-Shannon divergence at beta 0.5: at most ln 2.",
        (
            "Divided by beta it goes to the forward KL as beta goes to 0; divided by 1 - beta to the reverse "
            "KL as beta goes to 1."
        ),
    ),
    pitfalls=(
        ("Between 0 and 1 it is of the size of beta (1 - beta): at 0.01 it is a hundredth of the KL that it is at 0."),
        "It is bounded: a student far away has a small gradient. Begin with a KL.",
        ('reduction="mean" of torch\'s kl_div divides by the number of classes too: 1000 classes, a thousandth.'),
    ),
    references=(
        Reference(
            authors="Agarwal, R., Vieillard, N., Zhou, Y., Stanczyk, P., Ramos, S., Geist, M. and Bachem, O.",
            year=2023,
            title="On-Policy Distillation of Language Models: Learning from Self-Generated Mistakes",
            id="arXiv:2306.13649",
        ),
    ),
    impl=(
        "rightloss.losses.distillation.generalised_jensen_shannon:generalised_jensen_shannon:GeneralisedJensenShannonLoss"
    ),
)
