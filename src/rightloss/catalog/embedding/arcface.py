"""ArcFace."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="arcface",
    title="ArcFace (additive angular margin)",
    aliases=(
        "arc-face",
        "additive-angular-margin",
    ),
    summary="Softmax over cosines to learned class directions, with a margin on the angle of the true class.",
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
        r"\ell = -\ln \frac{e^{s \cos(\theta_y + m)}}{e^{s \cos(\theta_y + m)} + \sum_{c \ne y} e^{s \cos "
        r"\theta_c}}"
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
        Option(name="margin", default="0.5", meaning="The margin in radians, from 0 to below pi."),
        *shared("row", "(N,)"),
    ),
    relations=("Cross-entropy on scaled cosines at margin 0.",),
    pitfalls=(
        ("The loss owns the class directions: hand its parameters to the optimiser and save them with the model."),
        ("At the start every angle is near 90 degrees: with scale 64 and margin 0.5 the loss begins above 30."),
        "Give it raw embeddings; they are normalised inside.",
        "acos in its place has an infinite slope at a cosine of 1 or -1.",
    ),
    references=(
        Reference(
            authors="Deng, J., Guo, J., Xue, N. and Zafeiriou, S.",
            year=2018,
            title="ArcFace: Additive Angular Margin Loss for Deep Face Recognition",
            id="arXiv:1801.07698",
        ),
    ),
    impl="rightloss.losses.embedding.arcface:arcface_loss:ArcFaceLoss",
)
