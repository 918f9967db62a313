"""The folder is the registry: a module under a family is one loss, a module under activations one activation."""

import difflib
import importlib
import pkgutil
from functools import cache
from typing import Any

from rightloss.catalog.schema import FAMILIES, Activation, Loss


def _members(package: str, attribute: str) -> list[Any]:
    folder = importlib.import_module(f"rightloss.catalog.{package}")
    names = sorted(info.name for info in pkgutil.iter_modules(folder.__path__))
    return [getattr(importlib.import_module(f"{folder.__name__}.{name}"), attribute) for name in names]


@cache
def losses() -> dict[str, Loss]:
    """Every loss by its name, in the order of the families."""
    return {loss.name: loss for family in FAMILIES for loss in _members(family, "LOSS")}


@cache
def activations() -> dict[str, Activation]:
    """Every activation by its name."""
    return {activation.name: activation for activation in _members("activations", "ACTIVATION")}


def _entries() -> list[Loss | Activation]:
    return [*losses().values(), *activations().values()]


@cache
def _names() -> dict[str, Loss | Activation]:
    table: dict[str, Loss | Activation] = {}
    for entry in _entries():
        own = (entry.own_names or ()) if isinstance(entry, Loss) else ()
        for name in (
            entry.name,
            *entry.aliases,
            *own,
            *entry.calls,
            *(call.rpartition(".")[2] for call in entry.calls),
        ):
            table.setdefault(_normal(name), entry)
    return table


def _normal(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(" ", "-")


def find(name: str) -> Loss | Activation:
    """The entry called `name`: a catalog name, an alias, a class or function name, or a dotted name.

    Raises:
        KeyError: nothing is called so; the message suggests the nearest names.
    """
    table = _names()
    if entry := table.get(_normal(name)):
        return entry
    near = list(dict.fromkeys(table[close].name for close in difflib.get_close_matches(_normal(name), table, n=6)))
    hint = f"did you mean {' or '.join(near[:3])}?" if near else "`rightloss list` names them all."
    raise KeyError(f"no loss or activation is called {name!r}; {hint}")


@cache
def by_call() -> dict[str, Loss | Activation]:
    """Every dotted name that computes an entry (torch.nn.L1Loss, torch.nn.functional.l1_loss...) with that entry."""
    return {call: entry for entry in _entries() for call in entry.calls}
