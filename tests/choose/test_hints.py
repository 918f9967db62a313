"""Every hint speaks in its own cases and keeps silent in its near misses; the folder is the registry."""

import importlib
import pkgutil
from typing import get_args

import pytest

from rightloss.choose import hints as folder
from rightloss.choose.candidates import CANDIDATES, WINS_WHEN
from rightloss.choose.hint import Evidence, Hint, hints
from rightloss.choose.result import Kind, Trait

FIRES = [(hint, case) for hint in hints() for case in hint.fires]
SILENT = [(hint, case) for hint in hints() for case in hint.silent]


def _id(value: object) -> str:
    return value.name if isinstance(value, Hint) else ""


@pytest.mark.parametrize(("hint", "case"), FIRES, ids=_id)
def test_fires(hint: Hint, case: Evidence) -> None:
    assert hint.ask(case) is not None


@pytest.mark.parametrize(("hint", "case"), SILENT, ids=_id)
def test_keeps_silent(hint: Hint, case: Evidence) -> None:
    assert hint.ask(case) is None


@pytest.mark.parametrize("hint", hints(), ids=_id)
def test_is_complete(hint: Hint) -> None:
    module = importlib.import_module(f"rightloss.choose.hints.{hint.name.replace('-', '_')}")
    assert module.HINT is hint
    assert module.__doc__
    assert hint.rule.__doc__
    assert hint.source
    assert hint.fires
    assert hint.silent


def test_folder_is_the_registry() -> None:
    files = {info.name for info in pkgutil.iter_modules(folder.__path__)}
    assert files == {hint.name.replace("-", "_") for hint in hints()}


@pytest.mark.parametrize(("hint", "case"), FIRES, ids=_id)
def test_advice_uses_known_words(hint: Hint, case: Evidence) -> None:
    opinion = hint.ask(case)
    assert opinion is not None
    advice = opinion.advice
    assert set(advice.kinds) <= set(get_args(Kind))
    assert set(advice.traits) <= set(get_args(Trait))
    assert set(advice.arguments) <= set(WINS_WHEN)
    assert set(advice.losses) <= set(WINS_WHEN)
    assert not advice.text or advice.text.endswith((".", "?"))
    assert all(caveat.endswith(".") for caveat in advice.caveats)


@pytest.mark.parametrize("hint", hints(), ids=_id)
def test_weighs_what_it_is_about(hint: Hint) -> None:
    for case in hint.fires:
        opinion = hint.ask(case)
        assert opinion is not None
        if hint.about == "kind":
            assert not opinion.advice.losses
        else:
            assert not opinion.advice.kinds


def test_every_kind_has_candidates_that_say_when_they_win() -> None:
    assert set(CANDIDATES) == set(get_args(Kind))
    named = {loss for losses in CANDIDATES.values() for loss in losses}
    assert named <= set(WINS_WHEN)
