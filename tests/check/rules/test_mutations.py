"""The examples judge the rules: one that never fires and one that ignores its near misses both fail them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from rightloss.check import analyse, torch_names
from rightloss.check.flow.events import Event
from rightloss.check.rule import Report, Rule, rules
from rightloss.check.rules import unknown_name
from tests.check.rules.test_examples import test_bad_examples_are_found as bad_is_found
from tests.check.rules.test_examples import test_good_examples_are_clean as good_is_clean

Check = Callable[[Event], Iterator[Report]]


def never(event: Event) -> Iterator[Report]:
    """Reports nothing."""
    return iter(())


def always(event: Event) -> Iterator[Report]:
    """Reports every event."""
    yield Report(node=event.node, message="here")


def failures(rule: Rule, check: Check, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many bad and good examples of a rule fail once its check is replaced, with no other rule at work."""
    monkeypatch.setattr(analyse, "rules", lambda: (replace(rule, check=check),))
    bad = sum(_fails(bad_is_found, rule, index) for index in range(len(rule.bad)))
    return bad, sum(_fails(good_is_clean, rule, index) for index in range(len(rule.good)))


def _fails(test: Callable[[Rule, int], None], rule: Rule, index: int) -> bool:
    try:
        test(rule, index)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_the_examples_judge(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    assert failures(rule, rule.check, monkeypatch) == (0, 0)
    assert failures(rule, never, monkeypatch) == (len(rule.bad), 0)
    if rule is unknown_name.RULE:
        # It reports all that it hears: which names are missing is decided before.
        monkeypatch.setattr(torch_names, "missing", lambda owner, name: True)
    assert failures(rule, always, monkeypatch)[1] > 0
