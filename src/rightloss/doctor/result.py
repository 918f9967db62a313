"""What an examination found: findings, and the measurements behind them."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rightloss._optional import resolve
from rightloss.findings import Finding

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class Gradient:
    """A parameter: its name and size, its norm, and the norm of its gradient (None: it got none)."""

    name: str
    size: int
    norm: float
    gradient: float | None


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """Outputs and targets of the batch, counted in the same bins.

    Attributes:
        edges: ends of the bins, one more than there are bins; class numbers minus a half where classes are counted.
        outputs: how many predictions fall into each; classes are those with the highest score.
        targets: how many targets do.
        classes: whether classes are counted.
    """

    edges: tuple[float, ...]
    outputs: tuple[int, ...]
    targets: tuple[int, ...]
    classes: bool


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The result of `rightloss.diagnose`.

    Attributes:
        findings: what is wrong, errors first.
        loss: catalog name of the loss, "" where the catalog does not know it.
        value: the loss at the start, None where it could not be computed.
        expected: what a model that knows nothing starts with, None where that is not known.
        gradients: the parameters, from the first to the last.
        histogram: outputs against targets, None where they cannot be compared.
        curve: the loss while this one batch was trained on.
        tried: the experiments that were made, by name, and why others were left out.
        seconds: how long it took.
    """

    findings: tuple[Finding, ...]
    loss: str = ""
    value: float | None = None
    expected: float | None = None
    gradients: tuple[Gradient, ...] = ()
    histogram: Histogram | None = None
    curve: tuple[float, ...] = ()
    tried: Mapping[str, str] = dataclasses.field(default_factory=dict)
    seconds: float = 0.0

    @property
    def healthy(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: plain types, findings as `rightloss check` writes them, no NaN (null instead)."""
        findings = resolve("rightloss.report.finding_json:to_json")(self.findings)
        rest = {name: value for name, value in dataclasses.asdict(self).items() if name != "findings"}
        return {**findings, **{name: _finite(value) for name, value in rest.items()}}

    def to_html(self) -> str:
        """A self-contained page with the plots."""
        return str(resolve("rightloss.report.diagnosis_html:to_html")(self))

    def __str__(self) -> str:
        return str(resolve("rightloss.report.diagnosis_text:to_text")(self))

    def _repr_html_(self) -> str:
        return str(resolve("rightloss.report.diagnosis_html:to_html_fragment")(self))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
