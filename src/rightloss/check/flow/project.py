"""The files of a project: read, parsed and found by their import names."""

import ast
import io
import os
import re
import stat
import tokenize
import warnings
from dataclasses import dataclass, field

from rightloss.check.flow.modules import Modules, Notes

# Characters of a file that are parsed: a tree takes some 200 bytes for each, but of long strings and comments.
_MAX_PARSED = 6_000_000
_LIGHT = re.compile(r'"""(?s:.*?)"""|\'\'\'(?s:.*?)\'\'\'|#[^\n]*')
# How many folders above the importing file an absolute import is looked for.
_ABOVE = 6


@dataclass
class Source:
    """One file: its text, and its tree once it is wanted.

    Attributes:
        path: as given by the user, or found.
        text: its content.
        error: why it could not be parsed, "" if it could.
        line: line of that error.
        cut: the line at which a file that is too large was cut off, 0 for all others.
    """

    path: str
    text: str
    error: str = ""
    line: int = 1
    cut: int = 0
    _tree: ast.Module | None = None
    _mentioned: dict[tuple[str, ...], bool] = field(default_factory=dict)

    def mentions(self, words: tuple[str, ...]) -> bool:
        """Whether one of these words stands in the text."""
        if words not in self._mentioned:
            self._mentioned[words] = any(word in self.text for word in words)
        return self._mentioned[words]

    @property
    def parsed(self) -> bool:
        """Whether its tree is held."""
        return self._tree is not None

    def tree(self) -> ast.Module | None:
        """The syntax tree, None where the text is not valid Python (then `error` says why)."""
        if self._tree is None and not self.error:
            try:
                self._tree = self._parsed()
            except SyntaxError as problem:
                self.error, self.line = problem.msg or "invalid syntax", problem.lineno or 1
            except (RecursionError, MemoryError):
                self.error = "nested too deeply"
            except ValueError as problem:
                self.error = f"cannot be parsed: {problem}"
        return self._tree

    def _parsed(self) -> ast.Module:
        with warnings.catch_warnings():
            # What Python thinks of the text, an escape that it does not know, is not asked.
            warnings.simplefilter("ignore")
            try:
                return ast.parse(self._beginning())
            except SyntaxError:
                # One statement may be larger than what is parsed: its beginning is no Python then, the whole may be.
                if not self.cut:
                    raise
                self.cut = 0
                return ast.parse(self.text)

    def _beginning(self) -> str:
        if len(self.text) <= _MAX_PARSED or len(_LIGHT.sub("", self.text)) <= _MAX_PARSED:
            return self.text
        end = self.text.rfind("\n", 0, _MAX_PARSED) + 1
        whole = end
        # A line that starts at the margin starts a statement; where all is in one, its lines have to do.
        while whole > end // 2 and self.text[whole] in " \t\n)]}#":
            whole = self.text.rfind("\n", 0, whole - 1) + 1
        end = whole if whole > end // 2 else end
        self.cut = self.text.count("\n", 0, end) + 1
        return self.text[:end]


def decode(data: bytes) -> str:
    """The text of a Python file, by its byte order mark or coding line.

    Raises:
        SyntaxError, UnicodeDecodeError: the declared encoding is unknown, or does not fit.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    text = data.decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass
class Project:
    """Sources by path; imports are looked up beside the importing file, then by its parents, as Python would.

    Attributes:
        sources: the files that were read.
        modules: what they define, for those who import them.
        notes: what the run that is going on depends on.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    modules: Modules = field(init=False)
    _missing: set[str] = field(default_factory=set)
    _found: dict[tuple[str, str, int], tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.modules = Modules(self)

    def add(self, source: Source) -> None:
        """Put a source in, such as one from stdin or a notebook."""
        self.sources[str(source.path)] = source

    def find(self, dotted: str, level: int, importer: str) -> Source | None:
        """The project's file for `import dotted` (or a relative import of `level` dots) in the file `importer`."""
        folder = os.path.dirname(importer)
        key = (folder, dotted, level)
        if key not in self._found:
            self._found[key] = self._search(folder, dotted, level)
        path, tried = self._found[key]
        self.notes.absent.update(tried)
        return self.read(path) if path else None

    def _search(self, folder: str, dotted: str, level: int) -> tuple[str, tuple[str, ...]]:
        """The path of a module, "" where there is none, and the paths before it that do not exist."""
        for _ in range(max(level - 1, 0)):
            folder = os.path.dirname(folder)
        parts = [part for part in dotted.split(".") if part]
        tried: list[str] = []
        for root in _roots(folder, 0 if level else _ABOVE):
            stem = os.path.join(root, *parts)
            for path in ([f"{stem}.py"] if parts else []) + [os.path.join(stem, "__init__.py")]:
                if self.read(path) is not None:
                    return path, tuple(tried)
                tried.append(path)
        return "", tuple(tried)

    def read(self, path: str) -> Source | None:
        """The source at a path, None where there is none that can be read."""
        if path in self.sources:
            return self.sources[path]
        if path in self._missing:
            return None
        try:
            # Reading a pipe would wait for its writer, reading a device never ends.
            if not stat.S_ISREG(os.stat(path).st_mode):
                raise OSError
            with open(path, "rb") as file:
                text = decode(file.read())
        except (OSError, SyntaxError, UnicodeDecodeError, ValueError):
            self._missing.add(path)
            return None
        self.sources[path] = Source(path=path, text=text)
        return self.sources[path]


def _roots(folder: str, above: int) -> list[str]:
    roots = [folder]
    while len(roots) <= above and (parent := os.path.dirname(roots[-1])) != roots[-1]:
        roots.append(parent)
    return roots
