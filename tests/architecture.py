"""Reads the imports of the package from its source, and checks them against the architecture."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "rightloss"

# Room -> rooms that it may import: the architecture. A room is a package or module directly under rightloss.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "": frozenset({"catalog"}),  # rightloss/__init__.py, the door
    "_optional": frozenset(),
    "catalog": frozenset(),
    "losses": frozenset({"_optional", "catalog"}),
    "kernels": frozenset({"_optional", "catalog", "losses"}),
    "functional": frozenset({"_optional", "catalog", "losses"}),
    "testing": frozenset({"losses"}),
    "choose": frozenset({"_optional", "catalog"}),
    "findings": frozenset(),
    "check": frozenset({"", "_optional", "catalog", "findings"}),
    "doctor": frozenset({"", "_optional", "catalog", "losses", "check", "findings"}),
    "pytest_plugin": frozenset({"_optional", "doctor"}),
    "report": frozenset({"", "_optional", "catalog", "losses", "choose", "check", "doctor", "findings"}),
    "cli": frozenset({"", "_optional", "catalog", "losses", "choose", "check", "doctor", "findings", "report"}),
    "__main__": frozenset({"cli"}),
}


@dataclass(frozen=True)
class Import:
    """One import of a module of the package, or a relative one."""

    importer: str
    imported: str
    line: int
    at_start: bool  # runs when the importer is imported: not in a function, not for type checkers only
    relative: bool = False


def modules(source: Path) -> dict[str, Path]:
    """Dotted name -> file of every module below `source` (the folder that holds the package)."""
    found = {}
    for path in sorted((source / PACKAGE).rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(files: Mapping[str, Path]) -> list[Import]:
    """Every import of the package's own modules."""
    return [found for name, path in files.items() for found in _imports(name, path, files)]


def _imports(name: str, path: Path, files: Mapping[str, Path]) -> Iterator[Import]:
    for node, at_start in _walk(ast.parse(path.read_text(encoding="utf-8")), at_start=True):
        if isinstance(node, ast.Import):
            wanted = [(alias.name, 0) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            wanted = [(f"{module}.{alias.name}", node.level) for alias in node.names]
            wanted = [(target if target in files else module, level) for target, level in wanted]
        else:
            continue
        for target, level in wanted:
            if level or target.split(".")[0] == PACKAGE:
                yield Import(name, target, node.lineno, at_start, relative=level > 0)


def _walk(node: ast.AST, *, at_start: bool) -> Iterator[tuple[ast.AST, bool]]:
    yield node, at_start
    later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _is_type_checking(node)
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, at_start=at_start and not later)


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def room(module: str) -> str:
    """The room that a module is in: "rightloss.catalog.schema" -> "catalog"."""
    return module.split(".")[1] if "." in module else ""


def breaches(files: Mapping[str, Path]) -> list[str]:
    """What breaks the architecture, one sentence each; empty where all is well."""
    found = imports(files)
    unknown = sorted({room(name) for name in files} - set(MAY_IMPORT))
    return [
        *(f"room {name!r} is not in the table MAY_IMPORT" for name in unknown),
        *(f"{item.importer}:{item.line}: relative import" for item in found if item.relative),
        *(_outside(item) for item in found if not item.relative and _is_outside(item)),
        *(f"circle: {' -> '.join(circle)}" for circle in circles(_graph(found))),
    ]


def _is_outside(item: Import) -> bool:
    here, there = room(item.importer), room(item.imported)
    return here != there and there not in MAY_IMPORT.get(here, frozenset())


def _outside(item: Import) -> str:
    return f"{item.importer}:{item.line}: {room(item.importer)!r} may not import {item.imported}"


def _graph(found: list[Import]) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {}
    for item in found:
        if item.at_start and not item.relative:
            graph.setdefault(item.importer, set()).add(item.imported)
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The circles that a depth-first walk of `graph` meets."""
    done: set[str] = set()
    found: list[list[str]] = []

    def visit(node: str, path: list[str]) -> None:
        if node in path:
            found.append([*path[path.index(node) :], node])
        elif node not in done:
            for following in sorted(graph.get(node, ())):
                visit(following, [*path, node])
            done.add(node)

    for node in sorted(graph):
        visit(node, [])
    return found
