"""The words and numbers of a choice that every format shares."""

import re
from collections.abc import Mapping
from typing import Any

from rightloss.catalog import activations, losses
from rightloss.choose.result import Choice, Distribution, Reason, Recommendation

ELICITS: Mapping[str, str] = {
    "mean": "the mean (average)",
    "median": "the median (half of the targets lie below it)",
    "quantile": "a quantile",
    "expectile": "an expectile",
    "mode": "the mode (the most frequent value)",
    "geometric-mean": "the geometric mean",
    "robust-centre": "the centre of the bulk, between median and mean",
    "class-probabilities": "a probability for each class",
    "event-probability": "the probability of yes",
    "distribution": "a whole distribution, with its uncertainty",
    "circular-mean": "the mean direction",
    "ordered-class-probabilities": "a probability for each level, in their order",
    "order": "an order, best first",
    "preference": "which of two answers is preferred, and by how much",
    "expected-reward": "the policy that earns most",
    "similarity": "a similarity",
    "overlap": "the regions that overlap best",
    "hazard": "the risk over time",
    "sign": "the side of the boundary",
    "nothing": "nothing by itself: it is a term beside a loss",
}
FIRST_LOSS = "an untrained model should start near this; far from it, something is wired wrong"
PREDICTION_ONLY = "for predictions only: the loss takes the raw output"
NO_ACTIVATION = "none: the output is the prediction"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BLANK = re.compile(r"\s+")


def clean(text: str) -> str:
    """Text for one line of any output: white space is one blank, control characters are made visible."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _BLANK.sub(" ", text))


def number(value: Any) -> str:
    """A number as people write it (1,234 or 0.0125); any other value as text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return clean(str(value))
    if isinstance(value, int) or 1e4 <= abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def percent(weight: float) -> str:
    """A weight as a percentage."""
    return f"{100 * weight:.0f}%" if weight >= 0.01 or weight == 0 else "<1%"


def loss_title(name: str) -> str:
    """The heading of a loss."""
    entry = losses().get(name)
    return entry.title if entry else name


def activation_title(name: str) -> str:
    """The heading of an activation."""
    entry = activations().get(name)
    return entry.title if entry else name


def arguments(item: Recommendation, longest: int = 60) -> str:
    """The arguments of the loss as in a call; long values are shortened."""
    pairs = (f"{key}={clean(repr(value))}" for key, value in item.arguments.items())
    return ", ".join(pair if len(pair) <= longest else f"{pair[: longest - 1]}…" for pair in pairs)


def facts(best: Recommendation) -> tuple[tuple[str, str, str], ...]:
    """What to build: name, value and explanation of each key fact."""
    given = arguments(best)
    note = NO_ACTIVATION if best.activation == "identity" else PREDICTION_ONLY
    rows = [
        ("Loss", loss_title(best.loss), f"{best.loss}{f' with {given}' if given else ''}"),
        ("Output activation", activation_title(best.activation), note),
        ("Output units", number(best.outputs), "size of the last layer"),
        (
            "Target tensor",
            f"{best.target.dtype} {best.target.shape}",
            "dtype and shape that the loss expects",
        ),
        ("A prediction is", ELICITS.get(best.elicits, best.elicits), best.elicits),
    ]
    if best.expected_initial_loss is not None:
        rows.append(("First loss", f"about {number(best.expected_initial_loss)}", FIRST_LOSS))
    return tuple(rows)


def support(reason: Reason) -> str:
    """The number and the source of a reason, "" where it has neither."""
    value = "" if reason.value is None else number(reason.value)
    return "; ".join(part for part in (value, clean(reason.source)) if part)


def data_facts(choice: Choice) -> tuple[tuple[str, str], ...]:
    """What was read, as names and values; empty ones are left out."""
    rows = ((clean(key.replace("_", " ")), _value(value)) for key, value in choice.data.items())
    return tuple((key, value) for key, value in rows if value)


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{clean(str(key))}: {_value(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return " x ".join(_value(item) for item in value)
    return number(value)


def excluded(choice: Choice) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The reasons why losses are ruled out, each with the losses that it rules out."""
    found: dict[str, list[str]] = {}
    for item in choice.ruled_out:
        found.setdefault(item.why, []).append(item.loss)
    return tuple((why, tuple(names)) for why, names in found.items())


def subject(choice: Choice) -> str:
    """What the choice is about: the name of the target, or "the target"."""
    name = choice.data.get("target")
    return clean(str(name)) if name else "the target"


def headline(choice: Choice) -> str:
    """A short title."""
    best = choice.best
    return f"{loss_title(best.loss) if best else 'No loss'} for {subject(choice)}"


def chips(choice: Choice) -> tuple[str, ...]:
    """The kind of the target, then its traits."""
    return (choice.kind, *choice.traits)


def has_numeric_labels(distribution: Distribution) -> bool:
    """Whether the bars stand for numbers, which have an order and belong on an axis."""
    return bool(distribution.labels) and all(
        re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", label) for label in distribution.labels
    )
