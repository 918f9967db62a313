"""Lovász hinge loss."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="lovasz-hinge",
    title="Lovász hinge loss",
    aliases=(
        "lovasz",
        "lovász-hinge",
    ),
    summary=("The convex extension of the Jaccard loss, on hinge errors: for one region or several that may overlap."),
    family="segmentation",
    tasks=("segmentation",),
    inputs=(Input(argument="logits", space="binary-logits", shape="(N, C, *)", class_dim=1),),
    targets=(Target(space="zero-one", dtype="float", shape="(N, C, *)"),),
    activation="sigmoid",
    outputs="C",
    elicits="overlap",
    proper=False,
    formula=(
        r"\ell = \sum_k m_{\pi_k} \left( \Delta_J(S_k) - \Delta_J(S_{k-1}) \right), "
        r"\quad m_i = \max \left( 0, 1 - x_i (2 t_i - 1) \right)"
    ),
    options=(
        Option(
            name="per_image",
            default="True",
            meaning="False takes the whole batch for one image, with one value for all of it.",
        ),
        *shared("image", "the target's shape"),
    ),
    relations=("The Jaccard loss of the wrong positions where each error is 0 or 1.",),
    pitfalls=(
        (
            "It moves only what decides the IoU and learns little from a bad start: fine-tune with it after "
            "cross-entropy, or add them."
        ),
        "Per image and per batch are two losses: 1.6409 and 1.6356 on one batch of two.",
        "It sorts the positions of each region: O(P log P).",
        (
            "The dimension behind the batch holds the questions: masks of shape (N, H, W) need unsqueeze(1), "
            "or each row of an image becomes a region of its own."
        ),
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
    impl="rightloss.losses.segmentation.lovasz_hinge:lovasz_hinge_loss:LovaszHingeLoss",
)
