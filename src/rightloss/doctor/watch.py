"""Watches a program while it runs: losses, operations, backward passes and optimizer steps become events."""

import functools
import inspect
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch.optim import optimizer as optimizers

from rightloss.catalog import Loss
from rightloss.doctor.binding import bind, classes, functions
from rightloss.doctor.errors import GuardError
from rightloss.doctor.evidence import Backward, Event, LossCall, Made, Node, Operation, Step
from rightloss.doctor.ledger import Ledger
from rightloss.doctor.modules import Running
from rightloss.doctor.operations import producer
from rightloss.doctor.place import place, site
from rightloss.doctor.probe import examine, watched_operations
from rightloss.doctor.tape import Call, Tape
from rightloss.findings import Finding, Place

# The first calls at a place tell what the later ones do.
_CALLS = 3
_DISTRIBUTIONS = ("Categorical", "OneHotCategorical", "Multinomial", "Bernoulli", "Binomial", "Geometric")


class EnoughError(BaseException):
    """Ends the program that is watched: the wanted number of steps was taken, or a finding was made."""


class Watch:
    """Watches while it is entered.

    Args:
        stop: end the program at the first finding.
        batches: end it after so many optimizer steps; 0 lets it run.
        disarm: stop looking when a call raises, and explain the error where it is explained: for loops of others, which
            may never come back to leave this.

    Attributes:
        findings: what was found, in the order of time.
    """

    def __init__(self, *, stop: bool = False, batches: int = 0, disarm: bool = False) -> None:
        self.findings: list[Finding] = []
        self._stop = stop
        self._batches = batches
        self._disarm = disarm
        self._optimizer: Any = None
        self._steps = 0
        self._seen: Counter[Any] = Counter()
        self._inside = 0
        self._running = Running()
        self._tape = Tape(self._running, self._see)
        self._last: Backward | None = None
        self._ledger = Ledger()
        self._open = ExitStack()
        self._taping = ExitStack()

    def __enter__(self) -> "Watch":
        enter = self._open.enter_context
        enter(self._running)
        enter(self._patched())
        _replace(self._open, torch, "compile", _eagerly(torch.compile))
        if "torch._dynamo" in sys.modules:
            self._open.enter_context(torch.compiler.set_stance("force_eager"))
            _quieten()
        for register, hook in (
            (optimizers.register_optimizer_step_pre_hook, self._before_step),
            (optimizers.register_optimizer_step_post_hook, self._after_step),
        ):
            self._open.callback(register(hook).remove)
        self._taping.enter_context(self._tape)
        return self

    def __exit__(self, *_: object) -> None:
        self._taping.close()
        self._open.close()

    def origin(self, value: Any) -> Node | None:
        """How a tensor came to be while this was entered; None where that is not known."""
        return self._tape.origin(value)

    def see(self, event: Event) -> None:
        """Let all probes look at an event, and keep what they find."""
        with torch.no_grad(), torch._C.DisableTorchFunction():
            found = examine(event)
        known = {(item.code, item.place.path, item.place.line) for item in self.findings}
        new = [item for item in found if (item.code, item.place.path, item.place.line) not in known]
        self.findings += new
        if new and self._stop:
            raise EnoughError

    # Calls of torch

    def _see(self, call: Call) -> None:
        if self._inside:
            return
        self._inside += 1
        try:
            self._sort(call)
        finally:
            self._inside -= 1
        if self._disarm and call.error is not None:
            self._give_up(call.error)

    def _give_up(self, error: BaseException) -> None:
        """Everything is put back; only the tape stays on torch's stack of modes, and does nothing any more."""
        self._open.close()
        self._tape.off = True
        if self.findings:
            raise GuardError(self.findings) from error

    def _sort(self, call: Call) -> None:
        loss = functions().get(call.function)
        if loss is not None:
            self._loss(loss, call)
        elif call.name == "backward" and call.args:
            self._backward(call)
        elif call.name in watched_operations():
            self._operation(call)

    def _loss(self, loss: Loss, call: Call) -> None:
        bound = bind(loss, call.function, call.args, call.kwargs)
        if bound is None:
            return
        origins = tuple(map(self._tape.origin, bound.inputs))
        made = producer(origins[0]) if origins else None
        if self._is_new(call, made) or _not_finite(call.result):
            self.see(
                LossCall(
                    loss=loss,
                    inputs=bound.inputs,
                    target=bound.target,
                    options=bound.options,
                    origins=origins,
                    target_origin=self._tape.origin(bound.target),
                    place=call.place,
                    graded=torch.is_grad_enabled(),
                    value=call.result,
                    error=call.error,
                )
            )

    def _operation(self, call: Call) -> None:
        if self._is_new(call, None):
            self.see(
                Operation(
                    name=call.name,
                    args=call.args,
                    options=call.kwargs,
                    result=call.result,
                    node=call.node,
                    origins=tuple(map(self._tape.origin, call.args)),
                    error=call.error,
                    place=call.place,
                    code=call.site[0] if call.site else None,
                    caller=place(site(4, outwards=1)),
                )
            )

    def _is_new(self, call: Call, made: Node | None) -> bool:
        key = (call.name, call.place, made.op if made else "", made.place if made else None)
        self._seen[key] += 1
        return self._seen[key] <= _CALLS or call.error is not None

    def _backward(self, call: Call) -> None:
        loss = call.args[0]
        self._ledger.backward()
        self._last = Backward(loss=loss, origin=self._tape.origin(loss), place=call.place, error=call.error)
        if self._is_new(call, None) or _not_finite(loss):
            self.see(self._last)
        if self._tape.stepping:  # a closure: the optimizer called, and will step with these gradients
            self._step(call.place)

    # Steps of optimizers

    def _before_step(self, optimizer: Any, *_: Any) -> None:
        self._tape.stepping = True
        self._optimizer = optimizer
        self._step(place(site(2)))

    def _step(self, where: Place | None) -> None:
        if self._optimizer is not None and self._is_early(self._optimizer):
            parameters = [item for group in self._optimizer.param_groups for item in group["params"]]
            names = {str(index): item for index, item in enumerate(parameters)}
            state = self._ledger.step(self._optimizer)
            self.see(Step(parameters=names, backward=self._last, state=state, place=where))

    def _after_step(self, *_: Any) -> None:
        self._tape.stepping = False
        self._tape.moment += 1
        self._steps += 1
        if self._batches and self._steps >= self._batches:
            raise EnoughError

    def _is_early(self, optimizer: Any) -> bool:
        self._seen[id(optimizer)] += 1
        return self._seen[id(optimizer)] <= 10

    # Constructors and our own losses, which are no torch functions

    @contextmanager
    def _patched(self) -> Iterator[None]:
        with ExitStack() as undo:
            for kind in (*_torch_losses(), *_distributions()):
                _replace(undo, kind, "__init__", self._constructor(kind))
            for owner in (torch.optim.Optimizer, torch.nn.Module):
                _replace(undo, owner, "zero_grad", self._clearing(owner.zero_grad))
            for function in [item for item, loss in functions().items() if _is_ours(item)]:
                _replace(undo, sys.modules[function.__module__], function.__name__, self._own(function))
            yield

    def _clearing(self, original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def zero_grad(*args: Any, **kwargs: Any) -> None:
            self._ledger.clear()
            original(*args, **kwargs)

        return zero_grad

    def _constructor(self, kind: type) -> Callable[..., None]:
        original = kind.__init__  # type: ignore[misc]
        signature = inspect.signature(original)

        @functools.wraps(original)
        def init(*args: Any, **kwargs: Any) -> None:
            where = place(site(2))
            error: BaseException | None = None
            try:
                original(*args, **kwargs)
            except Exception as raised:
                error = raised
                raise
            finally:
                self._made(kind, _arguments(signature, args, kwargs), where, error)

        return init

    def _made(self, kind: type, given: Mapping[str, Any], where: Place | None, error: BaseException | None) -> None:
        origins = {name: self._tape.origin(value) for name, value in given.items()}
        dotted = f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
        self.see(Made(kind=dotted, arguments=given, origins=origins, place=where, error=error))

    def _own(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            seen = Call(function, function.__name__, args, kwargs)
            seen.site = site(2)
            self._inside += 1
            try:
                seen.result = function(*args, **kwargs)
            except Exception as error:
                seen.error = error
                raise
            finally:
                self._inside -= 1
                self._see_own(seen)
            return seen.result

        functions()[call] = functions()[function]
        return call

    def _see_own(self, call: Call) -> None:
        if not self._inside and not torch.compiler.is_compiling():
            self._see(call)


def _eagerly(compile: Callable[..., Any]) -> Callable[..., Any]:
    """What is compiled while a program is watched runs eagerly: a compiled function hides what it does."""

    @functools.wraps(compile)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        torch.compiler.set_stance("force_eager")
        _quieten()
        return compile(*args, **kwargs)

    return wrapper


def _quieten() -> None:
    """Our hooks do not mind being called twice."""
    warnings.filterwarnings("ignore", message=r"Using `torch\.compile\(module\)` when there are global hooks")


def _torch_losses() -> list[type]:
    return [cls for cls in classes() if cls.__module__.startswith("torch.")]


def _distributions() -> list[type]:
    return [getattr(torch.distributions, name) for name in _DISTRIBUTIONS]


def _is_ours(function: Callable[..., Any]) -> bool:
    return function.__module__.startswith("rightloss.") and not hasattr(function, "__wrapped__")


def _replace(undo: ExitStack, owner: Any, name: str, value: Any) -> None:
    undo.callback(setattr, owner, name, getattr(owner, name))
    setattr(owner, name, value)


def _arguments(signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Mapping[str, Any]:
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError:
        return {}
    return {name: value for name, value in given.items() if name != "self"}


def _not_finite(value: Any) -> bool:
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        return False
    return not bool(torch.isfinite(value.detach()).all())
