"""How the tests of the command line call it."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from rightloss.cli.main import group


def invoke(*arguments: str, **environment: str) -> Result:
    """Run in this process; stdout and stderr apart."""
    return CliRunner().invoke(group, list(arguments), env={"COLUMNS": "100", "NO_COLOR": "1", **environment})


def real(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run in a process of its own, as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "rightloss", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1", **environment},
        check=False,
    )
