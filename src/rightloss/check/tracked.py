"""A project that notes which files a run read or looked for: its result holds until one of them changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rightloss.check.flow.project import Project, Source
from rightloss.check.page import UnreadableError, page


@dataclass
class TrackedProject(Project):
    """A project with a memory of what the current run asked for.

    Attributes:
        texts: contents to use instead of those on the disk.
        reads: files that were read.
        absent: files that were looked for and are not there.
    """

    texts: Mapping[str, bytes] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)

    def start(self) -> None:
        """Begin a run."""
        self.reads = set()
        self.absent = set()

    def read(self, path: str) -> Source | None:
        """The source at a path, noted."""
        if path in self.texts and path not in self.sources:
            self._take(path)
        found = super().read(path)
        (self.absent if found is None else self.reads).add(path)
        return found

    def _take(self, path: str) -> None:
        try:
            self.add(page(self.texts[path], path, path).source())
        except UnreadableError:
            return

    def size(self) -> int:
        """Characters of the sources that are held."""
        return sum(len(source.text) for source in self.sources.values())

    def forget(self) -> None:
        """Drop the sources and their trees; they are read again when they are wanted."""
        self.sources.clear()
