"""Many files: read, sift, run, and gather what was found. Findings stay on absolute paths and joined modules here."""

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from rightloss.check.analyse import Analysis, Listeners, analyse, listeners
from rightloss.check.cache import Cache
from rightloss.check.discovery import Found
from rightloss.check.flow.project import Source
from rightloss.check.housekeeping import unreadable
from rightloss.check.page import Page, UnreadableError, page, read_bytes
from rightloss.check.prefilter import has_suppression, may_train, worth_running
from rightloss.check.tracked import TrackedProject
from rightloss.findings import Finding

# Trees are some 50 times the size of their source: drop them in time, so that memory stays bounded.
_KEEP_BYTES = 8_000_000
_IMPORTED = re.compile(r"^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import\b|import[ \t]+([\w.]+))", re.MULTILINE)


@dataclass
class Result:
    """What checking gave.

    Attributes:
        findings: one per code and position.
        pages: the files that were run or hold suppressions, by absolute path.
        problems: path -> failures of the checker itself, as tracebacks.
        cut: path -> why the file was followed only in part.
        files: how many files were looked at.
    """

    findings: dict[tuple[str, str, int, int], Finding] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    cut: dict[str, str] = field(default_factory=dict)
    files: int = 0

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings in, the first of each place."""
        for finding in findings:
            place = finding.place
            self.findings.setdefault((finding.code, place.path, place.line, place.column), finding)

    def merge(self, other: "Result") -> None:
        """Take in what another process found."""
        self.add(other.findings.values())
        self.pages |= other.pages
        self.problems |= other.problems
        self.cut |= other.cut
        self.files += other.files


@dataclass
class Engine:
    """Checks files one after another, in one project.

    Attributes:
        project: the files read so far.
        cache: results of earlier runs.
        texts: contents to use instead of what is on the disk, by absolute path (stdin, fixed text).
    """

    cache: Cache = field(default_factory=Cache)
    texts: Mapping[str, bytes] = field(default_factory=dict)
    project: TrackedProject = field(default_factory=TrackedProject)
    _table: Listeners = field(default_factory=dict)

    def check(self, files: Iterable[Found]) -> Result:
        """Check the files. Nothing that a file holds ends the check of the others."""
        result = Result()
        with _no_collection():
            for found in files:
                result.files += 1
                self._file(found, result)
                self._forget()
            # Before the collector is on again, which would look at every node of every tree.
            self.project.forget()
        return result

    def _file(self, found: Found, result: Result) -> None:
        try:
            data = self.texts[found.path] if found.path in self.texts else read_bytes(found.path)
            wanted = found.named or worth_running(data) or self._calls_imported_loss(found, data)
            if not wanted and not has_suppression(data):
                return
            text = page(data, found.path, found.shown)
        except UnreadableError as error:
            result.pages[found.path] = Page(path=found.path, shown=found.shown, text="")
            result.add([unreadable(found.path, 1, str(error))])
            return
        result.pages[found.path] = text
        if wanted:
            self._run(text, result)

    def _calls_imported_loss(self, found: Found, data: bytes) -> bool:
        # A training script may know torch only through a module of the project.
        if not may_train(data):
            return False
        for dots, module, plain in _IMPORTED.findall(data.decode(errors="replace")):
            source = self.project.find(module or plain, len(dots), found.path)
            if source is not None and worth_running(source.text.encode("utf-8", "surrogatepass")):
                return True
        return False

    def _run(self, text: Page, result: Result) -> None:
        known = self.cache.find(text.path, text.text)
        if known is not None:
            result.add(known)
            return
        self.project.start()
        source = self.project.sources.get(text.path) or text.source()
        self.project.add(source)
        done = self._analysis(text, source)
        result.add(done.findings)
        if done.cut:
            result.cut[text.path] = done.cut
        if done.problems:
            result.problems[text.path] = done.problems
        elif not done.cut:
            self.cache.store(text.path, text.text, self.project.reads, self.project.absent, done.findings)

    def _analysis(self, text: Page, source: Source) -> Analysis:
        if source.tree() is None:
            return Analysis(findings=[unreadable(text.path, source.line, f"not valid Python: {source.error}")])
        if not self._table:
            self._table = listeners()
        return analyse(source, self.project, self._table)

    def _forget(self) -> None:
        if self.project.size() > _KEEP_BYTES:
            self.project.forget()


@contextmanager
def _no_collection() -> Iterator[None]:
    # Collecting while millions of syntax nodes are alive costs more than parsing them.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
