"""When losses look at the values of their arguments, not only at shapes and dtypes."""

import sys
from functools import cache
from types import FrameType, TracebackType

from torch import Tensor
from torch._C._functorch import is_functorch_wrapped_tensor
from torch.compiler import is_compiling
from torch.nn import Parameter

_INSIDE = ("rightloss.losses.", "rightloss.kernels.", "rightloss.doctor.", "rightloss.testing.", "torch.nn.modules.")

PLAIN = (Tensor, Parameter)

_always: bool | None = None
_seen: set[int] = set()


class checking:
    """Say when losses check the values of their arguments: ranges, codings, class indices.

    Shapes and dtypes are checked with every call, as that is free. Values are looked at on the CPU, with the first call
    from each place of the program, unless this says otherwise. Nothing is looked at while torch.compile or torch.func
    traces.

    Args:
        mode: True looks with every call and on every device (on a GPU each look waits for it), False never looks, None
            is the default described above.

    Example:
        >>> import torch, rightloss
        >>> with rightloss.checking(True):
        ...     rightloss.functional.cross_entropy(torch.zeros(1, 3), torch.tensor([3]))
        Traceback (most recent call last):
        ...
        ValueError: got target with the class index 3; with C = 3 it must be 0 to 2, or ignore_index
    """

    def __init__(self, mode: bool | None) -> None:
        global _always
        self.mode, self._before = mode, _always
        _always = mode

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _always
        _always = self._before


def values_are_at_hand(x: Tensor) -> bool:
    """Whether the values of `x` are to be looked at here and now."""
    if (_always is None and not x.is_cpu) or not is_plain(x) or x.is_meta:
        return False
    return _is_first_look(sys._getframe(1)) if _always is None else _always


def is_plain(x: Tensor) -> bool:
    """Whether `x` is a tensor with values: of no class of its own, and nothing traces or transforms it."""
    return type(x) in PLAIN and not is_compiling() and not is_functorch_wrapped_tensor(x)


def _is_first_look(frame: FrameType | None) -> bool:
    """Whether this line of ours runs for the first time on behalf of that line of the program."""
    path = 0
    while frame is not None:
        path = hash((path, id(frame.f_code), frame.f_lasti))
        if not _is_inside(frame.f_globals.get("__name__", "")):
            break
        frame = frame.f_back
    if path in _seen:
        return False
    _seen.add(path)
    return True


@cache
def _is_inside(module: str) -> bool:
    return module.startswith(_INSIDE)
