"""The figures of a choice, as SVG."""

from collections.abc import Callable

from rightloss.choose.result import Choice, Distribution
from rightloss.report import svg
from rightloss.report import choice_words as words
from rightloss.report.choice_curves import Panel, largest
from rightloss.report.curves import Line

_MAX_BARS = 16


def distribution_figure(choice: Choice) -> str:
    """The target's distribution; "" where there is none."""
    found = choice.distribution
    if found is None or not any(found.counts):
        return ""
    name = words.subject(choice)
    title = f"Distribution of {name} over {sum(found.counts):,} values"
    if not found.labels:
        return svg.histogram(found.counts, found.edges, title=title, x_label=name)
    if words.has_numeric_labels(found) and len(found.labels) > 2:
        return svg.columns(found.counts, found.labels, title=title, x_label=name)
    counts, labels = _shown(found)
    return svg.bars(counts, labels, title=title)


def _shown(distribution: Distribution) -> tuple[list[int], list[str]]:
    """The bars in their order; where they are too many, the largest ones and the sum of the rest."""
    pairs = list(zip(distribution.counts, map(words.clean, distribution.labels), strict=True))
    if len(pairs) > _MAX_BARS:
        pairs = sorted(pairs, key=lambda pair: -pair[0])
        rest = pairs[_MAX_BARS - 1 :]
        pairs = [*pairs[: _MAX_BARS - 1], (sum(count for count, _ in rest), f"{len(rest)} others")]
    return [count for count, _ in pairs], [label for _, label in pairs]


def value_figure(panel: Panel) -> str:
    """The losses of a panel."""
    return _lines(panel, "loss", lambda line: line.values)


def gradient_figure(panel: Panel) -> str:
    """Their gradients: how hard each pulls at the model."""
    return _lines(panel, "gradient", lambda line: line.gradients)


def _lines(panel: Panel, what: str, read: Callable[[Line], tuple[float, ...]]) -> str:
    series = []
    for line in panel.lines:
        values, name = read(line), line.name
        if panel.scaled:
            top = largest(values)
            values, name = tuple(value / top for value in values), f"{name} (1 = {words.number(top)})"
        series.append(svg.Series(name=name, x=line.x, y=values))
    names = ", ".join(line.name for line in panel.lines)
    title = f"{what.capitalize()} of {names} against {panel.label}"
    return svg.line_chart(series, title=title, x_label=panel.label, y_label=f"{what}, scaled" if panel.scaled else what)
