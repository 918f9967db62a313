"""A file as the checker sees it: text, and for a notebook the way back to its cells."""

from dataclasses import dataclass
from pathlib import Path

from rightloss.check.flow.project import Source, decode
from rightloss.check.notebook import Cells, NotebookError, Skipped, join_cells

# A hand-written file is never as large; a generated one is not worth minutes.
MAX_BYTES = 20_000_000


class UnreadableError(ValueError):
    """A file that cannot be read as Python text; the message says why."""


@dataclass(frozen=True)
class Page:
    """One file to check.

    Attributes:
        path: absolute, which is how the interpreter knows it.
        shown: as the user gave it.
        text: Python, with \\n line ends; for a notebook its cells joined.
        cells: the way back to the cells, None for a plain file.
        skipped: cells that do not parse.
    """

    path: str
    shown: str
    text: str
    cells: Cells | None = None
    skipped: tuple[Skipped, ...] = ()

    def source(self) -> Source:
        """What the interpreter runs."""
        return Source(path=self.path, text=self.text)


def read_bytes(path: str) -> bytes:
    """The content of a file.

    Raises:
        UnreadableError: it is missing, forbidden, not a regular file, or too large.
    """
    try:
        if Path(path).exists() and not Path(path).is_file():
            raise UnreadableError("not a regular file")
        size = Path(path).stat().st_size
        if size > MAX_BYTES:
            raise UnreadableError(f"{size / 1e6:.0f} MB are more than a source file has; left out")
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from error


def page(data: bytes, path: str, shown: str) -> Page:
    """The page of a file's content; a name that ends in .ipynb is a notebook.

    Raises:
        UnreadableError: not text in the encoding that it declares, or not a notebook.
    """
    if path.endswith(".ipynb"):
        return _notebook(data, path, shown)
    try:
        return Page(path=path, shown=shown, text=decode(data))
    except (SyntaxError, UnicodeDecodeError, ValueError, LookupError) as error:
        raise UnreadableError(f"cannot be decoded: {error}") from error


def _notebook(data: bytes, path: str, shown: str) -> Page:
    try:
        text, cells, skipped = join_cells(data.decode("utf-8-sig"))
    except (NotebookError, UnicodeDecodeError) as error:
        raise UnreadableError(str(error)) from error
    return Page(path=path, shown=shown, text=text, cells=cells, skipped=skipped)
