"""The files of a project: read, parsed and found by their import names."""

import ast
import io
import tokenize
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Source:
    """One file: its text, and its tree once it is wanted.

    Attributes:
        path: as given by the user, or found.
        text: its content.
        error: why it could not be parsed, "" if it could.
        line: line of that error.
    """

    path: str
    text: str
    error: str = ""
    line: int = 1
    _tree: ast.Module | None = None

    def tree(self) -> ast.Module | None:
        """The syntax tree, None where the text is not valid Python (then `error` says why)."""
        if self._tree is None and not self.error:
            try:
                self._tree = ast.parse(self.text)
            except SyntaxError as problem:
                self.error, self.line = problem.msg or "invalid syntax", problem.lineno or 1
            except (ValueError, RecursionError, MemoryError) as problem:
                self.error = f"cannot be parsed: {problem}" if str(problem) else "nested too deeply"
        return self._tree


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
    """Sources by path; imports are looked up beside the importing file, then by its parents, as Python would."""

    sources: dict[str, Source] = field(default_factory=dict)
    _missing: set[str] = field(default_factory=set)

    def add(self, source: Source) -> None:
        """Put a source in, such as one from stdin or a notebook."""
        self.sources[str(source.path)] = source

    def find(self, dotted: str, level: int, importer: str) -> Source | None:
        """The project's file for `import dotted` (or a relative import of `level` dots) in the file `importer`."""
        folder = Path(importer).parent
        for _ in range(max(level - 1, 0)):
            folder = folder.parent
        parts = [part for part in dotted.split(".") if part]
        roots = [folder] if level else [folder, *list(folder.parents)[:6]]
        for root in roots:
            if found := self._at(root.joinpath(*parts)):
                return found
        return None

    def _at(self, stem: Path) -> Source | None:
        for path in (stem.with_name(stem.name + ".py") if stem.name else stem / "__init__.py", stem / "__init__.py"):
            if found := self.read(str(path)):
                return found
        return None

    def read(self, path: str) -> Source | None:
        """The source at a path, None where there is none that can be read."""
        if path in self.sources:
            return self.sources[path]
        if path in self._missing:
            return None
        try:
            text = decode(Path(path).read_bytes())
        except (OSError, SyntaxError, UnicodeDecodeError, ValueError):
            self._missing.add(path)
            return None
        self.sources[path] = Source(path=path, text=text)
        return self.sources[path]
