"""What check, doctor and guard report: frozen data without behaviour."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Confidence = Literal["certain", "likely"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something stands: 1-based lines and columns of a file; `cell` counts all cells of a notebook from 1."""

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    cell: int | None = None


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Replace what stands between two positions (1-based lines, 0-based characters) by `text`."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Fix:
    """Edits that repair a finding. A safe one leaves what the program computes as it was meant.

    In a notebook, lines are those of its cell number `cell`, counted from 1.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool = False
    path: str = ""
    cell: int | None = None


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A station on the way of a value: what happened, and where."""

    what: str
    place: Place


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One mistake.

    Attributes:
        code: RL101.
        name: softmax-before-cross-entropy.
        place: where to look.
        message: what is wrong, in one sentence.
        why: why it hurts, with a number where there is one.
        help: what to write instead.
        severity: "error" computes something wrong or raises; "warning" is likely to hurt.
        confidence: how sure the report is.
        trail: the way that the value took, the oldest first.
        fix: edits that repair it, None where there are none.
    """

    code: str
    name: str
    place: Place
    message: str
    why: str = ""
    help: str = ""
    severity: Severity = "error"
    confidence: Confidence = "certain"
    trail: tuple[Trace, ...] = ()
    fix: Fix | None = None
