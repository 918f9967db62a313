"""Apply fixes: on text with its line ends, on the bytes of a file with its encoding, on the cells of a notebook."""

import ast
import difflib
import io
import json
import re
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rightloss.check.notebook import Cells, cell_text, read_cells
from rightloss.check.page import Page
from rightloss.findings import Edit, Finding, Fix

_LINE_END = re.compile(r"\r\n|\r|\n")
_INDENT = re.compile(r"\{\r?\n([ \t]+)\"")


def chosen(findings: Iterable[Finding], *, unsafe: bool) -> list[Fix]:
    """The fixes that may be applied."""
    return [item.fix for item in findings if item.fix is not None and (item.fix.safe or unsafe)]


def repaired(data: bytes, page: Page, fixes: Sequence[Fix]) -> tuple[bytes, int]:
    """The content of a file with the fixes applied that do not overlap, and how many those are.

    Encoding, byte order mark, line ends and comments stay. Where the result would not parse, nothing is changed.
    """
    if page.cells is not None:
        return _repaired_notebook(data, page.cells, fixes)
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    text = data.decode(encoding)
    fixed, count = apply(text, fixes)
    if count > 1 and not _parses(fixed):
        # One that does not fit must not keep the others from being made.
        fixed, count = apply(text, [fix for fix in fixes if _parses(apply(text, [fix])[0])])
    if not count or not _parses(fixed):
        return data, 0
    try:
        return fixed.encode(encoding), count
    except UnicodeEncodeError:
        return data, 0


def apply(text: str, fixes: Sequence[Fix]) -> tuple[str, int]:
    """The text with the fixes that do not overlap, in the order of their places, and how many they are."""
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    end = _LINE_END.search(text)
    newline = end[0] if end else "\n"
    spans: list[tuple[int, int, str]] = []
    count = 0
    for fix in sorted(fixes, key=_where):
        wanted = [
            (_offset(starts, edit.line, edit.column), _offset(starts, edit.end_line, edit.end_column), edit.text)
            for edit in fix.edits
        ]
        if not all(_harmless(text, span, spans) for span in wanted):
            continue
        spans += [(start, stop, new.replace("\n", newline)) for start, stop, new in wanted]
        count += 1
    for start, stop, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[stop:]
    return text, count


def _where(fix: Fix) -> tuple[int, int]:
    return min(((edit.line, edit.column) for edit in fix.edits), default=(0, 0))


def _offset(starts: Sequence[int], line: int, column: int) -> int:
    return starts[line - 1] + column if 0 < line <= len(starts) else -1


def _harmless(text: str, span: tuple[int, int, str], taken: Sequence[tuple[int, int, str]]) -> bool:
    start, stop, new = span
    if not 0 <= start <= stop <= len(text):
        return False
    removed = text[start:stop]
    # A comment between the lines of a call must not vanish with it; one that is the whole edit may.
    if "#" in removed and _LINE_END.search(removed) and "#" not in new:
        return False
    return all(stop < other or start > until for other, until, _ in taken) or not taken


def _parses(text: str) -> bool:
    try:
        ast.parse(_LINE_END.sub("\n", text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _repaired_notebook(data: bytes, cells: Cells, fixes: Sequence[Fix]) -> tuple[bytes, int]:
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    text = data.decode(encoding)
    book: dict[str, Any] = json.loads(text)
    total = 0
    for number, inner in sorted(_by_cell(cells, fixes).items()):
        cell = read_cells(text)[number - 1]
        source, count = apply(cell_text(cell), inner)
        if count:
            old = book["cells"][number - 1]
            old["source"] = source.splitlines(keepends=True) if isinstance(old.get("source"), list) else source
            total += count
    return (_dumped(book, text).encode(encoding), total) if total else (data, 0)


def _by_cell(cells: Cells, fixes: Sequence[Fix]) -> dict[int, list[Fix]]:
    found: dict[int, list[Fix]] = {}
    for fix in fixes:
        places = {cells.place(line)[0] for edit in fix.edits for line in (edit.line, edit.end_line)}
        if len(places) == 1:
            found.setdefault(places.pop(), []).append(
                replace(fix, edits=tuple(_in_cell(cells, edit) for edit in fix.edits))
            )
    return found


def _in_cell(cells: Cells, edit: Edit) -> Edit:
    return replace(edit, line=cells.place(edit.line)[1], end_line=cells.place(edit.end_line)[1])


def _dumped(book: dict[str, Any], like: str) -> str:
    indent = _INDENT.match(like)
    escaped = like.isascii() and "\\u" in like
    text = json.dumps(
        book,
        indent=indent[1] if indent else None,
        ensure_ascii=escaped,
        separators=(",", ": ") if indent else None,
    )
    end = like[len(like.rstrip()) :]
    return (text.replace("\n", "\r\n") if "\r\n" in like else text) + end


def difference(shown: str, old: bytes, new: bytes) -> str:
    """A unified diff of two contents of a file."""
    before, after = (_lines(data) for data in (old, new))
    return "".join(difflib.unified_diff(before, after, fromfile=shown, tofile=shown))


def _lines(data: bytes) -> list[str]:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        encoding = "utf-8"
    text = data.decode(encoding, errors="replace")
    lines = _LINE_END.sub("\n", text).splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines
