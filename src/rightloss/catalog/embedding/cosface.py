"""CosFace."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="cosface",
    title="CosFace (additive cosine margin)",
    aliases=(
        "cos-face",
        "large-margin-cosine",
        "am-softmax",
    ),
    summary="Softmax over cosines to learned class directions, with a margin on the cosine of the true class.",
    family="embedding",
    tasks=(
        "metric-learning",
        "multi-class-classification",
    ),
    inputs=(
        Input(argument="embeddings", space="embeddings", shape="(N, D)"),
        Input(argument="weight", space="embeddings", shape="(C, D)", class_dim=0),
    ),
    targets=(Target(space="class-index", dtype="long", shape="(N,)"),),
    activation="normalise",
    outputs="D",
    elicits="similarity",
    proper=False,
    formula=(
        r"\ell = -\ln \frac{e^{s (\cos \theta_y - m)}}{e^{s (\cos \theta_y - m)} + \sum_{c \ne y} e^{s "
        r"\cos \theta_c}}"
    ),
    initial=None,
    lower_bound=0.0,
    options=(
        Option(name="embedding_dim", default="", meaning="D, the size of an embedding."),
        Option(name="num_classes", default="", meaning="C, the number of classes."),
        Option(
            name="scale",
            default="64.0",
            meaning="What the cosines are multiplied by: they are too small for a softmax.",
        ),
        Option(name="margin", default="0.35", meaning="What the cosine of the true class must lead by."),
        *shared("row", "(N,)"),
    ),
    relations=("Cross-entropy on scaled cosines at margin 0.",),
    pitfalls=(
        ("The loss owns the class directions: hand its parameters to the optimiser and save them with the model."),
        "With scale 64 and margin 0.35 the loss begins above 22.",
        "Give it raw embeddings; they are normalised inside.",
    ),
    references=(
        Reference(
            authors="Wang, H., Wang, Y., Zhou, Z., Ji, X., Gong, D., Zhou, J., Li, Z. and Liu, W.",
            year=2018,
            title="CosFace: Large Margin Cosine Loss for Deep Face Recognition",
            id="arXiv:1801.09414",
        ),
    ),
    impl="rightloss.losses.embedding.cosface:cosface_loss:CosFaceLoss",
)
