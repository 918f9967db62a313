"""Writes down how every tensor came to be while a program runs.

The autograd graph ends where gradients end; the tape goes on through argmax, detach and no_grad, and knows the line of
the user's code and the module that was running.
"""

import weakref
from collections.abc import Callable
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from rightloss.doctor.evidence import Node
from rightloss.doctor.modules import Running
from rightloss.doctor.operations import named
from rightloss.doctor.place import place, site
from rightloss.doctor.values import is_binary
from rightloss.findings import Place

# A way longer than this is cut; a sum that runs over all batches would never be freed otherwise.
_LONGEST = 400
# Larger tensors are not looked through.
_MOST_ELEMENTS = 4_000_000
# Their derivative, or their value, is infinite at some point: what stood there is worth a look.
SINGULAR = frozenset(("log", "log1p", "log2", "log10", "sqrt", "rsqrt", "div", "reciprocal", "norm", "acos", "asin"))
_DIMS = frozenset(("softmax", "log_softmax", "softmin", "gumbel_softmax", "argmax", "cat", "stack", "gather"))
_QUIET = frozenset(
    [
        "__get__",
        "__set__",
        "dim",
        "size",
        "stride",
        "numel",
        "is_floating_point",
        "is_complex",
        "__len__",
        "is_contiguous",
        "storage_offset",
        "data_ptr",
        "__repr__",
        "__format__",
        "__hash__",
        "__bool__",
        "is_cuda",
        "element_size",
        "nelement",
        "ndimension",
        "get_device",
        "register_hook",
        "__iter__",
        "_is_all_true",
        "untyped_storage",
        "is_nonzero",
        "has_names",
        "is_signed",
        "__contains__",
        "requires_grad_",
        "retain_grad",
    ]
)

Sees = Callable[["Call"], None]


class Call:
    """One call of a torch function, as the tape saw it; `result` or `error` is None."""

    __slots__ = ("args", "error", "function", "kwargs", "name", "node", "result", "site")

    def __init__(self, function: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.function = function
        self.name = name
        self.args = args
        self.kwargs = kwargs
        self.result: Any = None
        self.error: BaseException | None = None
        self.node: Node | None = None
        self.site = site(3)

    @property
    def place(self) -> Place | None:
        """Where the user's code called it."""
        return place(self.site)


class Tape(TorchFunctionMode):
    """Records while it is entered.

    Args:
        running: knows the module that is running.
        sees: is told every call after it was made.

    Attributes:
        moment: how many optimizer steps were taken.
        off: it does nothing any more.
        stepping: an optimizer is at its step.
    """

    def __init__(self, running: Running, sees: Sees) -> None:
        super().__init__()
        self.moment = 0
        self.off = False
        self.stepping = False
        self._running = running
        self._sees = sees
        self._nodes: dict[int, tuple[weakref.ref[torch.Tensor], Node, int]] = {}
        self._serial = 0

    def origin(self, value: Any) -> Node | None:
        """How a tensor came to be; None where the tape does not know."""
        if not isinstance(value, torch.Tensor):
            return None
        entry = self._nodes.get(id(value))
        return entry[1] if entry is not None and entry[0]() is value else None

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Call, and write down."""
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name in _QUIET or self._is_resting():
            return func(*args, **kwargs)
        call = Call(func, named(name), args, kwargs)
        before = self._facts_before(call)
        try:
            call.result = func(*args, **kwargs)
        except BaseException as error:
            call.error = error
            self._sees(call)
            raise
        self._write(call, before)
        self._sees(call)
        return call.result

    def _is_resting(self) -> bool:
        """Whether it is switched off, or an optimizer works on the parameters (its closure has gradients enabled)."""
        return self.off or (self.stepping and not torch.is_grad_enabled()) or torch.compiler.is_compiling()

    def _facts_before(self, call: Call) -> frozenset[str]:
        """What must be looked at before an operation in place changes it."""
        with torch.no_grad():
            if call.name in SINGULAR:
                return _meets_singularity(call)
            return _factors(call) if call.name == "mul" else frozenset()

    def _write(self, call: Call, facts: frozenset[str]) -> None:
        results = call.result if isinstance(call.result, tuple | list) else (call.result,)
        tensors = [item for item in results if isinstance(item, torch.Tensor)]
        if not tensors:
            return
        given = _tensors(call.args) + _tensors(tuple(call.kwargs.values()))
        entries = [self._nodes.get(id(item)) for item in given]
        depth = 1 + max((entry[2] for entry in entries if entry is not None), default=0)
        inputs = tuple(None if entry is None else entry[1] for entry in entries)
        self._serial += 1
        for item in tensors:
            node = self._node(call, inputs if depth < _LONGEST else (), given, item, facts)
            call.node = call.node or node
            self._keep(item, node, depth if depth < _LONGEST else 0)

    def _node(
        self,
        call: Call,
        inputs: tuple[Node | None, ...],
        given: list[torch.Tensor],
        result: torch.Tensor,
        facts: frozenset[str],
    ) -> Node:
        return Node(
            op=call.name,
            inputs=inputs,
            dim=_dim(call),
            shape=tuple(result.shape),
            source=tuple(given[0].shape) if given else (),
            place=call.place,
            code=call.site[0] if call.site else None,
            module=self._running.name(),
            attached=result.requires_grad,
            numbers=tuple(float(item) for item in call.args if isinstance(item, int | float)),
            facts=facts | {"half"} if result.dtype in (torch.float16, torch.bfloat16) else facts,
            moment=self.moment,
            serial=self._serial,
        )

    def _keep(self, tensor: torch.Tensor, node: Node, depth: int) -> None:
        key = id(tensor)
        nodes = self._nodes
        nodes[key] = (weakref.ref(tensor, lambda _: nodes.pop(key, None)), node, depth)


def _meets_singularity(call: Call) -> frozenset[str]:
    x = call.args[-1 if call.name == "div" else 0] if call.args else None
    if not isinstance(x, torch.Tensor) or not x.is_floating_point():
        return frozenset()
    points = {"log1p": (-1.0,), "acos": (-1.0, 1.0), "asin": (-1.0, 1.0)}.get(call.name, (0.0,))
    return frozenset(("singular",)) if any(bool((x.detach() == point).any()) for point in points) else frozenset()


def _factors(call: Call) -> frozenset[str]:
    """Whether a prediction is multiplied by zeros and ones, and whether it has negative values."""
    pair = [item for item in call.args if isinstance(item, torch.Tensor)]
    if len(pair) != 2 or pair[0].requires_grad is pair[1].requires_grad:
        return frozenset()
    x, y = (pair[0], pair[1]) if pair[0].requires_grad else (pair[1], pair[0])
    if not 1 < y.numel() <= _MOST_ELEMENTS or not is_binary(y):
        return frozenset()
    return frozenset(("binary-factor", "negative-factor") if bool((x.detach() < 0).any()) else ("binary-factor",))


def _tensors(args: tuple[Any, ...]) -> list[torch.Tensor]:
    found: list[torch.Tensor] = []
    for item in args:
        if isinstance(item, torch.Tensor):
            found.append(item)
        elif isinstance(item, tuple | list):
            found += [inner for inner in item if isinstance(inner, torch.Tensor)]
    return found


def _dim(call: Call) -> int | None:
    if call.name not in _DIMS:
        return None
    value = call.kwargs.get("dim", call.args[1] if len(call.args) > 1 else None)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
