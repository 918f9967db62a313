"""Distillation by the forward KL divergence."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="distillation-kl",
    title="Distillation KL (forward, with temperature)",
    aliases=(
        "knowledge-distillation",
        "kd",
        "hinton",
        "forward-kl",
    ),
    summary=(
        "KL divergence from the teacher's softened class probabilities to the student's, times the temperature squared."
    ),
    family="distillation",
    tasks=("distillation",),
    inputs=(Input(argument="student_logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="logits", dtype="float", shape="(N, C, *)"),),
    activation="softmax",
    outputs="C",
    elicits="class-probabilities",
    proper=True,
    formula=(
        r"\ell = T^2 \sum_c q_c \left(\ln q_c - \ln p_c\right), \quad q = \mathrm{softmax}(z / T), \; p = "
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
        "Cross-entropy with the teacher's probabilities less their entropy: the same gradient.",
        "The limit of the generalised Jensen-Shannon divergence over beta, as beta goes to 0.",
    ),
    pitfalls=(
        ('reduction="mean" of torch\'s kl_div divides by the number of classes too: 1000 classes, a thousandth.'),
        "Forgetting T squared shrinks the gradient by it: 0.057 for 0.908 at T = 4.",
        "It covers every mode of the teacher: a small student spreads itself over all of them.",
        "Take the teacher's logits under torch.no_grad(), and the teacher in eval mode.",
    ),
    references=(
        Reference(
            authors="Hinton, G., Vinyals, O. and Dean, J.",
            year=2015,
            title="Distilling the Knowledge in a Neural Network",
            id="arXiv:1503.02531",
        ),
    ),
    impl="rightloss.losses.distillation.distillation_kl:distillation_kl:DistillationKLLoss",
)
