"""The source files that findings stand in, so that their lines can be shown."""

import os
from collections.abc import Sequence

from rightloss.check.lint import Outcome
from rightloss.check.page import Page, UnreadableError, page, read_bytes
from rightloss.findings import Finding


def outcome_of(findings: Sequence[Finding]) -> Outcome:
    """Findings of a live run, with the files in which they stand."""
    pages = {}
    for path in sorted({finding.place.path for finding in findings}):
        found = _page(path)
        if found is not None:
            pages[os.path.abspath(path)] = found
    return Outcome(findings=tuple(findings), pages=pages)


def _page(path: str) -> Page | None:
    try:
        return page(read_bytes(path), os.path.abspath(path), path)
    except UnreadableError:
        return None
