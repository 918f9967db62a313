"""Notebooks as one module: the code cells that parse, joined in order, with the way back from lines to cells."""

import ast
import bisect
import json
import re
from dataclasses import dataclass
from typing import Any

# Cell magics whose body is Python all the same.
_PYTHON_BODY = frozenset(
    ("%%capture", "%%debug", "%%ipytest", "%%prun", "%%pypy", "%%python", "%%python3", "%%time", "%%timeit")
)
_ESCAPE = re.compile(r"[ \t]*(?:[%!?]|[\w.]+\?{1,2}[ \t]*$)")
_ASSIGNED_ESCAPE = re.compile(r"([ \t]*[\w, ]+=[ \t]*)[%!]")


class NotebookError(ValueError):
    """The file is no notebook, or is written in another language than Python."""


@dataclass(frozen=True)
class Cells:
    """Where the lines of the joined module come from: `starts[i]` is the first line (from 1) of cell `numbers[i]`."""

    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    def place(self, line: int) -> tuple[int, int]:
        """The cell, counting all cells from 1, and the line in it, of a line of the module."""
        index = max(bisect.bisect_right(self.starts, line) - 1, 0)
        return self.numbers[index], line - self.starts[index] + 1


@dataclass(frozen=True)
class Skipped:
    """A cell that does not parse: its number, the line in it, and why."""

    cell: int
    line: int
    message: str


def join_cells(text: str) -> tuple[str, Cells, tuple[Skipped, ...]]:
    """The module that a notebook amounts to, its line map, and the cells that were left out as invalid.

    Raises:
        NotebookError: not a notebook of Python.
    """
    lines: list[str] = []
    starts, numbers, skipped = [], [], []
    for number, cell in enumerate(read_cells(text), start=1):
        source = _python(cell)
        if source is None:
            continue
        problem = _problem(source, number)
        if problem is not None:
            skipped.append(problem)
            continue
        starts.append(len(lines) + 1)
        numbers.append(number)
        lines.extend(source.split("\n"))
    return "\n".join(lines) + "\n", Cells(tuple(starts) or (1,), tuple(numbers) or (1,)), tuple(skipped)


def read_cells(text: str) -> list[dict[str, Any]]:
    """The cells of a notebook's JSON.

    Raises:
        NotebookError: not JSON of a notebook, or a notebook of another language.
    """
    try:
        book = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotebookError(f"not a notebook: {error}") from error
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise NotebookError("not a notebook: it has no list of cells")
    metadata = book.get("metadata")
    about = metadata if isinstance(metadata, dict) else {}
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        inner = about.get(key)
        language = inner.get(field) if isinstance(inner, dict) else None
        if isinstance(language, str) and language.lower() not in ("python", "ipython", ""):
            raise NotebookError(f"a notebook of {language}, not of Python")
    return cells


def cell_text(cell: dict[str, Any]) -> str:
    """The source of a cell, which is a string or a list of lines."""
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _python(cell: dict[str, Any]) -> str | None:
    if cell.get("cell_type") != "code":
        return None
    text = cell_text(cell)
    first = text.lstrip().partition("\n")[0].split()
    if first and first[0].startswith("%%") and first[0] not in _PYTHON_BODY:
        return None
    return "\n".join(_without_escape(line) for line in text.split("\n"))


def _without_escape(line: str) -> str:
    # Lines keep their number; `pass` keeps a block that holds only a magic valid.
    if _ESCAPE.match(line):
        return line[: len(line) - len(line.lstrip())] + "pass"
    found = _ASSIGNED_ESCAPE.match(line)
    return f"{found[1]}None" if found else line


def _problem(source: str, number: int) -> Skipped | None:
    try:
        ast.parse(source)
    except SyntaxError as error:
        # `await` at top level is right in a notebook, and parses; what is left is not Python.
        return Skipped(number, error.lineno or 1, error.msg or "invalid syntax")
    except (ValueError, RecursionError, MemoryError) as error:
        return Skipped(number, 1, str(error) or "nested too deeply")
    return None
