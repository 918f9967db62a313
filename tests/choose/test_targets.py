from functools import cache
from typing import get_args

import pytest

from rightloss.choose.result import Choice, Kind, Recommendation, TargetForm, Trait
from tests.choose.exam.case import ALL_SIZES, Case
from tests.choose.targets import CASES, draw, examine, faults

SEEDS = (0, 1, 2)
QUICK = (60, 2000)
BY_ID = {case.id: case for case in CASES}


def _runs() -> list[object]:
    """Every case, size and seed; all but seed 0 at 60 and 2000 rows are marked slow."""
    return [
        pytest.param(
            case,
            n,
            seed,
            id=f"{case.id}-{n}-{seed}",
            marks=() if n in QUICK and seed == 0 else pytest.mark.slow,
        )
        for case in CASES
        for n in case.sizes
        for seed in SEEDS
    ]


@cache
def _examined(id: str, n: int, seed: int) -> tuple[tuple[str, ...], str | None]:
    """The faults of one answer and its kind; the two tests below share it."""
    wrong, choice = examine(BY_ID[id], n, seed)
    return tuple(wrong), choice and choice.kind


@pytest.mark.parametrize(("case", "n", "seed"), _runs())
def test_answer_is_right(case: Case, n: int, seed: int) -> None:
    wrong, _ = _examined(case.id, n, seed)
    assert not wrong, "\n".join([*wrong, case.note])


@pytest.mark.parametrize("sizes", [QUICK, pytest.param(ALL_SIZES, marks=pytest.mark.slow)], ids=str)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_kind_does_not_flip_with_n(case: Case, sizes: tuple[int, ...]) -> None:
    kinds = {n: _examined(case.id, n, 0)[1] for n in sizes if n in case.sizes}
    assert None not in kinds.values()
    assert len(set(kinds.values())) == 1, kinds


def test_exam_is_sound() -> None:
    assert len({case.id for case in CASES}) == len(CASES) >= 60
    assert all(set(case.sizes) <= set(ALL_SIZES) and case.kinds for case in CASES)
    assert all(not case.required & case.forbidden for case in CASES)
    first, again = draw(CASES[0], 60, 0), draw(CASES[0], 60, 0)
    assert (first.target == again.target).all()


def test_exam_asks_for_every_kind_and_trait() -> None:
    assert {next(iter(case.kinds)) for case in CASES if len(case.kinds) == 1} | {"mask"} == set(get_args(Kind))
    asked = frozenset().union(*(case.required | case.any_of for case in CASES))
    assert asked == set(get_args(Trait))


def test_exam_can_be_failed() -> None:
    asked = BY_ID["binary-named"]
    form = TargetForm(dtype="float32", shape="(N,)")
    wrong = Recommendation(
        loss="mse",
        weight=0.9,
        activation="identity",
        outputs=1,
        arguments={},
        target=form,
        elicits="mean",
        expected_initial_loss=None,
        reasons=(),
        caveats=(),
    )
    choice = Choice(
        kind="count", traits=("imbalanced",), ranking=(wrong,), ruled_out=(), question=None, data={}, verdict=""
    )
    found = " ".join(faults(asked, draw(asked, 60, 0), 60, choice))
    for part in ("kind:", "loss:", "traits:", "ruled out:", "weights sum to 0.9", "no reason", "no verdict"):
        assert part in found
