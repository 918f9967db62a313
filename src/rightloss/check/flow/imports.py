"""Imports: files of the project are run when what they define is wanted, everything else stays a dotted name."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rightloss.check.flow.values import External, Value

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

# Packages that are never the project's, whatever files lie around.
_OUTSIDE = frozenset(("torch", "numpy", "torchvision", "os", "sys", "math", "random", "functools", "typing"))


def import_module(run: "Interpreter", alias: ast.alias) -> tuple[str, Value]:
    """`import a.b as c`: the name that is bound, and its value."""
    dotted = alias.name if alias.asname else alias.name.partition(".")[0]
    outside = alias.name.partition(".")[0] in _OUTSIDE
    name = alias.asname or dotted
    return name, External(dotted) if outside else run.project.modules.later(run.path, dotted, 0)


def import_from(run: "Interpreter", node: ast.ImportFrom) -> Iterator[tuple[str, Value]]:
    """`from a.b import c as d`: each name that is bound, and its value."""
    dotted = node.module or ""
    outside = not node.level and dotted.partition(".")[0] in _OUTSIDE
    for alias in node.names:
        if alias.name == "*":
            yield from _star(run, dotted, node.level, outside)
        elif outside:
            yield alias.asname or alias.name, External(f"{dotted}.{alias.name}")
        else:
            yield (
                alias.asname or alias.name,
                run.project.modules.later(run.path, dotted, node.level, alias.name),
            )


def _star(run: "Interpreter", dotted: str, level: int, outside: bool) -> Iterator[tuple[str, Value]]:
    if not outside:
        run.here.scope.stars[dotted, level] = run.project.modules.later(run.path, dotted, level)
    elif dotted in ("torch.nn", "torch", "torch.nn.functional"):
        # The names that a star import of a torch module binds, as far as a loss checker cares.
        from rightloss.check.torch_names import names

        yield from ((name, External(f"{dotted}.{name}")) for name in sorted(names(dotted)))
