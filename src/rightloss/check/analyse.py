"""One file: run it in the interpreter, hand the events to the rules, make findings of what they report."""

import ast
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rightloss.check.flow.events import Event, LossCall, OpCall
from rightloss.check.flow.interpreter import MAX_STEPS, Interpreter
from rightloss.check.flow.project import Project, Source
from rightloss.check.flow.values import Step
from rightloss.check.rule import Report, Rule, rules
from rightloss.findings import Edit, Finding, Fix, Place, Trace

# By the event, or by the operation.
Listeners = dict[type[Event] | str, list[Rule]]


@dataclass
class Analysis:
    """What running one file gave.

    Attributes:
        findings: on absolute paths and on lines of the joined module; in this file or in those that it imports.
        problems: failures of the checker itself, as tracebacks.
        cut: why it was followed only in part, "" where it was followed to its end.
    """

    findings: list[Finding] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    cut: str = ""


def listeners() -> Listeners:
    """The rules that want to see each type of event."""
    table: Listeners = {}
    for rule in rules():
        for event in rule.listens:
            table.setdefault(event, []).append(rule)
    return table


def _hearing(table: Listeners, event: Event) -> Sequence[Rule]:
    if not isinstance(event, OpCall):
        return table.get(type(event), ())
    if event.name not in table:
        rules = table.get(OpCall, ())
        table[event.name] = [rule for rule in rules if not rule.operations or event.name in rule.operations]
    return table[event.name]


def analyse(source: Source, project: Project, table: Listeners) -> Analysis:
    """Run one file. A failure, of the interpreter or of a rule, is noted and ends nothing else."""
    done = Analysis()
    seen: set[tuple[str, str, int, int]] = set()
    known: dict[str, list[str]] = {}

    def listen(event: Event) -> None:
        if isinstance(event, LossCall) and not all(_is_wrong(part, table, done.problems) for part in event.among):
            return
        for rule in _hearing(table, event):
            for report in _reports(rule, event, done.problems):
                place = _place(report, event, project, known)
                key = (rule.code, place.path, place.line, place.column)
                if key not in seen:
                    seen.add(key)
                    fix = report.fix and _in_characters(report.fix, place.path, project, known)
                    done.findings.append(_finding(rule, report, place, fix))

    run = Interpreter(project, listen)
    try:
        run.run(source)
    except Exception:
        _note(done.problems)
    if run.spent_all:
        done.cut = f"it takes more than the {MAX_STEPS} steps of work that a file may take"
    elif source.cut:
        done.cut = f"it is too large, and left out from line {source.cut} on"
    return done


def _is_wrong(event: Event, table: Listeners, problems: list[str]) -> bool:
    """Whether any rule has something to say about an event."""
    return any(_reports(rule, event, problems) for rule in _hearing(table, event))


def _reports(rule: Rule, event: Event, problems: list[str]) -> list[Report]:
    try:
        return [*rule.check(event)]
    except Exception:
        _note(problems)
        return []


def _note(problems: list[str]) -> None:
    text = traceback.format_exc()
    if text not in problems:
        problems.append(text)


def _finding(rule: Rule, report: Report, place: Place, fix: Fix | None) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.mistake.name,
        place=place,
        message=report.message,
        why=report.why,
        help=report.help,
        severity="error" if report.confidence == "certain" else "warning",
        confidence=report.confidence,
        trail=tuple(map(_trace, report.trail)),
        fix=fix,
    )


def _in_characters(fix: Fix, path: str, project: Project, known: dict[str, list[str]]) -> Fix | None:
    """The fix with its columns in characters; None where it would take a comment between its lines away."""
    lines = _lines(fix.path or path, project, known)
    edits = tuple(
        replace(
            edit,
            column=characters(lines, edit.line, edit.column),
            end_column=characters(lines, edit.end_line, edit.end_column),
        )
        for edit in fix.edits
    )
    return None if any(_hides(edit, lines) for edit in edits) else replace(fix, edits=edits, path=fix.path or path)


def _hides(edit: Edit, lines: list[str]) -> bool:
    if edit.line >= edit.end_line or edit.end_line > len(lines):
        return False
    first, *between = lines[edit.line - 1 : edit.end_line - 1]
    return any("#" in text for text in (first[edit.column :], *between))


def _trace(step: Step) -> Trace:
    return Trace(what=step.what, place=Place(path=step.path, line=step.line))


def _place(report: Report, event: Event, project: Project, known: dict[str, list[str]]) -> Place:
    path = report.path or event.path
    node = report.node if hasattr(report.node, "lineno") else event.node
    assert isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword | ast.alias | ast.ExceptHandler)
    lines = _lines(path, project, known)
    end_line = node.end_lineno or node.lineno
    return Place(
        path=path,
        line=node.lineno,
        column=characters(lines, node.lineno, node.col_offset) + 1,
        end_line=end_line,
        end_column=characters(lines, end_line, node.end_col_offset or node.col_offset) + 1,
    )


def _lines(path: str, project: Project, known: dict[str, list[str]]) -> list[str]:
    if path not in known:
        source = project.sources.get(path)
        known[path] = source.text.split("\n") if source else []
    return known[path]


def characters(lines: list[str], line: int, offset: int) -> int:
    """The character that `ast`'s UTF-8 byte offset in a line (from 1) falls on."""
    if not 0 < line <= len(lines) or lines[line - 1].isascii():
        return offset
    return len(lines[line - 1].encode()[:offset].decode(errors="ignore"))
