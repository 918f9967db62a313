"""The page of a mistake: the docstring of its rule, or of its probe where only a live model shows it."""

import ast
import importlib.util
import sys
from pathlib import Path

from rightloss.catalog.mistakes import Mistake
from rightloss.check.housekeeping import PAGES, mistakes
from rightloss.check.rule import rules


def to_markdown(mistake: Mistake) -> str:
    """Code, name and everything that is known about a mistake."""
    return f"# {mistake.code} {mistake.name}\n\n{_text(mistake).strip()}\n"


def _text(mistake: Mistake) -> str:
    if mistake.code in PAGES:
        return PAGES[mistake.code]
    for rule in rules():
        if rule.code == mistake.code:
            page = sys.modules[rule.check.__module__].__doc__ or mistake.summary
            return (
                page.replace("\n## Known limits\n", f"\n## Fix\n{rule.fix}\n\n## Known limits\n") if rule.fix else page
            )
    return _of_probe(mistake) or mistake.summary


def _of_probe(mistake: Mistake) -> str | None:
    """Read from the file, since importing a probe needs torch."""
    found = importlib.util.find_spec(f"rightloss.doctor.probes.{mistake.name.replace('-', '_')}")
    if found is None or found.origin is None:
        return None
    return ast.get_docstring(ast.parse(Path(found.origin).read_text(encoding="utf-8")))


def find_mistake(name: str) -> Mistake | None:
    """The mistake with a code (RL101, in any case) or a name; None where there is none."""
    known = mistakes()
    if name.upper() in known:
        return known[name.upper()]
    return next((mistake for mistake in known.values() if mistake.name == name.lower()), None)
