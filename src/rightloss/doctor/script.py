"""Runs a script as `python SCRIPT` would, and watches it."""

import builtins
import os
import runpy
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from rightloss.doctor.evidence import Uncaught
from rightloss.doctor.place import place, site_of
from rightloss.doctor.watch import EnoughError, Watch
from rightloss.findings import Finding

_OURS = os.path.dirname(__file__) + os.sep
_RUNNERS = ("<frozen runpy>", runpy.__file__)


@dataclass(frozen=True)
class Run:
    """How a script ended: its exit code, and what was found."""

    code: int
    findings: tuple[Finding, ...]


def run(target: str, arguments: Sequence[str], *, module: bool = False, stop: bool = False, batches: int = 0) -> Run:
    """Run a script, or with `module` a module, as the main program; its output and its traceback come through.

    Args:
        target: path of the script, or dotted name of the module.
        arguments: what it finds in sys.argv after its own name.
        module: run as `python -m` does.
        stop: end it at the first finding.
        batches: end it after so many optimizer steps; 0 lets it run.
    """
    watch = Watch(stop=stop, batches=batches)
    sys.argv = [target, *arguments]
    code = 0
    try:
        with watch:
            _run_module(target) if module else _run_script(target)
    except EnoughError:
        code = 1 if stop and watch.findings else 0
    except SystemExit as end:
        code = _exit_code(end.code)
    except BaseException as error:
        watch.see(Uncaught(error=error, place=place(site_of(error))))
        _show(error)
        code = 130 if isinstance(error, KeyboardInterrupt) else 1
    return Run(code, tuple(watch.findings))


def _run_module(name: str) -> None:
    sys.path.insert(0, "")
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _run_script(path: str) -> None:
    file = os.path.abspath(path)
    sys.path.insert(0, os.path.dirname(os.path.realpath(path)))
    main = ModuleType("__main__")
    loader = SourceFileLoader("__main__", file)
    main.__dict__.update(__file__=file, __builtins__=builtins, __loader__=loader, __cached__=None, __annotations__={})
    sys.modules["__main__"] = main
    exec(compile(Path(file).read_bytes(), file, "exec", dont_inherit=True), main.__dict__)


def _exit_code(code: Any) -> int:
    if code is None or isinstance(code, int):
        return (code or 0) & 0xFF
    print(code, file=sys.stderr)
    return 1


def _show(error: BaseException) -> None:
    """The traceback as Python prints it."""
    part: BaseException | None = error
    seen: set[int] = set()
    while part is not None and id(part) not in seen:
        seen.add(id(part))
        part.__traceback__ = without_us(part.__traceback__)
        part = part.__cause__ or part.__context__
    sys.excepthook(type(error), error, error.__traceback__)
    sys.stderr.flush()


def without_us(start: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames by which the program is run and watched."""
    kept: list[TracebackType] = []
    step = start
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name.startswith(_OURS):
            _drop_dispatch(kept)
        elif name not in _RUNNERS and (kept or not name.startswith("<frozen importlib")):
            kept.append(step)
        step = step.tb_next
    following: TracebackType | None = None
    for item in reversed(kept):
        following = TracebackType(following, item.tb_frame, item.tb_lasti, item.tb_lineno)
    return following


def _drop_dispatch(kept: list[TracebackType]) -> None:
    """torch calls a function for the tape first, and the tape calls it again: the first call is left out."""
    if kept and kept[-1].tb_frame.f_code.co_name == "handle_torch_function":
        del kept[-2:]
