"""A project that notes which files a run read or looked for, so that its result can be kept until one of them changes."""

from dataclasses import dataclass, field

from rightloss.check.flow.project import Project, Source


@dataclass
class TrackedProject(Project):
    """A project with a memory of what the current run asked for."""

    reads: dict[str, str] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    def start(self) -> None:
        """Begin a run."""
        self.reads = {}
        self.absent = set()

    def read(self, path: str) -> Source | None:
        """The source at a path, noted."""
        found = super().read(path)
        if found is None:
            self.absent.add(path)
        else:
            self.reads[path] = found.text
        return found

    def forget(self) -> None:
        """Drop the sources and their trees; they are read again when they are wanted."""
        self.sources.clear()
