"""What a module defines, read off its syntax: which names can be found out alone, and what has to be run in order."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# A name, and what it is bound to as far as syntax tells: two equal imports bind the same.
_Binding = tuple[str, object]


@dataclass
class Outline:
    """The statements of a module by how they have to be run.

    Attributes:
        imports: import statements whose names nothing else binds; they can be run at once, as they find nothing out.
        definitions: functions and classes by their names, which nothing else binds.
        rest: all other statements, in order.
        bound: the names that the rest binds.
    """

    imports: list[ast.stmt] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    rest: list[ast.stmt] = field(default_factory=list)
    bound: frozenset[str] = frozenset()


def outline(body: list[ast.stmt]) -> Outline:
    """The outline of a module with these statements."""
    bindings: dict[str, set[object]] = {}
    for name, what in _bindings(body):
        bindings.setdefault(name, set()).add(what)
    once = {name for name, whats in bindings.items() if len(whats) == 1}
    local = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    made = Outline()
    for node in body:
        if isinstance(node, Definition) and node.name in once and not _registered(node, local):
            made.definitions[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom) and all(name in once for name, _ in _bindings([node])):
            made.imports.append(node)
        else:
            made.rest.append(node)
    made.bound = frozenset(name for name, _ in _bindings(made.rest))
    return made


def _registered(node: Definition, local: set[str]) -> bool:
    """Whether a decorator of the module itself sees the definition: it may note it in a table of the module."""
    names = (part.id for mark in node.decorator_list for part in ast.walk(mark) if isinstance(part, ast.Name))
    return not local.isdisjoint(names)


def _bindings(body: Iterable[ast.stmt]) -> Iterator[_Binding]:
    """The names that statements bind, without those inside of functions and classes."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.Import():
                for alias in node.names:
                    whole = alias.name if alias.asname else alias.name.partition(".")[0]
                    yield alias.asname or whole, (0, whole)
            case ast.ImportFrom():
                for alias in node.names:
                    yield alias.asname or alias.name, (node.level, node.module, alias.name)
            case _:
                yield from ((name, node) for target in _targets(node) for name in _names(target))
                for inner in ("body", "orelse", "finalbody", "handlers", "cases"):
                    yield from _bindings(getattr(node, inner, ()))
                if isinstance(node, ast.ExceptHandler) and node.name:
                    yield node.name, node


def _targets(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Assign() | ast.Delete():
            return node.targets
        case ast.AugAssign() | ast.AnnAssign() | ast.For() | ast.AsyncFor():
            return [node.target]
        case ast.With() | ast.AsyncWith():
            return [item.optional_vars for item in node.items if item.optional_vars is not None]
        case _:
            return []


def _names(target: ast.expr) -> Iterator[str]:
    return (part.id for part in ast.walk(target) if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load))
