from typing import get_args

import pytest

from rightloss.choose.result import Choice, Kind, Recommendation, TargetForm, Trait
from tests.choose.exam.case import ALL_SIZES, Case
from tests.choose.targets import CASES, draw, examine, faults

BY_ID = {case.id: case for case in CASES}


def runs(number: int, case: Case) -> list[tuple[int, int]]:
    """(rows, seed) of one case: three seeds at the fewest rows, one size between by turns, and the most rows.

    The whole grid, every size with every seed, is `python tests/choose/targets.py`.
    """
    fewest, *larger = sorted(case.sizes)
    between, most = larger[:-1], larger[-1:]
    middle = [between[number % len(between)]] if between else []
    return [*((fewest, seed) for seed in range(3)), *((n, 0) for n in (*middle, *most))]


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=lambda item: getattr(item, "id", ""))
def test_answer_is_right_and_does_not_flip_with_rows(number: int, case: Case) -> None:
    found = {run: examine(case, *run) for run in runs(number, case)}
    wrong = [f"{n} rows, seed {seed}: {fault}" for (n, seed), (faults, _) in found.items() for fault in faults]
    assert not wrong, "\n".join([*wrong, case.note])
    kinds = {n: choice and choice.kind for (n, seed), (_, choice) in found.items() if seed == 0}
    assert None not in kinds.values()
    assert len(set(kinds.values())) == 1, kinds


def test_every_size_is_drawn() -> None:
    drawn = {n for number, case in enumerate(CASES) for n, _ in runs(number, case)}
    assert drawn == set(ALL_SIZES)


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
