"""Runs something in a forked process: torch is loaded already, and what it changes is gone with it."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Done(NamedTuple):
    """How it ended, and what it wrote."""

    code: int
    out: str
    err: str


def start(function: Callable[[], int], folder: Path) -> int:
    """Run in `folder`, with the output in files named after the process; its id."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 99
    try:
        os.chdir(folder)
        for descriptor, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(_file(folder, os.getpid(), name), os.O_WRONLY | os.O_CREAT), descriptor)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        code = function()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def finish(pid: int, folder: Path) -> Done:
    """Wait for it."""
    _, status = os.waitpid(pid, 0)
    out, err = (Path(_file(folder, pid, name)).read_text() for name in ("out", "err"))
    return Done(os.waitstatus_to_exitcode(status), out, err)


def forked(function: Callable[[], int], folder: Path) -> Done:
    """Run, and wait for it."""
    return finish(start(function, folder), folder)


def _file(folder: Path, pid: int, name: str) -> str:
    return str(folder / f".{pid}.{name}")
