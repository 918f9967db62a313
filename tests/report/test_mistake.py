import pytest

from rightloss.check.housekeeping import mistakes
from rightloss.check.rule import rules
from rightloss.report.mistake import find_mistake, to_markdown

HEADINGS = ("What it does", "Why it hurts", "Known limits")


@pytest.mark.parametrize("code", ["RL001", "RL002", *(rule.code for rule in rules())])
def test_every_page_has_its_headings(code: str) -> None:
    text = to_markdown(mistakes()[code])
    assert text.startswith(f"# {code} {mistakes()[code].name}\n\n")
    assert [heading for heading in HEADINGS if f"\n## {heading}\n" not in text] == []


@pytest.mark.parametrize("name", ["RL101", "rl101", "softmax-before-cross-entropy", "Softmax-Before-Cross-Entropy"])
def test_a_mistake_is_found_by_code_and_name(name: str) -> None:
    found = find_mistake(name)
    assert found is not None
    assert found.code == "RL101"


def test_what_is_no_mistake() -> None:
    assert find_mistake("RL000") is None
