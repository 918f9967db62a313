"""The names that torch's modules have, so that a name that does not exist is seen without importing torch."""

import difflib
from functools import cache
from pathlib import Path

_MODULES = ("torch.nn", "torch.nn.functional", "torch.optim")


@cache
def _table() -> dict[str, frozenset[str]]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {module: frozenset(rest) for module, *rest in lines}


def names(module: str) -> frozenset[str]:
    """The public names of a torch module, empty where they are not listed."""
    return _table().get(module, frozenset())


def missing(module: str, name: str) -> bool:
    """Whether a torch module certainly has no such name. Private names and unlisted modules are never missing."""
    return module in _MODULES and not name.startswith("_") and name not in names(module)


def nearest(module: str, name: str) -> tuple[str, ...]:
    """The names that are spelt most like it."""
    lower = {known.lower(): known for known in sorted(names(module))}
    close = difflib.get_close_matches(name.lower(), lower, n=2, cutoff=0.75)
    return tuple(lower[key] for key in close)
