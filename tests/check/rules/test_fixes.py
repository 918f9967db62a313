"""What a rule's fix promises, for the examples of every rule that carries one."""

import ast
import re

import pytest

from rightloss.check.api import check_source
from rightloss.check.repair import apply, chosen
from rightloss.check.rule import Rule, rules
from rightloss.findings import Finding

FIXING = [rule for rule in rules() if rule.fix]
BAD = [(rule, index) for rule in rules() for index in range(len(rule.bad))]


def _id(value: object) -> str:
    return value.code if isinstance(value, Rule) else str(value)


def _source(text: str) -> str:
    return re.sub(r"# RL\d+", "#", text)


def found(text: str) -> tuple[Finding, ...]:
    return tuple(check_source(text, "example.py"))


def once(text: str, code: str, *, unsafe: bool) -> str:
    """The text after one round of the fixes of one rule."""
    return apply(text, chosen((item for item in found(text) if item.code == code), unsafe=unsafe))[0]


@pytest.mark.parametrize(("rule", "index"), BAD, ids=_id)
def test_after_its_fix_a_rule_is_silent(rule: Rule, index: int) -> None:
    text = _source(rule.bad[index])
    offered = [item for item in found(text) if item.code == rule.code and item.fix]
    fixed = once(text, rule.code, unsafe=True)
    assert (fixed != text) is bool(offered)
    ast.parse(fixed)
    if offered:
        assert [item for item in found(fixed) if item.code == rule.code] == []
        assert once(fixed, rule.code, unsafe=True) == fixed
        assert len(fixed.splitlines()) == len(text.splitlines())


@pytest.mark.parametrize("rule", rules(), ids=_id)
def test_the_page_tells_of_a_fix_where_there_is_one(rule: Rule) -> None:
    fixes = [item.fix for text in rule.bad for item in found(_source(text)) if item.code == rule.code and item.fix]
    assert bool(fixes) is bool(rule.fix)
    assert all(rule.fix.startswith("Safe" if fix.safe else "Unsafe") for fix in fixes) or " unsafe" in rule.fix
