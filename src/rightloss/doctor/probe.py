"""What a probe is: one mistake, recognised on a live model, with its documentation and examples."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rightloss.catalog.mistakes import MISTAKES, Mistake
from rightloss.doctor.evidence import Operation
from rightloss.findings import Confidence, Finding, Place, Severity, Trace

NOWHERE = Place(path="<live>", line=1)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a probe says.

    Attributes:
        message: what is wrong, in one sentence.
        why: why it hurts, with a number where there is one.
        help: what to write instead.
        trail: the way that the value took.
        place: where, if it is not the place of the event.
        severity: "error" computes something wrong; "warning" is likely to hurt.
        confidence: how sure it is.
    """

    message: str
    why: str = ""
    help: str = ""
    trail: tuple[Trace, ...] = ()
    place: Place | None = None
    severity: Severity = "error"
    confidence: Confidence = "certain"


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One probe.

    Attributes:
        code: RL101; name and one-line summary stand in catalog/mistakes.py.
        listens: the events that it wants to see.
        look: reports what is wrong with an event; nothing where it is not certain.
        sick: programs with the mistake; the line of the finding ends in a comment with the code.
        healthy: near misses, one edit away, in which it must keep silent.
        operations: names of the operations that it wants to see, where it listens to them.
    """

    code: str
    listens: tuple[type[Any], ...]
    look: Callable[[Any], Iterator[Report]]
    sick: tuple[str, ...]
    healthy: tuple[str, ...]
    operations: frozenset[str] = frozenset()

    @property
    def mistake(self) -> Mistake:
        """Its entry in the table of mistakes."""
        return MISTAKES[self.code]


@cache
def probes() -> tuple[Probe, ...]:
    """Every probe: the folder is the registry."""
    folder = importlib.import_module("rightloss.doctor.probes")
    names = sorted(info.name for info in pkgutil.iter_modules(folder.__path__) if not info.name.startswith("_"))
    return tuple(importlib.import_module(f"{folder.__name__}.{name}").PROBE for name in names)


def probes_for(kind: type[Any]) -> tuple[Probe, ...]:
    """The probes that listen to a kind of event."""
    return _by_kind().get(kind, ())


@cache
def _by_kind() -> dict[type[Any], tuple[Probe, ...]]:
    kinds = {kind for probe in probes() for kind in probe.listens}
    return {kind: tuple(probe for probe in probes() if kind in probe.listens) for kind in kinds}


@cache
def watched_operations() -> frozenset[str]:
    """The operations that some probe wants to see."""
    return frozenset().union(*(probe.operations for probe in probes()))


def examine(event: Any) -> list[Finding]:
    """What all probes say about an event."""
    return [
        _finding(probe, report, event)
        for probe in probes_for(type(event))
        if not isinstance(event, Operation) or event.name in probe.operations
        for report in probe.look(event)
    ]


def _finding(probe: Probe, report: Report, event: Any) -> Finding:
    return Finding(
        code=probe.code,
        name=probe.mistake.name,
        place=report.place or getattr(event, "place", None) or NOWHERE,
        message=report.message,
        why=report.why,
        help=report.help,
        severity=report.severity,
        confidence=report.confidence,
        trail=report.trail,
    )
