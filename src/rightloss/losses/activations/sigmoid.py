"""The logistic sigmoid."""

import torch
from torch import Tensor


def sigmoid(input: Tensor) -> Tensor:
    r"""The logistic sigmoid, elementwise: log-odds to a probability.

    $\sigma(x) = 1 / (1 + e^{-x})$

    Expects:
        binary-logits of any shape, floating-point; every real number and both infinities have a value.

    Args:
        input: one logit per yes/no question.

    Returns:
        Independent probabilities in [0, 1], in the shape and dtype of `input`.

    Equals:
        (1 + tanh(x / 2)) / 2; its derivative is sigmoid(x) (1 - sigmoid(x)), at most 1/4.

    Example:
        >>> import torch
        >>> sigmoid(torch.tensor([-1000.0, 0.0, 1000.0]))
        tensor([0.0000, 0.5000, 1.0000])

    Reference:
        Cox, D. R. (1958). The Regression Analysis of Binary Sequences. doi:10.1111/j.2517-6161.1958.tb00292.x
    """
    positive = input >= 0
    # The exponent is never positive, so neither the value nor the gradient overflows.
    e = torch.where(positive, -input, input).exp()
    return torch.where(positive, 1 / (1 + e), e / (1 + e))
