"""Check a text that is in memory."""

import os

from rightloss.check.config import config_for
from rightloss.check.discovery import Found
from rightloss.check.lint import Wants, lint
from rightloss.findings import Finding


def check_source(text: str, path: str = "<string>") -> list[Finding]:
    """What is wrong in a source text, without running or importing it.

    Args:
        text: Python, or the JSON of a notebook where `path` ends in .ipynb.
        path: its file name, which need not exist. Imports are looked up beside it; the nearest pyproject.toml holds.

    Returns:
        The findings, by place. Lines and columns count from 1; suppressed findings are left out.

    Raises:
        ConfigError: the table [tool.rightloss] of the nearest pyproject.toml cannot be used.
    """
    where = os.path.abspath(path)
    outcome = lint([Found(path, where, True)], configured(), texts={where: text.encode("utf-8", "surrogatepass")})
    return list(outcome.findings)


def configured() -> Wants:
    """Which codes the configuration nearest to a file wants."""
    return lambda code, path: config_for(os.path.dirname(path)).selection.wants(code, path)
