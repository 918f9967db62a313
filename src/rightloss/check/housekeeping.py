"""What the linter itself reports, beside the rules: suppressions without effect, files that it cannot read."""

from rightloss.catalog.mistakes import MISTAKES, Mistake
from rightloss.findings import Finding, Place

UNUSED_SUPPRESSION = Mistake(
    code="RL001",
    name="unused-suppression",
    summary="A comment suppresses a finding that is not there.",
)
UNREADABLE_FILE = Mistake(
    code="RL002",
    name="unreadable-file",
    summary="A file, or a cell of a notebook, is not valid Python; it was left out and the rest was checked.",
)

PAGES = {
    "RL001": """A comment suppresses a finding that is not there.

## What it does
Reports `# noqa: RL101` and `# rightloss: ignore[RL101]` on lines where RL101 finds nothing.

## Why it hurts
The comment hides the mistake on the day it comes back.

## Use instead
Delete the comment; `--fix` does.

## Known limits
A finding in a module can depend on the file that imports it. Check both in one run, or the comment looks unused.
A bare `# noqa` is never reported: it may be meant for another tool.
""",
    "RL002": """A file, or a cell of a notebook, is not valid Python.

## What it does
Reports files that cannot be read, decoded or parsed. The other files are checked all the same.

## Why it hurts
Nothing is known about such a file.

## Known limits
Files below a folder in which neither torch nor a loss is named are not parsed, and so not reported.
""",
}


def mistakes() -> dict[str, Mistake]:
    """Every mistake that `rightloss check` can report, by code."""
    own = {mistake.code: mistake for mistake in (UNUSED_SUPPRESSION, UNREADABLE_FILE)}
    return {**own, **MISTAKES}


def unreadable(path: str, line: int, message: str, column: int = 1) -> Finding:
    """The finding for a file that is not valid Python."""
    return Finding(
        code=UNREADABLE_FILE.code,
        name=UNREADABLE_FILE.name,
        place=Place(path=path, line=line, column=column, end_line=line, end_column=column + 1),
        message=message,
        help="check the file with `python -m py_compile`; everything else was checked",
    )
