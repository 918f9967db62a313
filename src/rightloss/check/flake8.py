"""A plugin for flake8: the same findings, one file at a time."""

import ast
from collections.abc import Iterator
from typing import Any, final

from rightloss import __version__
from rightloss.check.api import check_source


@final
class Plugin:
    """What flake8 makes of each file, by the entry point RL.

    Args:
        tree: its syntax tree, which flake8 has parsed.
        filename: its path.
        lines: its lines.
    """

    name = "rightloss"
    version = __version__

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        self._filename = filename
        self._lines = lines

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """Line, column from 0, text and class of each finding; flake8 heeds `# noqa` itself."""
        for finding in check_source("".join(self._lines), self._filename):
            place = finding.place
            yield place.line, place.column - 1, f"{finding.code} {finding.message}", type(self)
