"""What a loss asks of model and target, read off its catalog entry: head, activation, target tensor, first value."""

import math
import re
from dataclasses import dataclass

from rightloss.catalog.registry import losses
from rightloss.catalog.schema import Loss, Target
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind, TargetForm

# Intervals of a discrete-time survival model: enough for a curve, few enough to have events in each.
_MAX_INTERVALS = 20

_SHAPES: dict[Kind, str] = {
    "multi-label": "(N, L)",
    "multi-output": "(N, D)",
    "soft-label": "(N, C)",
    "mask": "(N, d1, ..., dK)",
}
_DTYPES = {"float": "float32", "long": "int64", "integer": "int64", "bool": "bool", "any": "float32"}


@dataclass(frozen=True, kw_only=True)
class Contract:
    """The demands of one loss on one target."""

    entry: Loss
    activation: str
    outputs: int
    target: TargetForm
    elicits: str
    initial: float | None


def contract(name: str, kind: Kind, profile: Profile) -> Contract:
    """The contract of the loss `name` for a target of this kind."""
    entry = losses()[name]
    form = _target(entry, kind)
    return Contract(
        entry=entry,
        activation=entry.activation,
        outputs=_outputs(entry, kind, profile),
        target=form,
        elicits=entry.elicits,
        initial=_initial(entry, kind, profile),
    )


def _target(entry: Loss, kind: Kind) -> TargetForm:
    wanted = "class-probabilities" if kind == "soft-label" else entry.targets[0].space
    target = next((form for form in entry.targets if form.space == wanted), entry.targets[0])
    return TargetForm(dtype=_DTYPES[target.dtype], shape=_shape(entry, target, kind))


def _shape(entry: Loss, target: Target, kind: Kind) -> str:
    if kind == "duration" or entry.family == "ranking":
        return target.shape
    if kind == "mask" and entry.family == "binary":
        return "(N, 1, d1, ..., dK)"
    return _SHAPES.get(kind, "(N,)")


def _outputs(entry: Loss, kind: Kind, profile: Profile) -> int:
    sizes = {
        "C": profile.classes,
        "K": profile.classes,
        "Q": 1,
        "T": min(_MAX_INTERVALS, max(profile.levels, 2)),
        "L": 1,
        "D": 1,
    }
    match = re.fullmatch(r"(\w+)(?:\s*-\s*(\d+))?", entry.outputs)
    if match is None:
        raise ValueError(
            f"loss {entry.name!r}: outputs {entry.outputs!r} is not a number, a letter or a letter minus a number"
        )
    size = sizes[match[1]] if match[1] in sizes else int(match[1])
    per_element = size - int(match[2] or 0)
    return per_element * (math.prod(profile.shape) if kind in ("multi-label", "multi-output") else 1)


def _initial(entry: Loss, kind: Kind, profile: Profile) -> float | None:
    """Loss of an untrained head: even odds for classes, the target's own mean for numbers."""
    if entry.initial == "ln C":
        return math.log(profile.classes)
    if entry.initial == "ln 2":
        return math.log(2.0)
    if kind in ("multi-output", "mask", "proportion", "circular") or profile.type == "string":
        return None
    if entry.name == "mse":
        return _significant(profile.sd**2)
    if entry.name == "poisson-nll" and profile.mean > 0:
        return _significant(profile.mean - profile.mean * math.log(profile.mean))
    return None


def _significant(value: float) -> float:
    return float(f"{value:.6g}")
