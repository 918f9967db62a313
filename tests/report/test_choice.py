"""What holds of every choice in every format."""

import html
import json
import re
from collections.abc import Callable

import pytest

from rightloss.choose.result import Choice
from rightloss.report.choice import to_html, to_html_fragment, to_json, to_markdown, to_text
from rightloss.report.choice_words import clean
from tests.report.choices import CHOICES, HEAVY

FORMATS: dict[str, Callable[[Choice], str]] = {
    "text": lambda choice: to_text(choice, width=80),
    "markdown": to_markdown,
    "html": to_html,
    "fragment": to_html_fragment,
}


def plain(text: str) -> str:
    """What a reader reads: without tags, markup, escapes and line breaks."""
    text = re.sub(r"</?(?:code|span|small)\b[^>]*>", "", text)
    text = html.unescape(text)
    return re.sub(r"[\s`\\]+", "", text)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", CHOICES)
def test_every_format_says_everything_that_matters(name: str, form: str) -> None:
    choice = CHOICES[name]
    said = [choice.verdict, choice.kind, *choice.traits]
    if choice.best:
        said += [reason.text for reason in choice.best.reasons]
        said += [reason.source for reason in choice.best.reasons]
        said += choice.best.caveats
        said.append(choice.best.snippet)
    if choice.question:
        said += [choice.question.text, *(answer.flag for answer in choice.question.answers)]
    if len(choice.ranking) > 1:
        said += [item.wins_when for item in choice.ranking]
    if form != "fragment":
        said += [*choice.notes, *(item.why for item in choice.ruled_out)]
    found = plain(FORMATS[form](choice))
    missing = [text for text in said if plain(html.escape(_one_line(text))) not in found]
    assert missing == []


def _one_line(text: str) -> str:
    return "\n".join(map(clean, text.split("\n")))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", CHOICES)
def test_every_format_is_deterministic_and_can_be_written(name: str, form: str) -> None:
    first = FORMATS[form](CHOICES[name])
    assert FORMATS[form](CHOICES[name]) == first
    assert first.encode("utf-8").decode("utf-8") == first
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", first)


@pytest.mark.parametrize("name", sorted(set(CHOICES) - {"nasty"}))
def test_json_is_the_dictionary(name: str) -> None:
    text = to_json(CHOICES[name])
    assert json.loads(text) == CHOICES[name].to_dict()
    assert text.startswith('{\n  "schema": 1,\n  "kind": ')
    assert text.endswith("}\n")


def test_json_has_no_nan() -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    found = json.loads(to_json(CHOICES["nasty"]), parse_constant=refuse)
    assert found["data"]["nan"] is None


def test_a_choice_shows_itself() -> None:
    assert str(HEAVY).startswith("Train on Huber loss with delta=2.31")
    assert HEAVY._repr_html_() == to_html_fragment(HEAVY)
