"""Comments that silence findings: noqa, noqa: RL101, rightloss: ignore[RL101], rightloss: ignore-file[RL101]."""

import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rightloss.check.housekeeping import UNUSED_SUPPRESSION, mistakes
from rightloss.findings import Edit, Finding, Fix, Place

_CODE = r"[A-Z]{1,3}[0-9]{1,4}"
_NOQA = re.compile(rf"#\s*noqa(?::[ \t]*(?P<codes>{_CODE}(?:[,\s]+{_CODE})*)|(?!\s*:))", re.IGNORECASE)
_OWN = re.compile(r"#\s*rightloss:\s*(?P<form>ignore-file|ignore)(?:\[(?P<codes>[^\]]*)\])?", re.IGNORECASE)


@dataclass(frozen=True)
class Suppression:
    """One such comment.

    Attributes:
        line: where it stands; column and end_column are its first and last character, counted from 0.
        covers: the lines whose findings it silences, None for the whole file.
        codes: codes or names; empty for all.
        text: the comment from `#` on.
        own: whether it is addressed to rightloss.
        gap: the first character of the blanks before it, if it is all of a comment.
    """

    line: int
    column: int
    end_column: int
    covers: frozenset[int] | None
    codes: tuple[str, ...]
    text: str
    own: bool
    gap: int | None = None

    def silences(self, finding: Finding) -> bool:
        """Whether a finding falls under it."""
        if self.covers is not None and finding.place.line not in self.covers:
            return False
        return not self.codes or any(_names(item, finding) for item in self.codes)


def _names(item: str, finding: Finding) -> bool:
    return item.upper() == finding.code or item.lower() == finding.name


def suppressions(text: str) -> tuple[Suppression, ...]:
    """Every such comment of a module."""
    if "noqa" not in text.lower() and "rightloss:" not in text.lower():
        return ()
    return tuple(_collect(text))


def _collect(text: str) -> Iterator[Suppression]:
    start = 0
    pending: list[tokenize.TokenInfo] = []
    waiting: list[tokenize.TokenInfo] = []
    for token in _tokens(text):
        if token.type == tokenize.COMMENT:
            pending.append(token)
        elif token.type == tokenize.NEWLINE:
            lines = frozenset(range(start, token.start[0] + 1))
            for comment in [*waiting, *pending]:
                yield from _read(comment, lines)
            start, pending, waiting = 0, [], []
        elif token.type == tokenize.NL and not start:
            waiting, pending = [*waiting, *pending], []
        elif token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            start = start or token.start[0]
    for comment in [*waiting, *pending]:
        yield from _read(comment, frozenset())


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _read(token: tokenize.TokenInfo, statement: frozenset[int]) -> Iterator[Suppression]:
    line, column = token.start
    before = token.line.split("\n")[-2 if token.line.endswith("\n") else -1][:column]
    alone = not before.strip()
    for pattern in (_OWN, _NOQA):
        for found in pattern.finditer(token.string):
            yield Suppression(
                line=line,
                column=column + found.start(),
                end_column=column + found.end(),
                covers=_covers(found, line, statement, alone, pattern is _OWN),
                codes=tuple(re.split(r"[,\s]+", found["codes"].strip(", "))) if found["codes"] else (),
                text=found[0],
                own=pattern is _OWN,
                gap=len(before.rstrip()) if found[0] == token.string.rstrip() else None,
            )


def _covers(
    found: re.Match[str], line: int, statement: frozenset[int], alone: bool, own: bool
) -> frozenset[int] | None:
    if own and found["form"].lower() == "ignore-file":
        return None
    if alone and line not in statement:
        # On a line of its own it is about the statement below; noqa never is.
        return statement if own else frozenset((line,))
    # At the end of a statement of many lines it is about all of them.
    return statement if statement and line == max(statement) else frozenset((line,))


def apply(text: str, findings: Iterable[Finding], wants: Callable[[str], bool]) -> list[Finding]:
    """The findings of a file that no comment silences, and those about comments that silence nothing."""
    comments = suppressions(text)
    used: set[tuple[int, str]] = set()
    kept = []
    for finding in findings:
        hits = [index for index, comment in enumerate(comments) if comment.silences(finding)]
        used.update((index, finding.code) for index in hits)
        if not hits:
            kept.append(finding)
    if kept and not comments:
        return kept
    for index, comment in enumerate(comments):
        unused = _unused(comment, {code for number, code in used if number == index}, wants)
        if unused is not None:
            kept.append(unused)
    return kept


def _unused(comment: Suppression, used: set[str], wants: Callable[[str], bool]) -> Finding | None:
    if not comment.codes:
        return _finding(comment, ()) if comment.own and not used else None
    known = {mistake.name: code for code, mistake in mistakes().items()}
    spare = []
    for item in comment.codes:
        code = known.get(item.lower(), item.upper())
        ours = comment.own or code.startswith("RL")
        if ours and code not in used and (wants(code) or code not in known.values()):
            spare.append(item)
    return _finding(comment, tuple(spare)) if spare else None


def _finding(comment: Suppression, spare: tuple[str, ...]) -> Finding:
    what = ", ".join(spare) if spare else "anything"
    return Finding(
        code=UNUSED_SUPPRESSION.code,
        name=UNUSED_SUPPRESSION.name,
        place=Place(
            path="",
            line=comment.line,
            column=comment.column + 1,
            end_line=comment.line,
            end_column=comment.end_column + 1,
        ),
        message=f"the comment silences {what}, which is not found here",
        why="it would hide the mistake on the day it comes back",
        help="delete it",
        severity="warning",
        fix=Fix(message="delete the unused suppression", edits=(_edit(comment, spare),), safe=True),
    )


def _edit(comment: Suppression, spare: tuple[str, ...]) -> Edit:
    left = [item for item in comment.codes if item not in spare]
    text = ""
    if left:
        end = "]" if comment.own else ""
        opening = comment.text.partition("[" if comment.own else ":")[0] + ("[" if comment.own else ": ")
        text = opening + ", ".join(left) + end
    start = comment.column if text or comment.gap is None else comment.gap
    return Edit(line=comment.line, column=start, end_line=comment.line, end_column=comment.end_column, text=text)
