"""What the operators of a head share; their ways back are tested with each of them."""

import torch

from rightloss.kernels import _operators as operators


def test_gradients_are_made_on_the_way_forward_where_it_is_known_what_rows_count() -> None:
    leaf, constant, factor = torch.zeros(2, requires_grad=True), torch.zeros(2), torch.ones(2)
    assert operators.wanted(factor, leaf, constant, None) == [True, False, False]
    assert operators.wanted(None, leaf, constant, None) == [False] * 3
    with torch.no_grad():
        assert operators.wanted(factor, leaf) == [False]


def test_what_is_left_out_costs_nothing_whatever_its_factor_is() -> None:
    losses, factor = torch.tensor([2.0, 0.0, 3.0]), torch.tensor([0.5, torch.inf, 2.0])
    kept = torch.tensor([True, False, True])
    assert operators.total(losses, factor, kept).item() == 7
    assert operators.total(losses, None, kept) is losses
