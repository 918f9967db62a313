"""What the terms of a loss are."""

from rightloss.doctor.evidence import Node

_LOSSES = frozenset(
    [
        "cross_entropy",
        "nll_loss",
        "binary_cross_entropy",
        "binary_cross_entropy_with_logits",
        "mse_loss",
        "l1_loss",
        "smooth_l1_loss",
        "huber_loss",
        "kl_div",
        "poisson_nll_loss",
        "gaussian_nll_loss",
        "hinge_embedding_loss",
        "soft_margin_loss",
        "multi_margin_loss",
        "multilabel_margin_loss",
        "multilabel_soft_margin_loss",
        "ctc_loss",
        "cosine_embedding_loss",
        "margin_ranking_loss",
        "triplet_margin_loss",
        "triplet_margin_with_distance_loss",
    ]
)


def is_loss(node: Node) -> bool:
    """Whether a loss of torch made it, perhaps reduced afterwards."""
    while node.op in ("mean", "sum") and node.inputs and node.inputs[0] is not None:
        node = node.inputs[0]
    return node.op in _LOSSES


def has_gradient(node: Node) -> bool:
    """Whether gradients flow through something that went in."""
    return any(item is not None and item.attached for item in node.inputs)
