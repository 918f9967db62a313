"""When losses look at the values of their arguments, not only at shapes and dtypes."""

import sys
from types import FrameType, TracebackType

import torch
from torch import Tensor

_INSIDE = ("rightloss.losses.", "rightloss.kernels.", "rightloss.doctor.", "rightloss.testing.", "torch.nn.modules.")

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
    if torch.compiler.is_compiling() or type(x) not in (Tensor, torch.nn.Parameter) or x.is_meta:
        return False
    if torch._C._functorch.is_functorch_wrapped_tensor(x):
        return False
    if _always is not None:
        return _always
    return x.device.type == "cpu" and _is_first_look(sys._getframe(1))


def _is_first_look(frame: FrameType | None) -> bool:
    """Whether this line of ours runs for the first time on behalf of that line of the program."""
    path: list[int] = []
    while frame is not None:
        path += (id(frame.f_code), frame.f_lineno)
        if not frame.f_globals.get("__name__", "").startswith(_INSIDE):
            break
        frame = frame.f_back
    key = hash(tuple(path))
    if key in _seen:
        return False
    _seen.add(key)
    return True
