"""Imports: files of the project are run, everything else stays a dotted name."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rightloss.check.flow.values import UNKNOWN, External, File, Scope, Value

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

# Packages that are never the project's, whatever files lie around.
_OUTSIDE = frozenset(("torch", "numpy", "torchvision", "os", "sys", "math", "random", "functools", "typing"))

# Work that imports may use up, and how deep they are followed.
_MAX_STEPS = 6_000
_MAX_DEPTH = 4

# A module that does not know torch may hold constants; a large one holds other things.
_MAX_PLAIN = 20_000


def import_module(run: "Interpreter", alias: ast.alias) -> tuple[str, Value]:
    """`import a.b as c`: the name that is bound, and its value."""
    dotted = alias.name if alias.asname else alias.name.partition(".")[0]
    name = alias.asname or dotted
    return name, _module(run, dotted, 0) or External(dotted)


def import_from(run: "Interpreter", node: ast.ImportFrom) -> Iterator[tuple[str, Value]]:
    """`from a.b import c as d`: each name that is bound, and its value."""
    dotted = node.module or ""
    module = _module(run, dotted, node.level)
    for alias in node.names:
        if alias.name == "*":
            if module is not None:
                yield from ((name, value) for name, value in module.scope.names.items() if name[:1] != "_")
            elif dotted in ("torch.nn", "torch", "torch.nn.functional"):
                yield from ((name, External(f"{dotted}.{name}")) for name in _star(dotted))
            continue
        yield alias.asname or alias.name, _member(run, module, dotted, node.level, alias.name)


def _star(dotted: str) -> list[str]:
    """The names that a star import of a torch module binds, as far as a loss checker cares."""
    from rightloss.check.torch_names import names

    return sorted(names(dotted))


def _member(run: "Interpreter", module: "File | None", dotted: str, level: int, name: str) -> Value:
    if module is None:
        return External(f"{dotted}.{name}" if dotted else name) if not level else _submodule(run, dotted, level, name)
    found = module.scope.names.get(name)
    return found if found is not None else _submodule(run, dotted, level, name)


def _submodule(run: "Interpreter", dotted: str, level: int, name: str) -> Value:
    inner = _module(run, f"{dotted}.{name}" if dotted else name, level)
    return inner if inner is not None else UNKNOWN


def _module(run: "Interpreter", dotted: str, level: int) -> "File | None":
    if not level and dotted.partition(".")[0] in _OUTSIDE:
        return None
    source = run.project.find(dotted, level, run.path)
    if source is None or source.path == run.path:
        return None
    if source.path not in run.modules and (_far(run) or _irrelevant(source.text)):
        return None
    scope: Scope = run.module(source)
    return File(scope)


def _far(run: "Interpreter") -> bool:
    # What is imported late or deep has little to do with the loss, and the work left belongs to the file itself.
    return run.steps > _MAX_STEPS or len({frame.path for frame in run.frames}) > _MAX_DEPTH


def _irrelevant(text: str) -> bool:
    return len(text) > _MAX_PLAIN and "torch" not in text
