"""The figures of a diagnosis, as SVG."""

import math

from rightloss.doctor.result import Diagnosis
from rightloss.report import svg

_MOST = 30


def figures(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """Caption and figure of all that was measured."""
    found = (
        ("Gradient norm of each parameter, from the first layer to the last", gradients(diagnosis)),
        ("Outputs and targets of the batch", distributions(diagnosis)),
        ("The loss at the start, and what a model that knows nothing has", start(diagnosis)),
        ("The loss while this one batch is trained on", curve(diagnosis)),
    )
    return [(caption, figure) for caption, figure in found if figure]


def gradients(diagnosis: Diagnosis) -> str:
    """Logarithms of the norms, over the layers."""
    known = [
        (number, math.log10(item.gradient))
        for number, item in enumerate(diagnosis.gradients, start=1)
        if item.gradient and math.isfinite(item.gradient)
    ]
    if len(known) < 2:
        return ""
    line = svg.Series(name="log10 of the norm", x=tuple(float(x) for x, _ in known), y=tuple(y for _, y in known))
    return svg.line_chart([line], title="Gradient norms", x_label="parameter", y_label="log10 of the norm")


def distributions(diagnosis: Diagnosis) -> str:
    """Shares of outputs and targets in the same bins."""
    found = diagnosis.histogram
    if found is None:
        return ""
    middles = tuple((low + high) / 2 for low, high in zip(found.edges[:-1], found.edges[1:], strict=True))
    pairs = (("targets", found.targets), ("outputs", found.outputs))
    series = [svg.Series(name=name, x=middles, y=_shares(counts)) for name, counts in pairs]
    label = "class" if found.classes else "value"
    return svg.line_chart(series, title="Outputs and targets", x_label=label, y_label="share")


def _shares(counts: tuple[int, ...]) -> tuple[float, ...]:
    total = sum(counts) or 1
    return tuple(count / total for count in counts)


def start(diagnosis: Diagnosis) -> str:
    """The loss at the start beside what was expected."""
    if diagnosis.value is None or diagnosis.expected is None or not math.isfinite(diagnosis.value):
        return ""
    ends = (0.0, 1.0)
    lines = [("at the start", diagnosis.value), ("expected", diagnosis.expected)]
    series = [svg.Series(name=f"{name}: {value:.4g}", x=ends, y=(value, value)) for name, value in lines]
    zero = svg.Series(name="0", x=ends, y=(0.0, 0.0))
    return svg.line_chart([*series, zero], title="Loss at the start", x_label="", y_label="loss")


def curve(diagnosis: Diagnosis) -> str:
    """The loss over the steps."""
    if len(diagnosis.curve) < 2:
        return ""
    steps = tuple(float(step) for step in range(len(diagnosis.curve)))
    line = svg.Series(name=diagnosis.loss or "loss", x=steps, y=diagnosis.curve)
    return svg.line_chart([line], title="Training on one batch", x_label="step", y_label="loss")
