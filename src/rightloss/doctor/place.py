"""Where the user's code is: the nearest frame that belongs neither to Python, nor to torch, nor to us."""

import os
import sys
import sysconfig
from functools import cache
from types import CodeType, FrameType

from rightloss.findings import Place

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LIBRARIES = tuple(
    {os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)

Site = tuple[CodeType, int]


def site(depth: int = 1, outwards: int = 0) -> Site | None:
    """The user's code and the instruction that it is at, cheap to keep; None where only libraries are running.

    Args:
        depth: frames to leave out.
        outwards: 1 gives the function that called the user's function, and so on.
    """
    frame: FrameType | None = sys._getframe(depth)
    while frame is not None:
        if _is_users(frame.f_code.co_filename):
            if not outwards:
                return frame.f_code, frame.f_lasti
            outwards -= 1
        frame = frame.f_back
    return None


def site_of(error: BaseException) -> Site | None:
    """Where the user's code was when an exception was raised."""
    found, step = None, error.__traceback__
    while step is not None:
        if _is_users(step.tb_frame.f_code.co_filename):
            found = step.tb_frame.f_code, step.tb_lasti
        step = step.tb_next
    return found


def place(where: Site | None) -> Place | None:
    """The file, line and column of a site."""
    return None if where is None else _place(*where)


@cache
def _place(code: CodeType, instruction: int) -> Place:
    positions = list(code.co_positions())
    start, end, column, end_column = positions[instruction // 2]
    return Place(
        path=_shown(code.co_filename),
        line=start or code.co_firstlineno,
        column=(column or 0) + 1,
        end_line=end or start or code.co_firstlineno,
        end_column=(end_column or 0) + 1,
    )


def _shown(path: str) -> str:
    """Relative where it lies below the current folder, as the user would write it."""
    inner = os.path.relpath(path) if os.path.isabs(path) else path
    return path if inner.startswith("..") else inner


@cache
def _is_users(path: str) -> bool:
    if path.startswith("<") and not path.startswith("<ipython"):
        return path.startswith("<rightloss")
    real = os.path.realpath(path)
    return not real.startswith((_OURS + os.sep, *_LIBRARIES))
