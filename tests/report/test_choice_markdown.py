import re

import pytest

from rightloss.report.choice_markdown import escaped, to_markdown
from tests.report.choices import ASKED, CHOICES, IDENTIFIER, NASTY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("`a_b` and a_b", r"`a_b` and a\_b"),
        ("<b> & *x* [y]", r"&lt;b> &amp; \*x\* \[y\]"),
        ("two\nlines", "two lines"),
        ("`<b>`", "`<b>`"),
    ],
)
def test_texts_mean_themselves(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_headings_are_in_order() -> None:
    found = re.findall(r"^(#+ .*)$", to_markdown(ASKED).partition("```")[0], flags=re.MULTILINE)
    assert found == [
        "# Huber loss for price",
        "## Why",
        "## Watch out",
        "## One question would settle it",
        "## Ranking",
        "## Ruled out",
        "## Code",
    ]


@pytest.mark.parametrize("name", CHOICES)
def test_every_row_of_a_table_has_as_many_cells_as_its_header(name: str) -> None:
    text = re.sub(r"```.*?```", "", to_markdown(CHOICES[name]), flags=re.DOTALL)
    for block in text.split("\n\n"):
        if block.startswith("| "):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_no_tag_of_the_data_is_left() -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", to_markdown(NASTY), flags=re.DOTALL)
    assert "<" not in text


def test_code_is_fenced() -> None:
    assert f"```python\n{ASKED.ranking[0].snippet}```" in to_markdown(ASKED)


def test_a_refusal_has_no_table_of_losses() -> None:
    text = to_markdown(IDENTIFIER)
    assert "## Ranking" not in text
    assert "- Choose another column with --target." in text
