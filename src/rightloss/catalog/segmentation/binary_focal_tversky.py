"""Focal Tversky loss (binary or multi-label)."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="binary-focal-tversky",
    title="Focal Tversky loss (binary or multi-label)",
    aliases=("sigmoid-focal-tversky",),
    summary="The Tversky loss under a root, for one region or several that may overlap.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="binary-logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="zero-one", dtype="float", shape="(N, C, *)"),),
    activation="sigmoid",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = \frac{1}{C} \sum_c (1 - \mathrm{TI}_c)^{1 / \gamma}, "
        r"\quad \mathrm{TI}_c = \frac{TP_c + s}{TP_c + \alpha FP_c + \beta FN_c + s}"
    ),
    options=(
        Option(name="alpha", default="0.3", meaning="Weight of the false positives, 0 or more."),
        Option(name="beta", default="0.7", meaning="Weight of the false negatives, 0 or more."),
        Option(
            name="gamma",
            default="4 / 3",
            meaning=(
                "The root that is taken of the loss of each class, above 0; above 1 it stresses classes that are "
                "nearly right."
            ),
        ),
        Option(
            name="smooth",
            default="1.0",
            meaning=(
                "Added to both sides of the ratio, above 0; an empty region that is predicted empty then costs nothing."
            ),
        ),
        Option(
            name="empty",
            default='"ratio"',
            meaning=(
                'What a region without a true position costs: "ratio" the formula, "mean" the mean probability '
                'there, "skip" nothing.'
            ),
        ),
        Option(
            name="per_image",
            default="True",
            meaning="False takes the whole batch for one image, with one value for all of it.",
        ),
        Option(
            name="weight",
            default="None",
            meaning=(
                "How much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out."
            ),
        ),
        *shared("image", "the target's shape"),
    ),
    relations=("The binary Tversky loss at gamma 1.",),
    pitfalls=(
        ("The exponent is 1 / gamma, as in the paper; libraries that raise to gamma need 3/4 for our 4/3."),
        (
            "The paper calls the weight of the false negatives alpha; here alpha is that of the false "
            "positives, as in the Tversky loss. The defaults are the paper's."
        ),
        ("The root has an infinite slope at 0; a region with no miss at all gets the gradient 0 here, not NaN."),
        (
            "The dimension behind the batch holds the questions: masks of shape (N, H, W) need unsqueeze(1), "
            "or each row of an image becomes a region of its own."
        ),
        (
            'With empty="ratio" a wrong all-foreground prediction on an empty mask of P positions has a '
            'gradient of about smooth / P^2 per position, as good as none for a large image; empty="mean" '
            'has 1 / P there, and empty="skip" none at all.'
        ),
        (
            "Where all probabilities are saturated it has hardly a gradient (e^-120 at logits of 120): start "
            "it with, or add, cross-entropy."
        ),
    ),
    references=(
        Reference(
            authors="Abraham, N. and Khan, N. M.",
            year=2018,
            title="A Novel Focal Tversky loss function with improved Attention U-Net for lesion segmentation",
            id="arXiv:1810.07842",
        ),
        Reference(
            authors="Salehi, S. S. M., Erdogmus, D. and Gholipour, A.",
            year=2017,
            title="Tversky loss function for image segmentation using 3D fully convolutional deep networks",
            id="arXiv:1706.05721",
        ),
    ),
    impl="rightloss.losses.segmentation.binary_focal_tversky:binary_focal_tversky_loss:BinaryFocalTverskyLoss",
)
