"""The CLIP loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Exemption, Input, Loss, Option, Reference

LOSS = Loss(
    name="clip-contrastive",
    title="CLIP loss (symmetric contrastive)",
    aliases=(
        "open-clip",
        "symmetric-contrastive",
        "image-text-contrastive",
    ),
    summary=("Each image finds its text among the texts of the batch and each text its image, with a learned scale."),
    family="embedding",
    tasks=("metric-learning",),
    inputs=(
        Input(argument="image_embeddings", space="embeddings", shape="(N, D)"),
        Input(argument="text_embeddings", space="embeddings", shape="(N, D)"),
        Input(argument="log_scale", space="real", shape="()"),
    ),
    targets=(),
    activation="normalise",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=(
        r"\ell_i = -\frac{1}{2} \ln \frac{e^{t s_{ii}}}{\sum_j e^{t s_{ij}}} - \frac{1}{2} \ln \frac{e^{t "
        r"s_{ii}}}{\sum_j e^{t s_{ji}}}, \quad s_{ij} = \cos(a_i, b_j)"
    ),
    initial="ln N",
    lower_bound=0.0,
    options=(
        Option(
            name="initial_scale",
            default="1 / 0.07",
            meaning="The scale that training starts from; the module owns its logarithm, `log_scale`.",
        ),
        Option(
            name="max_scale",
            default="100.0",
            meaning="`log_scale` is cut to the logarithm of this with each call, as in the paper.",
        ),
        *shared("pair", "(N,)"),
    ),
    relations=("The mean of InfoNCE in both directions, at a learned temperature.",),
    pitfalls=(
        ("Negatives come from the batch at hand: with several processes gather the embeddings, with their gradients."),
        "Its scale is a parameter: hand it to the optimiser, and leave weight decay off it.",
        "Without an upper limit the scale runs away: the paper cuts it at 100.",
        "Two pairs with the same text are taken as each other's negatives.",
    ),
    references=(
        Reference(
            authors="Radford, A., Kim, J. W., Hallacy, C., Ramesh, A., Goh, G., Agarwal, S. et al.",
            year=2021,
            title="Learning Transferable Visual Models From Natural Language Supervision",
            id="arXiv:2103.00020",
        ),
    ),
    exemptions=(Exemption(law="parts-add-up", reason="The rows of a batch are compared with each other."),),
    impl="rightloss.losses.embedding.clip_contrastive:clip_loss:CLIPLoss",
)
