"""The SigLIP loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference

LOSS = Loss(
    name="siglip",
    title="SigLIP loss (pairwise sigmoid)",
    aliases=(
        "siglip-loss",
        "sigmoid-contrastive",
        "pairwise-sigmoid",
    ),
    summary=(
        "Asks of every image and every text of the batch whether they belong together; no softmax over the batch."
    ),
    family="embedding",
    tasks=("metric-learning",),
    inputs=(
        Input(argument="image_embeddings", space="embeddings", shape="(N, D)"),
        Input(argument="text_embeddings", space="embeddings", shape="(N, D)"),
        Input(argument="log_scale", space="real", shape="()"),
        Input(argument="bias", space="real", shape="()"),
    ),
    targets=(),
    activation="normalise",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=(
        r"\ell_i = \sum_j \ln\left(1 + e^{-z_{ij} (t s_{ij} + b)}\right), \quad z_{ij} = \begin{cases} 1 & "
        r"i = j \\ -1 & i \ne j \end{cases}"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(
            name="initial_scale",
            default="10.0",
            meaning="The scale that training starts from; the module owns its logarithm, `log_scale`.",
        ),
        Option(
            name="initial_bias",
            default="-10.0",
            meaning="The bias that training starts from: nearly all pairs are negatives.",
        ),
        *shared("image", "(N,)"),
    ),
    relations=("The sum over all pairs of binary cross-entropy with logits, divided by the number of images.",),
    pitfalls=(
        "It divides by N, not by N squared: a plain mean over the matrix is N times too small.",
        "Its scale and bias are parameters: hand them to the optimiser.",
        "Start the bias near -10: at 0 the N - 1 negatives of each row swamp the start.",
    ),
    references=(
        Reference(
            authors="Zhai, X., Mustafa, B., Kolesnikov, A. and Beyer, L.",
            year=2023,
            title="Sigmoid Loss for Language Image Pre-Training",
            id="arXiv:2303.15343",
        ),
    ),
    exemptions=(Exemption(law="parts-add-up", reason="The rows of a batch are compared with each other."),),
    impl="rightloss.losses.embedding.siglip:siglip_loss:SigLIPLoss",
)
