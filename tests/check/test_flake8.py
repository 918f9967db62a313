import ast
import re
from importlib.metadata import entry_points

from rightloss.check.flake8 import Plugin
from tests.check.sources import BAD, GOOD


def run(text: str) -> list[tuple[int, int, str]]:
    plugin = Plugin(ast.parse(text), "a.py", text.splitlines(keepends=True))
    return [(line, column, message) for line, column, message, _ in plugin.run()]


def test_findings_as_flake8_wants_them() -> None:
    ((line, column, message),) = run(BAD)
    assert (line, column) == (5, 7)
    assert message.startswith("RL101 cross-entropy gets probabilities")
    assert run(GOOD) == []


def test_the_codes_can_be_selected_in_flake8() -> None:
    ((_, _, message),) = run(BAD)
    # flake8 refuses selectors of any other form.
    assert re.fullmatch(r"[A-Z]{1,3}[0-9]{0,3}", message.split()[0])


def test_the_entry_point_leads_to_the_plugin() -> None:
    found = [entry for entry in entry_points(group="flake8.extension") if entry.name == "RL"]
    for entry in found:
        assert entry.load() is Plugin
