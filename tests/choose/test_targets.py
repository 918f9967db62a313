import pytest

from tests.choose.exam.case import ALL_SIZES, Case
from tests.choose.targets import CASES, draw, examine

SEEDS = (0, 1, 2)
QUICK = (60, 2000)


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


@pytest.mark.parametrize(("case", "n", "seed"), _runs())
def test_answer_is_right(case: Case, n: int, seed: int) -> None:
    wrong, _ = examine(case, n, seed)
    assert not wrong, "\n".join([*wrong, case.note])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_kind_does_not_flip_with_n(case: Case) -> None:
    sizes = [n for n in (60, 300, 2000) if n in case.sizes]
    kinds = {n: choice.kind for n in sizes if (choice := examine(case, n, 0)[1]) is not None}
    assert len(kinds) == len(sizes), f"no answer at some of {sizes}"
    assert len(set(kinds.values())) == 1, kinds


def test_exam_is_sound() -> None:
    assert len({case.id for case in CASES}) == len(CASES) >= 60
    assert all(set(case.sizes) <= set(ALL_SIZES) and case.kinds for case in CASES)
    assert all(not case.required & case.forbidden for case in CASES)
    first, again = draw(CASES[0], 60, 0), draw(CASES[0], 60, 0)
    assert (first.target == again.target).all()


def test_exam_asks_for_every_kind_and_trait() -> None:
    from typing import get_args

    from rightloss.choose.result import Kind, Trait

    assert {next(iter(case.kinds)) for case in CASES if len(case.kinds) == 1} | {"mask"} == set(get_args(Kind))
    asked = frozenset().union(*(case.required | case.any_of for case in CASES))
    assert asked == set(get_args(Trait))
