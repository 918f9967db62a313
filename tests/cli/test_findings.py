import pytest

from rightloss.check.discovery import Found
from rightloss.check.lint import Outcome, lint
from rightloss.cli._findings import FORMATS, render
from tests.check.sources import BAD, notebook


def outcome(text: str, path: str = "/a.py") -> Outcome:
    return lint([Found(path, path, True)], lambda code, path: True, texts={path: text.encode()})


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_the_mistake(form: str) -> None:
    assert "RL101" in render(outcome(BAD), form, color=False, quiet=True)


def test_the_line_of_a_cell_is_shown() -> None:
    text = render(outcome(notebook("a = 1", BAD), "/a.ipynb"), "full", color=False, quiet=True)
    assert " --> /a.ipynb:cell 2:5:8\n" in text
    assert "5 | loss = F.cross_entropy(" in text


def test_a_file_without_text_shows_no_line() -> None:
    text = render(
        outcome("x = '\udcff'".encode("utf-8", "surrogatepass").decode("latin-1"), "/a.py"),
        "full",
        color=False,
        quiet=True,
    )
    assert text == ""
