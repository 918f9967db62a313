"""Findings in the formats of the command line."""

from rightloss.check.lint import Outcome
from rightloss.cli._output import json_text
from rightloss.findings import Place
from rightloss.report.finding_text import summary, to_concise, to_full, to_statistics

FORMATS = ("concise", "full", "json", "sarif", "github", "gitlab")


def render(outcome: Outcome, form: str, *, color: bool, quiet: bool) -> str:
    """The findings in a format. Formats for machines say nothing else; those for people end in a summary."""
    findings = outcome.findings
    if form in ("json", "sarif", "github", "gitlab"):
        return _for_machines(outcome, form)
    end = "" if quiet else summary(findings)
    if form == "statistics":
        return to_statistics(findings) + end
    if form == "concise":
        return to_concise(findings, color=color) + end
    return to_full(findings, _Lines(outcome), color=color) + ("\n" if findings and end else "") + end


def _for_machines(outcome: Outcome, form: str) -> str:
    if form == "json":
        from rightloss.report.finding_json import to_json

        return json_text(to_json(outcome.findings))
    if form == "sarif":
        from rightloss.check.housekeeping import mistakes
        from rightloss.report.finding_sarif import to_sarif

        return json_text(to_sarif(outcome.findings, mistakes()))
    from rightloss.report.finding_ci import to_github, to_gitlab

    return to_github(outcome.findings) if form == "github" else json_text(to_gitlab(outcome.findings))


class _Lines:
    """Looks up the source line of a place, in a file or in a cell of a notebook."""

    def __init__(self, outcome: Outcome) -> None:
        self._pages = {page.shown: page for page in outcome.pages.values()}
        self._split: dict[str, list[str]] = {}

    def __call__(self, place: Place) -> str | None:
        page = self._pages.get(place.path)
        if page is None:
            return None
        lines = self._split.setdefault(place.path, page.text.split("\n"))
        line = place.line
        if place.cell is not None and page.cells is not None:
            if place.cell not in page.cells.numbers:
                return None
            line += page.cells.starts[page.cells.numbers.index(place.cell)] - 1
        return lines[line - 1] if 0 < line <= len(lines) and lines[line - 1].strip() else None
