"""The hyperbolic tangent."""

import torch
from torch import Tensor


def tanh(input: Tensor) -> Tensor:
    r"""The hyperbolic tangent, elementwise: a real number to (-1, 1).

    $\tanh x = (e^x - e^{-x}) / (e^x + e^{-x})$

    Expects:
        Real numbers of any shape, floating-point; both infinities have a value.

    Args:
        input: any real numbers.

    Returns:
        Numbers in [-1, 1], in the shape and dtype of `input`.

    Equals:
        2 sigmoid(2x) - 1; x itself up to x^3 / 3 near 0; its derivative is 1 - tanh(x)^2, at most 1.

    Example:
        >>> import torch
        >>> tanh(torch.tensor([-1000.0, 0.0, 1000.0]))
        tensor([-1.,  0.,  1.])
    """
    positive = input >= 0
    # With t = exp(-2|x|) - 1, tanh |x| = -t / (2 + t): no overflow, and expm1 keeps the digits near 0.
    t = torch.where(positive, -2 * input, 2 * input).expm1()
    size = -t / (2 + t)
    return torch.where(positive, size, -size)
