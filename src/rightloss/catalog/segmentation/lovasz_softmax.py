"""Lovász-softmax loss."""

from rightloss.catalog.options import CLASS_DIM, shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="lovasz-softmax",
    title="Lovász-softmax loss",
    aliases=("lovász-softmax",),
    summary="The convex extension of the mean IoU, on the errors of a softmax.",
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, *)"),),
    activation="softmax",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = \frac{1}{C} \sum_c \sum_k m_{\pi_k} \left( \Delta_{J_c}(S_k) - \Delta_{J_c}(S_{k-1}) \right), "
        r"\quad m_i = | t_{ci} - p_{ci} |"
    ),
    options=(
        Option(
            name="empty",
            default='"skip"',
            meaning=(
                'What a class without a true position costs: "skip" nothing (the classes present), "count" its '
                "largest error (all classes)."
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
        Option(name="ignore_index", default="-100", meaning="Targets with this value are left out."),
        CLASS_DIM,
        *shared("image", "the target's shape"),
    ),
    relations=("The mean Jaccard loss of the predicted classes where the probabilities are 0 or 1.",),
    pitfalls=(
        (
            "It moves only what decides the IoU and learns little from a bad start: fine-tune with it after "
            "cross-entropy, or add them."
        ),
        (
            "The mean is over the classes present in the image (or batch); all classes, with absent ones at "
            "their largest error, is another loss."
        ),
        "Per image and per batch are two losses.",
        "It sorts the positions of each class: O(C P log P).",
    ),
    references=(
        Reference(
            authors="Berman, M., Rannen Triki, A. and Blaschko, M. B.",
            year=2018,
            title=(
                "The Lovász-Softmax loss: A tractable surrogate for the optimization of the "
                "intersection-over-union measure in neural networks"
            ),
            id="arXiv:1705.08790",
        ),
    ),
    impl="rightloss.losses.segmentation.lovasz_softmax:lovasz_softmax_loss:LovaszSoftmaxLoss",
)
