"""What `choose` answers: frozen data, the shape of its JSON."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rightloss._optional import resolve

Kind = Literal[
    "binary",
    "nominal",
    "ordinal",
    "count",
    "positive",
    "zero-inflated-positive",
    "proportion",
    "real",
    "circular",
    "duration",
    "multi-label",
    "soft-label",
    "multi-output",
    "mask",
    "identifier",
    "constant",
]

Trait = Literal[
    "over-dispersed",
    "zero-inflated",
    "heavy-tailed",
    "outliers",
    "skewed",
    "heteroscedastic",
    "imbalanced",
    "noisy-labels",
    "censored",
    "bounded",
    "rounded",
]

SCHEMA = 1


# The keys of a choice's `data`, and their meaning.
DATA: Mapping[str, str] = {
    "source": "file name, or type of the object that was given.",
    "target": "column name, null where there is none.",
    "rows": "rows in the source.",
    "rows_used": "rows with a usable target, of the sample that was read.",
    "missing": "rows without a value of the target.",
    "infinite": "rows with an infinite target.",
    "type": "of the values: bool, integer (also floats that are all whole), float or string.",
    "shape": "shape of one row of the target; empty for one value per row.",
    "features": "number of features that were looked at.",
    "rows_for_residuals": "rows that the simple model was fitted to, 0 where there was none.",
    "kinds": "kind -> weight, the likeliest first; they sum to one.",
    "metric": "the user's metric, null where none was named.",
    "task": "the user's task, null where none was named.",
    "summary": "of numbers: `low`, `median`, `mean`, `high` and `sd`.",
    "classes": "of classes and levels, where they are not too many: label -> rows.",
    "event": "of durations with an event: its `column`, and the `share` of rows where it was seen.",
}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One argument for a recommendation: what was seen, the number that triggered it, where the rule comes from."""

    text: str
    value: float | str | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class TargetForm:
    """The dtype ("float32", "int64") and symbolic shape ("(N,)", "(N, C)") that the target tensor must have."""

    dtype: str
    shape: str


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """One ranked hypothesis.

    Attributes:
        loss: catalog name.
        weight: probability-like weight; those of a ranking sum to one.
        activation: catalog name of the activation that turns the model's output into a prediction.
        outputs: number of output units of the head.
        arguments: arguments of the loss, filled in from the data.
        target: dtype and shape of the target tensor.
        elicits: what the trained model predicts: mean, median, class-probabilities...
        expected_initial_loss: loss of an untrained head, None where there is no such number.
        reasons: why.
        caveats: what to watch out for.
        wins_when: when this one would be the right choice (for runners-up).
        snippet: runnable PyTorch code; "" for runners-up.
    """

    loss: str
    weight: float
    activation: str
    outputs: int
    arguments: Mapping[str, Any]
    target: TargetForm
    elicits: str
    expected_initial_loss: float | None
    reasons: tuple[Reason, ...]
    caveats: tuple[str, ...]
    wins_when: str = ""
    snippet: str = ""


@dataclass(frozen=True, kw_only=True)
class RuledOut:
    """A loss that the data exclude."""

    loss: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One possible answer to the question: what it would mean, and the flag that gives it."""

    text: str
    flag: str
    leads_to: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """The one question that settles a close ranking."""

    text: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """The target's distribution, for reports: bar heights (`counts`) over `labels` (classes) or `edges` (bins)."""

    counts: tuple[int, ...]
    labels: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The answer of `choose`.

    Attributes:
        kind: what the target is.
        traits: what else is true of it.
        ranking: recommendations, the best first; empty for identifiers and constants.
        ruled_out: losses that the data exclude, and why.
        question: what to answer where the ranking is close, else None.
        data: what was read: source, rows, rows used, target, missing values, features...
        verdict: the answer in one sentence.
        notes: what happened on the way (sampling, ignored rows, parsed strings).
        distribution: the target's histogram.
        residual_span: range of the residuals of a simple model (or of the centred target), None where meaningless.
    """

    kind: Kind
    traits: tuple[Trait, ...]
    ranking: tuple[Recommendation, ...]
    ruled_out: tuple[RuledOut, ...]
    question: Question | None
    data: Mapping[str, Any]
    verdict: str
    notes: tuple[str, ...] = ()
    distribution: Distribution | None = None
    residual_span: tuple[float, float] | None = field(default=None)

    @property
    def best(self) -> Recommendation | None:
        """The winner, or None where no loss fits (identifiers, constants)."""
        return self.ranking[0] if self.ranking else None

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: plain types, "schema" first, no NaN (null instead)."""
        plain: dict[str, Any] = {"schema": SCHEMA, **dataclasses.asdict(self)}
        return {key: _finite(value) for key, value in plain.items()}

    def __str__(self) -> str:
        return str(resolve("rightloss.report.choice:to_text")(self))

    def _repr_html_(self) -> str:
        return str(resolve("rightloss.report.choice:to_html_fragment")(self))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
