"""The softmax."""

from torch import Tensor


def softmax(input: Tensor, dim: int) -> Tensor:
    r"""The softmax over one dimension: scores of classes to their probabilities.

    $p_c = e^{x_c} / \sum_j e^{x_j}$

    Expects:
        Logits, floating-point; minus infinity rules a class out, as long as one class is left.

    Args:
        input: raw scores, any shape.
        dim: the dimension of the classes, which compete along it: 1 for (N, C) and (N, C, H, W), -1 for (N, T, C).

    Returns:
        Probabilities that sum to 1 along `dim`, in the shape and dtype of `input`.

    Equals:
        With two classes, the sigmoid of the difference of their scores; unchanged when one number is added to all
        scores.

    Example:
        >>> import torch
        >>> softmax(torch.tensor([[1000.0, 1000.0, 0.0]]), dim=1)
        tensor([[0.5000, 0.5000, 0.0000]])

    Reference:
        Bridle, J. S. (1990). Probabilistic Interpretation of Feedforward Classification Network Outputs, with
        Relationships to Statistical Pattern Recognition. doi:10.1007/978-3-642-76153-9_28
    """
    # Taking the largest score off changes nothing but the size of the numbers; so it needs no gradient either.
    e = (input - input.detach().amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)
