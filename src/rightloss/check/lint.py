"""The linter: finds files, checks them, heeds selection and suppressions, and puts findings as the user sees them."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rightloss.check import suppress
from rightloss.check.cache import Cache
from rightloss.check.discovery import Found
from rightloss.check.engine import Engine, Result
from rightloss.check.housekeeping import unreadable
from rightloss.check.page import Page, page, read_bytes
from rightloss.check.tracked import TrackedProject
from rightloss.findings import Finding, Fix, Place, Trace

Wants = Callable[[str, str], bool]

# Below this many bytes starting processes costs more than it saves.
_WORTH_PROCESSES = 3_000_000


@dataclass(frozen=True)
class Outcome:
    """What the linter has to say.

    Attributes:
        findings: as shown, sorted: paths as given, lines of notebooks within their cells.
        raw: the same in the same order, on absolute paths and lines of joined modules, which is what fixes need.
        pages: the files that were run, by absolute path.
        problems: shown path -> failures of the checker itself, as tracebacks.
        cut: shown path -> why the file was followed only in part.
        files: how many files were looked at.
    """

    findings: tuple[Finding, ...] = ()
    raw: tuple[Finding, ...] = ()
    pages: Mapping[str, Page] = field(default_factory=dict)
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cut: Mapping[str, str] = field(default_factory=dict)
    files: int = 0


def lint(
    files: Sequence[Found],
    wants: Wants,
    *,
    cache: Cache | None = None,
    texts: Mapping[str, bytes] | None = None,
    jobs: int = 0,
) -> Outcome:
    """Check files.

    Args:
        files: what to check; other files of the project are read where these import them.
        wants: whether a code is wanted in the file at an absolute path.
        cache: results of earlier runs.
        texts: contents to use instead of those on the disk, by absolute path.
        jobs: processes; 0 takes one for each processor where the files are many.
    """
    result = _run(files, cache or Cache(), texts or {}, jobs)
    _add_pages(result, files, texts or {})
    raw = sorted(_kept(result, wants), key=lambda item: _order(item, result.pages))
    return Outcome(
        findings=tuple(shown(item, result.pages) for item in raw),
        raw=tuple(raw),
        pages=result.pages,
        problems={result.pages[path].shown: problems for path, problems in sorted(result.problems.items())},
        cut={result.pages[path].shown: why for path, why in sorted(result.cut.items())},
        files=result.files,
    )


def _run(files: Sequence[Found], cache: Cache, texts: Mapping[str, bytes], jobs: int) -> Result:
    jobs = jobs or _jobs(files)
    if jobs < 2 or len(files) < 2:
        return _part(files, cache, texts)
    from concurrent.futures import ProcessPoolExecutor

    size = max(1, min(64, -(-len(files) // jobs)))
    parts = [files[start : start + size] for start in range(0, len(files), size)]
    total = Result()
    with ProcessPoolExecutor(max_workers=min(jobs, len(parts))) as pool:
        for result in pool.map(_part, parts, [cache] * len(parts), [texts] * len(parts)):
            total.merge(result)
    return total


def _part(files: Sequence[Found], cache: Cache, texts: Mapping[str, bytes]) -> Result:
    return Engine(cache=replace(cache, texts=texts), texts=texts, project=TrackedProject(texts=texts)).check(files)


def _add_pages(result: Result, files: Sequence[Found], texts: Mapping[str, bytes]) -> None:
    # A file with nothing to run may still hold what is wrong with a loss in another, such as the model's softmax.
    found_in = {finding.place.path for finding in result.findings.values()}
    mended_in = {finding.fix.path for finding in result.findings.values() if finding.fix is not None}
    hit = (found_in | mended_in) - result.pages.keys()
    for found in files:
        if found.path in hit:
            data = texts[found.path] if found.path in texts else read_bytes(found.path)
            result.pages[found.path] = page(data, found.path, found.shown)


def _jobs(files: Sequence[Found]) -> int:
    total = 0
    for found in files:
        total += os.path.getsize(found.path) if os.path.isfile(found.path) else 0
        if total > _WORTH_PROCESSES:
            return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1


def _kept(result: Result, wants: Wants) -> Iterable[Finding]:
    by_file: dict[str, list[Finding]] = {path: [] for path in result.pages}
    for finding in result.findings.values():
        # What a run finds in a file that the user did not ask about is for another day.
        if finding.place.path in by_file:
            by_file[finding.place.path].append(finding)
    for path, sheet in result.pages.items():
        findings = [*by_file[path], *_skipped(sheet)]
        wanted = [finding for finding in findings if wants(finding.code, path)]
        for finding in suppress.apply(sheet.text, wanted, lambda code, path=path: wants(code, path)):  # type: ignore[misc]
            if wants(finding.code, path):
                # A fix in a file that the user did not ask about is not made.
                fix = finding.fix if finding.fix and (finding.fix.path or path) in result.pages else None
                yield replace(finding, place=replace(finding.place, path=path), fix=fix)


def _skipped(page: Page) -> list[Finding]:
    return [
        replace(item, place=replace(item.place, cell=skip.cell))
        for skip in page.skipped
        for item in [unreadable(page.path, skip.line, f"cell {skip.cell} is left out: {skip.message}")]
    ]


def _order(finding: Finding, pages: Mapping[str, Page]) -> tuple[str, int, int, int, str]:
    place = shown(finding, pages).place
    return place.path, place.cell or 0, place.line, place.column, finding.code


def shown(finding: Finding, pages: Mapping[str, Page]) -> Finding:
    """A finding as the user sees it."""
    return replace(
        finding,
        place=_shown_place(finding.place, pages),
        trail=tuple(Trace(what=step.what, place=_shown_place(step.place, pages)) for step in finding.trail),
        fix=finding.fix and _shown_fix(finding.fix, finding.fix.path or finding.place.path, pages),
    )


def _shown_fix(fix: Fix, path: str, pages: Mapping[str, Page]) -> Fix:
    cells = pages[path].cells if path in pages else None
    fix = replace(fix, path=_shown_path(path, pages))
    if cells is None or fix.cell is not None or not fix.edits:
        return fix
    edits = tuple(
        replace(edit, line=cells.place(edit.line)[1], end_line=cells.place(edit.end_line)[1]) for edit in fix.edits
    )
    return replace(fix, edits=edits, cell=cells.place(fix.edits[0].line)[0])


def _shown_path(path: str, pages: Mapping[str, Page]) -> str:
    return pages[path].shown if path in pages else _short(path)


def _shown_place(place: Place, pages: Mapping[str, Page]) -> Place:
    page = pages.get(place.path)
    if page is None:
        return replace(place, path=_shown_path(place.path, pages))
    if page.cells is None or place.cell is not None:
        return replace(place, path=page.shown)
    cell, line = page.cells.place(place.line)
    return replace(place, path=page.shown, cell=cell, line=line, end_line=line + max(place.end_line - place.line, 0))


def _short(path: str) -> str:
    inner = os.path.relpath(path) if path else path
    return path if inner.startswith("..") else inner
