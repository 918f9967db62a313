"""The figures of a choice, as SVG."""

from collections.abc import Callable

from rightloss.choose.result import Choice, Distribution
from rightloss.report import choice_words as words
from rightloss.report import svg
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
    if _is_axis(found):
        return svg.columns(found.counts, found.labels, title=title, x_label=name)
    pairs = list(zip(found.counts, map(words.clean, found.labels), strict=True))
    if hidden_classes(found):
        pairs = sorted(pairs, key=lambda pair: -pair[0])[:_MAX_BARS]
    return svg.bars(*zip(*pairs, strict=True), total=sum(found.counts), title=title)


def hidden_classes(distribution: Distribution) -> int:
    """How many of the smallest classes have no bar in the figure."""
    return 0 if _is_axis(distribution) else max(len(distribution.labels) - _MAX_BARS, 0)


def _is_axis(distribution: Distribution) -> bool:
    return not distribution.labels or (words.has_numeric_labels(distribution) and len(distribution.labels) > 2)


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
    name = f"{what}, scaled" if panel.scaled else what
    return svg.line_chart(series, title=title, x_label=panel.label, y_label=name)
