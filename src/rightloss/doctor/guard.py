"""Looks at the first calls of a loss in a live program, then gets out of the way."""

import functools
from collections.abc import Callable
from typing import Any, Literal, TypeVar
from warnings import warn_explicit

import torch
from torch import nn

from rightloss.catalog import Loss
from rightloss.doctor.binding import bind, bind_module, contract
from rightloss.doctor.errors import GuardError, GuardWarning, described
from rightloss.doctor.evidence import LossCall, Node
from rightloss.doctor.graph import read
from rightloss.doctor.makers import Maker
from rightloss.doctor.operations import producer
from rightloss.doctor.place import place, site
from rightloss.doctor.probe import examine, probes
from rightloss.findings import Finding

Mode = Literal["raise", "warn", "off"]
Criterion = TypeVar("Criterion", bound=Callable[..., Any])

_MODES = ("raise", "warn", "off")
_UNUSED = "it was not called, or by torch.compile only, which hides the graph and the values"


def guard(
    criterion: Criterion,
    mode: Mode = "raise",
    calls: int = 1,
    *,
    like: str | None = None,
    model: nn.Module | None = None,
) -> Criterion:
    """Check the first calls of a loss: its input's history and values, and its target, against its contract.

    A loss module comes back as it is: for the first calls its `forward` is watched, then nothing is left of the guard.
    A function comes back wrapped. Compiled calls are passed through unseen (see `skipped`). Gradients, autocast,
    distributed wrappers and accumulation are not disturbed, and what the loss gives is not changed.

    Args:
        criterion: a loss of torch.nn or of rightloss, a function of torch.nn.functional, or any callable with `like`.
        mode: "raise" a GuardError at the first mistake, "warn" with a GuardWarning, or "off": do nothing.
        calls: how many calls are looked at.
        like: catalog name of the loss whose contract a callable of yours keeps, such as "cross-entropy".
        model: where to look for the module that made the input, for its name; by default all modules that are alive.

    Returns:
        The criterion; a function comes back as a callable that passes its arguments on.

    Raises:
        LookupError: the catalog does not know the loss, and `like` names none.
        ValueError: an unknown mode, or a number of calls below 1.
    """
    if mode not in _MODES:
        raise ValueError(f"got mode={mode!r}, want one of {', '.join(map(repr, _MODES))}")
    if calls < 1:
        raise ValueError(f"got calls={calls}, want at least 1; mode='off' looks at none")
    if mode == "off":
        return criterion
    loss = contract(criterion, like)
    probes()  # imported now, so that the first call is fast
    watcher = _Guard(criterion, loss, mode, calls, model)
    if isinstance(criterion, nn.Module):
        criterion.forward = watcher
        return criterion
    return watcher  # type: ignore[return-value]


def skipped(criterion: Callable[..., Any]) -> str:
    """Why a guard has not looked at its loss yet; "" where it has, or there is none."""
    watcher = vars(criterion).get("forward", criterion) if isinstance(criterion, nn.Module) else criterion
    return watcher.skipped if isinstance(watcher, _Guard) else ""


class _Guard:
    """Stands in front of a function, or of the forward of a module, for the first calls."""

    def __init__(
        self, criterion: Callable[..., Any], loss: Loss, mode: Mode, calls: int, model: nn.Module | None
    ) -> None:
        if not isinstance(criterion, nn.Module):
            functools.update_wrapper(self, criterion)
        self._criterion = criterion
        self._loss = loss
        self._mode = mode
        self._left = calls
        self._model = model
        self._looked = False

    @property
    def skipped(self) -> str:
        """Why nothing was looked at; "" where something was."""
        return "" if self._looked else _UNUSED

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self._left:
            return self._call(*args, **kwargs)
        if torch.compiler.is_compiling():
            return self._call(*args, **kwargs)
        return self._watch(args, kwargs)

    def _call(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(self._criterion, nn.Module):
            return type(self._criterion).forward(self._criterion, *args, **kwargs)
        return self._criterion(*args, **kwargs)

    def _watch(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._count()
        if any(isinstance(item, torch.Tensor) and item.is_cuda for item in args):
            # Some mistakes end a CUDA process; they are told before.
            self._tell(self._look(args, kwargs, None, None), None)
        value, error = None, None
        try:
            value = self._call(*args, **kwargs)
        except Exception as raised:
            error = raised
        self._tell(self._look(args, kwargs, value, error), error)
        if error is not None:
            raise error
        return value

    def _count(self) -> None:
        self._looked = True
        self._left -= 1
        if not self._left and isinstance(self._criterion, nn.Module):
            vars(self._criterion).pop("forward", None)

    def _look(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], value: Any, error: BaseException | None
    ) -> list[Finding]:
        criterion, loss = self._criterion, self._loss
        named = isinstance(criterion, nn.Module)
        bound = bind_module(loss, criterion, args, kwargs) if named else bind(loss, criterion, args, kwargs)  # type: ignore[arg-type]
        if bound is None:
            return []

        def event(maker: Maker | None) -> LossCall:
            return LossCall(
                loss=loss,
                inputs=bound.inputs,
                target=bound.target,
                options=bound.options,
                origins=tuple(_read(item, maker) for item in bound.inputs),
                target_origin=_read(bound.target, None),
                place=place(site(1)),
                graded=torch.is_grad_enabled(),
                value=value,
                error=error,
            )

        with torch.no_grad():
            found = examine(event(None))
            # Names are looked up only now that there is something to say.
            return examine(event(Maker(self._model))) if found else found

    def _tell(self, findings: list[Finding], error: BaseException | None) -> None:
        if not findings:
            return
        if self._mode == "raise":
            raise GuardError(findings) from error
        where = findings[0].place
        warn_explicit(described(findings), GuardWarning, where.path, where.line)


def _read(x: Any, maker: Maker | None) -> Node | None:
    node = read(x)
    source = producer(node)
    if maker is None or source is None:
        return node
    return read(x, {source.op: maker.name(source.op, x)})
