"""A project that knows which files a run read or looked for: its result holds until one of them changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rightloss.check.flow.modules import Notes, closure
from rightloss.check.flow.project import Project, Source
from rightloss.check.page import UnreadableError, page


@dataclass
class TrackedProject(Project):
    """A project in which texts may stand for files.

    Attributes:
        texts: contents to use instead of those on the disk.
    """

    texts: Mapping[str, bytes] = field(default_factory=dict)

    def start(self) -> None:
        """Begin a run."""
        self.notes = Notes()

    @property
    def reads(self) -> set[str]:
        """Files that the run read."""
        used = closure(*self.notes.uses)
        return self.notes.reads.union(*(piece.notes.reads for piece in used))

    @property
    def absent(self) -> set[str]:
        """Files that the run looked for and that are not there."""
        used = closure(*self.notes.uses)
        return self.notes.absent.union(*(piece.notes.absent for piece in used))

    def read(self, path: str) -> Source | None:
        """The source at a path, from the texts if it is there."""
        if path in self.texts and path not in self.sources:
            try:
                self.add(page(self.texts[path], path, path).source())
            except UnreadableError:
                return None
        return super().read(path)

    def size(self) -> int:
        """Characters of the sources whose trees are held."""
        return sum(len(source.text) for source in self.sources.values() if source.parsed)

    def forget(self) -> None:
        """Drop the sources, their trees and what they define; they are read again when they are wanted."""
        self.sources.clear()
        self.modules.forget()
