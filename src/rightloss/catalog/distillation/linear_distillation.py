"""Distillation between two linear heads."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="linear-distillation",
    title="Linear distillation (two heads, without the logits)",
    aliases=("fused-linear-jsd", "linear-distillation-kl", "linear-jsd", "chunked-distillation"),
    summary="Divergence between what two linear heads predict, so that the logits need not all exist at one time.",
    family="distillation",
    tasks=("distillation", "language-modelling"),
    inputs=(Input(argument="student_hidden", space="hidden-states", shape="(N, D)"),),
    targets=(Target(space="hidden-states", dtype="float", shape="(N, E)"),),
    activation="softmax",
    outputs="D",
    elicits="class-probabilities",
    proper=True,
    formula=(
        r"\ell = T^2 D_\beta(q, p), \quad q = \mathrm{softmax}\left((W' h' + b') / T\right), \; p = "
        r"\mathrm{softmax}\left((W h + b) / T\right)"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="beta",
            default="0.0",
            meaning=(
                "0 is the forward KL, 1 the reverse KL; between them it is the teacher's weight in the mixture of the "
                "generalised Jensen-Shannon divergence."
            ),
        ),
        Option(
            name="temperature",
            default="1.0",
            meaning=(
                "What the logits of both are divided by; the loss is multiplied by its square, so that the gradient "
                "keeps its size."
            ),
        ),
        Option(name="student_bias", default="None", meaning="Of the student's head, shape (V,)."),
        Option(name="teacher_bias", default="None", meaning="Of the teacher's head, shape (V,)."),
        *shared("place", "(N,)"),
    ),
    relations=(
        "The generalised Jensen-Shannon divergence of the logits that the two heads give: at beta 0 the distillation "
        "KL, at 1 the reverse KL.",
    ),
    pitfalls=(
        "Both heads need the same classes in the same order: models with different tokenisers have no common ones.",
        "The teacher gets no gradient, whatever of it requires one; take its hidden states under torch.no_grad().",
        "It is called with the weights of the heads, not with logits: apply neither head before.",
        "Between 0 and 1 it is of the size of beta (1 - beta): at 0.01 it is a hundredth of the KL that it is at 0.",
    ),
    references=(
        Reference(
            authors="Hinton, G., Vinyals, O. and Dean, J.",
            year=2015,
            title="Distilling the Knowledge in a Neural Network",
            id="arXiv:1503.02531",
        ),
        Reference(
            authors="Agarwal, R., Vieillard, N., Zhou, Y., Stanczyk, P., Ramos, S., Geist, M. and Bachem, O.",
            year=2023,
            title="On-Policy Distillation of Language Models: Learning from Self-Generated Mistakes",
            id="arXiv:2306.13649",
        ),
    ),
    impl="rightloss.losses.distillation.linear_distillation:linear_distillation:LinearDistillationLoss",
)
