import json

import pytest

from rightloss.catalog import Activation, Loss, activations, losses
from rightloss.report.entry import markdown_table, to_json, to_markdown, to_text
from rightloss.report.page import entry_page
from tests.report.entries import activation, loss


def test_text_says_all_of_the_page() -> None:
    text = to_text(entry_page(loss()), picture="PICTURE")
    for expected in ("Square | loss", "The <square>", "(x - y)^2", "PICTURE", "reduction", "Twice half", "Legendre"):
        assert expected in text
    assert text.endswith("\n")


@pytest.mark.parametrize("width", [50, 80, 100])
def test_text_keeps_to_its_width(width: int) -> None:
    text = to_text(entry_page(losses()["huber"]), width=width)
    assert max(map(len, text.splitlines())) <= width


def test_text_is_coloured_on_demand_only() -> None:
    assert "\x1b[" in to_text(entry_page(loss()), color=True)
    assert "\x1b[" not in to_text(entry_page(loss()))


def test_text_can_be_ascii() -> None:
    assert to_text(entry_page(loss()), unicode=False).isascii()
    assert not to_text(entry_page(loss())).isascii()


def test_markdown() -> None:
    text = to_markdown(entry_page(activation()))
    assert text.startswith("# Bend\n\nIt bends.\n\n$$\n\\sigma(x)\n$$\n\n## At a glance\n\n| ")
    assert "| range | 0 to 1 |\n" in text


def test_bars_in_cells_are_escaped() -> None:
    assert markdown_table(("a",), [("x|y",)]) == "| a |\n| --- |\n| x\\|y |"


def test_json_has_a_version_and_no_infinity() -> None:
    found = to_json(activation(high=float("inf")))
    assert list(found)[:3] == ["schema", "type", "name"]
    assert (found["schema"], found["type"], found["high"], found["low"]) == (1, "activation", None, 0.0)


@pytest.mark.parametrize("entry", [*losses().values(), *activations().values()], ids=lambda entry: entry.name)
def test_every_entry_is_json(entry: Loss | Activation) -> None:
    found = to_json(entry)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
