"""What a rule is: one mistake, recognised in the events of the interpreter, with its documentation and examples."""

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from rightloss.catalog.mistakes import MISTAKES, Mistake
from rightloss.check.flow.events import Event
from rightloss.check.flow.values import Step
from rightloss.findings import Confidence, Fix


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a rule says about one place.

    Attributes:
        node: what is wrong; the finding stands on its first line.
        message: what is wrong, in one sentence.
        why: why it hurts, with a number where there is one.
        help: what to write instead.
        trail: the way that the value took.
        confidence: how sure it is.
        fix: edits, see fix.py for helpers that make them.
        path: the file, if it is not that of the event.
    """

    node: ast.AST
    message: str
    why: str = ""
    help: str = ""
    trail: tuple[Step, ...] = ()
    confidence: Confidence = "certain"
    fix: Fix | None = None
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule.

    Attributes:
        code: RL101; name and one-line summary stand in catalog/mistakes.py.
        listens: the events that it wants to see.
        operations: of the operations, those that it wants to see; () for all.
        check: reports what is wrong with an event; nothing where it is not certain.
        bad: programs with the mistake; the line of the finding ends in a comment with the code.
        good: near misses, one edit away, in which it must keep silent.
        fix: what --fix does about it, and whether that is safe; "" where it does nothing.
    """

    code: str
    listens: tuple[type[Event], ...]
    check: Callable[[Event], Iterator[Report]]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    fix: str = ""
    operations: tuple[str, ...] = ()

    @property
    def mistake(self) -> Mistake:
        """Its entry in the table of mistakes."""
        return MISTAKES[self.code]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule: the folder is the registry."""
    folder = importlib.import_module("rightloss.check.rules")
    names = sorted(info.name for info in pkgutil.iter_modules(folder.__path__) if not info.name.startswith("_"))
    return tuple(importlib.import_module(f"{folder.__name__}.{name}").RULE for name in names)
