import math

import pytest
import torch

from rightloss.catalog.spaces import SPACES, Space
from tests.catalog.draw import sample, shape_of


def test_every_space_is_found_under_its_own_name_and_says_what_it_means() -> None:
    for name, space in SPACES.items():
        assert space.name == name
        assert space.meaning.endswith((".", "?"))


def test_a_space_that_holds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"space 'empty': low 1.0 is not below high 0.0"):
        Space(name="empty", meaning="Nothing.", low=1.0, high=0.0)


@pytest.mark.parametrize("name", SPACES)
def test_what_is_drawn_from_a_space_is_in_it(name: str) -> None:
    space = SPACES[name]
    shape = {"direction": "(N, 2)", "time-and-event": "(N, 2)", "boxes": "(N, 4)"}.get(name, "(N, C)")
    values = sample(name, shape, torch.Generator().manual_seed(1))
    assert values.shape == shape_of(shape)
    assert bool(values.isfinite().all())
    assert space.low <= values.min()
    assert values.max() <= space.high
    assert values.min() < values.max()
    if space.integral:
        torch.testing.assert_close(values, values.round(), rtol=0, atol=0)
    normal = {
        "sum-to-one": values.sum(1),
        "log-sum-exp-zero": values.logsumexp(1).exp(),
        "unit-norm": values.norm(dim=1),
    }
    if space.normalised != "none":
        torch.testing.assert_close(normal[space.normalised], torch.ones(len(values), dtype=values.dtype))


@pytest.mark.parametrize(
    ("text", "shape"),
    [("()", ()), ("(N,)", (4,)), ("(N, C, d1..dK)", (4, 7, 2, 3)), ("(N, K - 1)", (4, 4)), ("(N, 2)", (4, 2))],
)
def test_a_symbolic_shape_stands_for_sizes(text: str, shape: tuple[int, ...]) -> None:
    assert shape_of(text) == shape


def test_a_shape_without_brackets_is_refused() -> None:
    with pytest.raises(ValueError, match="must be in brackets"):
        shape_of("N, C")


def test_bounds_are_numbers() -> None:
    assert not any(math.isnan(space.low) or math.isnan(space.high) for space in SPACES.values())
