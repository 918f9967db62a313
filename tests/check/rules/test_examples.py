"""Every rule finds its bad examples on the marked lines, and keeps silent in its near misses."""

import importlib
import pkgutil
import re

import pytest

from rightloss.catalog.mistakes import MISTAKES
from rightloss.check import rules as folder
from rightloss.check.api import check_source
from rightloss.check.rule import Rule, rules

HEADINGS = ("What it does", "Why it hurts", "Example", "Use instead", "Known limits", "References")
BAD = [(rule, index) for rule in rules() for index in range(len(rule.bad))]
GOOD = [(rule, index) for rule in rules() for index in range(len(rule.good))]


def _id(value: object) -> str:
    return value.code if isinstance(value, Rule) else str(value)


def _marked(text: str, code: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), start=1) if re.search(rf"# {code}\b", line)]


def _found(text: str) -> list[tuple[str, int]]:
    # The marks are comments like any other; they are taken out so that none can be read as a suppression.
    return [(finding.code, finding.place.line) for finding in check_source(re.sub(r"# RL\d+", "#", text), "example.py")]


@pytest.mark.parametrize(("rule", "index"), BAD, ids=_id)
def test_bad_examples_are_found(rule: Rule, index: int) -> None:
    text = rule.bad[index]
    assert _marked(text, rule.code)
    assert [line for code, line in _found(text) if code == rule.code] == _marked(text, rule.code)


@pytest.mark.parametrize(("rule", "index"), GOOD, ids=_id)
def test_good_examples_are_clean(rule: Rule, index: int) -> None:
    assert _found(rule.good[index]) == []


@pytest.mark.parametrize("rule", rules(), ids=_id)
def test_is_complete(rule: Rule) -> None:
    assert len(rule.bad) >= 1
    assert len(rule.good) >= 1
    module = importlib.import_module(f"rightloss.check.rules.{rule.mistake.name.replace('-', '_')}")
    assert rule is module.RULE
    assert re.findall(r"^## (.*)$", module.__doc__ or "", flags=re.MULTILINE) == list(HEADINGS)


def test_the_folder_is_the_registry() -> None:
    files = {info.name for info in pkgutil.iter_modules(folder.__path__) if not info.name.startswith("_")}
    assert files == {rule.mistake.name.replace("-", "_") for rule in rules()}
    live = {code for code in MISTAKES if code.startswith("RL7")}
    assert {rule.code for rule in rules()} == set(MISTAKES) - live
