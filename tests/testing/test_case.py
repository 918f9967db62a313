"""What a case makes of its arguments."""

import torch

from tests.testing.test_laws import case


def test_draws_are_repeatable() -> None:
    one, other = case().drawn(3), case().drawn(3)
    assert all(torch.equal(x, y) for x, y in zip(one, other, strict=True))


def test_rows_leave_shared_arguments_whole() -> None:
    x, y = torch.arange(6.0).reshape(3, 2), torch.ones(5)
    rows, shared = case(shared=frozenset({1})).rows((x, y), slice(1, 2))
    assert rows.tolist() == [[2.0, 3.0]]
    assert len(shared) == 5


def test_gradients_are_zero_where_an_input_is_not_used() -> None:
    found = case(lambda x, y, z: (x * z).sum(), inputs=2).gradients((torch.ones(2), torch.ones(2), torch.ones(2)))
    assert found[1].tolist() == [0.5, 0.5]
    assert found[2].tolist() == [0.0, 0.0]


def test_a_mask_leaves_rows_out() -> None:
    full, kept = case().mask((torch.ones(3, 2), torch.ones(3, 2)), dropped=(1,))
    assert kept.tolist() == [True, False, True]
    assert full.tolist() == [[True] * 2, [False] * 2, [True] * 2]


def test_a_module_owns_arguments_of_its_function() -> None:
    arguments = (torch.ones(3, 2), torch.full((4, 2), 7.0))
    owner = case(module=torch.nn.Linear, module_options={"in_features": 2, "out_features": 4}, owned={1: "weight"})
    module, given = owner.made(arguments)
    assert [x is arguments[0] for x in given] == [True]
    assert torch.equal(next(module.parameters()), arguments[1])
