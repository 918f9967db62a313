"""Examines a model, a loss and one batch, on copies, and leaves no trace."""

import copy
import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from rightloss.catalog import Loss
from rightloss.doctor import checkup
from rightloss.doctor.binding import bind, bind_module, contract
from rightloss.doctor.checkup import Activations, Checkup
from rightloss.doctor.evidence import LossCall, Node
from rightloss.doctor.place import place, site
from rightloss.doctor.probe import examine
from rightloss.doctor.result import Diagnosis, Histogram
from rightloss.doctor.undisturbed import undisturbed
from rightloss.doctor.watch import Watch
from rightloss.findings import Finding, Place

_BINS = 24
_MOST_CLASSES = 40


def diagnose(
    model: nn.Module,
    criterion: Callable[..., Any],
    batch: Any,
    *,
    optimizer: torch.optim.Optimizer | None = None,
    steps: int = 30,
    like: str | None = None,
    seed: int = 0,
) -> Diagnosis:
    """Try a model, a loss and one batch, and say what is wrong.

    Everything happens on copies: parameters, buffers, gradients, hooks, train/eval mode and random numbers stay as
    they are. The contract of the loss is checked on the live graph; then the loss at the start, the gradients, the
    activations, the influence of examples on each other, the dependence on the target, and training on this one batch.

    Args:
        model: called as model(inputs), model(*inputs) for a tuple, model(**inputs) for a dict. Its mode is kept.
        criterion: called as criterion(output, target).
        batch: (inputs, target), as they come from a data loader, on the device of the model. Three examples or more.
        optimizer: the one that trains the model; a new one of its kind trains the copy. Default: Adam, lr=0.01.
        steps: how many steps to train on the batch; 0 leaves that out.
        like: catalog name of the loss whose contract a criterion of yours keeps.
        seed: where random numbers start.

    Returns:
        Findings and measurements; print it, show it in a notebook, or call to_html() and to_dict().

    Raises:
        ValueError: the batch is no pair, or the model cannot be copied.
        Exception: what the model itself raises.
    """
    examination = _Examination(model, criterion, batch, optimizer, steps, like, place(site(2)))
    with undisturbed(seed):
        return examination.run()


class _Examination:
    """One call of diagnose."""

    def __init__(
        self,
        model: nn.Module,
        criterion: Callable[..., Any],
        batch: Any,
        optimizer: torch.optim.Optimizer | None,
        steps: int,
        like: str | None,
        where: Place | None,
    ) -> None:
        self.inputs, self.target = _pair(batch)
        self.model = model
        self.criterion = criterion
        self.optimizer = optimizer
        self.steps = steps
        self.loss = _known(criterion, like)
        self.like = like
        self.place = where
        self.watch = Watch()
        self.options: Mapping[str, Any] = {}
        self.origin: Node | None = None
        self.tried: dict[str, str] = {}

    def run(self) -> Diagnosis:
        """All experiments; those after an error that is explained are left out."""
        start = time.perf_counter()
        twin = _copied(self.model)
        activations = Activations(twin)
        output, value = self._first(twin)
        if value is None:
            return Diagnosis(findings=self._findings(), loss=self._name(), seconds=time.perf_counter() - start)
        found = self._checkup(twin, activations, output, value)
        with torch.no_grad():
            more = examine(found)
        return Diagnosis(
            findings=_sorted([*self._findings(), *more]),
            loss=self._name(),
            value=found.value,
            expected=found.expected,
            gradients=found.gradients,
            histogram=histogram(self.loss, output, self.target),
            curve=found.curve,
            tried=self.tried,
            seconds=time.perf_counter() - start,
        )

    def _name(self) -> str:
        return self.loss.name if self.loss is not None else ""

    def _findings(self) -> tuple[Finding, ...]:
        return _sorted(self.watch.findings)

    def _first(self, twin: nn.Module) -> tuple[Any, float | None]:
        """Forward, loss and backward, watched; no value where an error was explained."""
        criterion = _copied(self.criterion)
        with self.watch:
            output = _called(twin, self.inputs)
            try:
                value = criterion(output, _fresh(self.target))
                self._bind(output, value)
                value.backward()
            except Exception:
                if not self.watch.findings:
                    raise
                return output, None
        return output, float(value.detach())

    def _bind(self, output: Any, value: Any) -> None:
        self.origin = self.watch.origin(output)
        if self.loss is None:
            return
        args, function = (output, self.target), self.criterion
        named = isinstance(function, nn.Module)
        bound = bind_module(self.loss, function, args, {}) if named else bind(self.loss, function, args, {})  # type: ignore[arg-type]
        if bound is None:
            return
        self.options = bound.options
        if self.like is not None:
            origins = tuple(map(self.watch.origin, bound.inputs))
            self.watch.see(
                LossCall(
                    loss=self.loss,
                    inputs=bound.inputs,
                    target=bound.target,
                    options=bound.options,
                    origins=origins,
                    place=self.place,
                    value=value,
                )
            )

    def _checkup(self, twin: nn.Module, activations: Activations, output: Any, value: float) -> Checkup:
        tensor = output if isinstance(output, torch.Tensor) else None
        judge = _copied(self.criterion)
        with torch.no_grad():
            kept = checkup.without_ignored(judge, tensor, self.target, self.options)
        return Checkup(
            loss=self.loss,
            options=self.options,
            output=tensor,
            origin=self.origin,
            target=self.target,
            value=value,
            expected=checkup.expected_start(self.loss, tensor, self.target, self.options),
            gradients=checkup.gradients_of(twin),
            units=activations.units,
            mixed=self._try("examples apart", lambda: self._mixing()),
            blind=self._try("other targets", lambda: checkup.is_blind(judge, tensor, self.target)),
            kept=kept,
            half=checkup.underflow(twin),
            curve=self._overfit(value),
            place=self.place,
        )

    def _mixing(self) -> float | None:
        return checkup.mixing(_copied(self.model), self.inputs, self.target, _called)

    def _overfit(self, value: float) -> tuple[float, ...]:
        if not self.steps or not math.isfinite(value):
            self.tried["training on the batch"] = "left out"
            return ()
        twin, criterion = _copied(self.model), _copied(self.criterion)
        optimizer = checkup.optimizer_like(self.optimizer, self.model, twin)

        def compute(model: nn.Module) -> torch.Tensor:
            value = criterion(_called(model, self.inputs), _fresh(self.target))
            assert isinstance(value, torch.Tensor)
            return value

        self.tried["training on the batch"] = f"{self.steps} steps of {type(optimizer).__name__}"
        return checkup.overfit(twin, compute, optimizer, self.steps)

    def _try(self, name: str, experiment: Callable[[], Any]) -> Any:
        """An experiment that a model may refuse, such as fewer examples than it is built for."""
        try:
            found = experiment()
        except Exception as error:
            self.tried[name] = f"left out: {type(error).__name__}: {' '.join(str(error).split())[:120]}"
            return None
        self.tried[name] = "done" if found is not None else "left out: not possible with these inputs"
        return found


def histogram(loss: Loss | None, output: Any, target: Any) -> Histogram | None:
    """Outputs and targets in the same bins; None where they cannot be compared."""
    if not isinstance(output, torch.Tensor) or not isinstance(target, torch.Tensor) or not target.numel():
        return None
    y = target.detach()
    if loss is not None and loss.inputs[0].class_dim == 1 and output.dim() > 1 and not y.is_floating_point():
        classes = output.shape[1]
        if classes > _MOST_CLASSES:
            return None
        guesses = output.detach().argmax(1)
        edges = tuple(number - 0.5 for number in range(classes + 1))
        return Histogram(edges=edges, outputs=_counts(guesses, edges), targets=_counts(y, edges), classes=True)
    if not y.is_floating_point() or not output.is_floating_point() or output.shape != y.shape:
        return None
    both = torch.cat([output.detach().flatten().double(), y.flatten().double()])
    both = both[both.isfinite()]
    if not both.numel() or float(both.min()) == float(both.max()):
        return None
    edges = tuple(torch.linspace(float(both.min()), float(both.max()), _BINS + 1).tolist())
    return Histogram(edges=edges, outputs=_counts(output.detach(), edges), targets=_counts(y, edges), classes=False)


def _counts(x: torch.Tensor, edges: tuple[float, ...]) -> tuple[int, ...]:
    found = torch.histogram(x.flatten().double().cpu(), torch.tensor(edges, dtype=torch.float64))
    return tuple(int(count) for count in found.hist.tolist())


def _pair(batch: Any) -> tuple[Any, Any]:
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        kind = f"{type(batch).__name__} of {len(batch)}" if hasattr(batch, "__len__") else type(batch).__name__
        raise ValueError(
            f"got a batch that is a {kind}, want (inputs, target); put several inputs into a tuple or a dict"
        )
    return batch[0], batch[1]


def _known(criterion: Callable[..., Any], like: str | None) -> Loss | None:
    if like is not None:
        return contract(criterion, like)
    try:
        return contract(criterion)
    except LookupError:
        return None


def _called(model: nn.Module, inputs: Any) -> Any:
    given = _fresh(inputs)
    if isinstance(given, dict):
        return model(**given)
    return model(*given) if isinstance(given, tuple | list) else model(given)


def _fresh(x: Any) -> Any:
    """A copy of all tensors, so that nothing in place reaches the caller's."""
    if isinstance(x, torch.Tensor):
        return x.detach().clone().requires_grad_(x.requires_grad)
    if isinstance(x, dict):
        return {name: _fresh(item) for name, item in x.items()}
    if isinstance(x, tuple | list):
        return type(x)(map(_fresh, x)) if type(x) in (tuple, list) else x
    return x


def _copied(item: Any) -> Any:
    if not isinstance(item, nn.Module):
        return item
    try:
        twin = copy.deepcopy(item)
    except Exception as error:
        raise ValueError(f"{type(item).__name__} cannot be copied, and diagnose works on a copy: {error}") from error
    for parameter in twin.parameters():
        parameter.grad = None
    return twin


def _sorted(findings: Any) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda item: (item.severity != "error", item.code)))
