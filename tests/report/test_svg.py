import math
import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import pytest

from rightloss.report import svg
from rightloss.report.svg import Series, nice_ticks, shortened, tick_label


def parse(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def texts(text: str) -> list[str]:
    return [node.text or "" for node in parse(text).iter("{http://www.w3.org/2000/svg}text")]


def count(text: str, tag: str) -> int:
    return len(list(parse(text).iter(f"{{http://www.w3.org/2000/svg}}{tag}")))


def places(text: str) -> list[tuple[float, float]]:
    """Where the texts stand."""
    nodes = parse(text).iter("{http://www.w3.org/2000/svg}text")
    return [(float(node.attrib["x"]), float(node.attrib["y"])) for node in nodes]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, (0, 2, 4, 6, 8, 10)),
        (-1, 1, (-1, -0.5, 0, 0.5, 1)),
        (0, 0.003, (0, 0.001, 0.002, 0.003)),
        (3, 97, (20, 40, 60, 80)),
        (0, 2.5e6, (0, 5e5, 1e6, 1.5e6, 2e6, 2.5e6)),
        (5, 5, (5,)),
        (1e9, 1e9 + 1e-5, (1e9,)),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert nice_ticks(low, high) == ticks


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 0.37, 1.0, 123.4, 1e12, 1e300])
@pytest.mark.parametrize("shift", [-1.0, -0.3, 0.0, 2.0])
def test_ticks_are_within_the_range_and_evenly_spaced(scale: float, shift: float) -> None:
    low, high = scale * shift, scale * (shift + 1)
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 8
    slack = 1e-8 * (high - low)
    assert low - slack <= ticks[0] < ticks[-1] <= high + slack
    steps = [b - a for a, b in pairwise(ticks)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-6)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (0.0, "0"),
        (0.25, "0.25"),
        (-2.0, "\N{MINUS SIGN}2"),
        (1500.0, "1500"),
        (25_000.0, "25k"),
        (3e6, "3M"),
        (2e9, "2G"),
        (2e-5, "2e-05"),
        (1e15, "1e+15"),
    ],
)
def test_tick_labels_are_short(value: float, label: str) -> None:
    assert tick_label(value) == label


def test_long_labels_end_in_an_ellipsis() -> None:
    assert shortened("a" * 18) == "a" * 18
    assert shortened("a" * 19) == "a" * 17 + "…"


def test_bars_show_label_count_and_share() -> None:
    found = svg.bars((3, 1), ("no", "yes"), title="t")
    assert texts(found) == ["no", "3 (75%)", "yes", "1 (25%)"]
    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height', found)]
    assert widths[0] == pytest.approx(3 * widths[1], rel=1e-2)


def test_bars_may_be_a_part_of_the_whole() -> None:
    assert texts(svg.bars((3,), ("no",), title="t", total=300)) == ["no", "3 (1%)"]
    assert texts(svg.bars((3,), ("no",), title="t", total=3000)) == ["no", "3 (0.1%)"]


def test_a_bar_tells_its_whole_label() -> None:
    name = "a very long label that does not fit"
    assert f"<title>{name}</title>" in svg.bars((1,), (name,), title="t")


def test_labels_of_columns_are_thinned_out() -> None:
    found = svg.columns([5] * 100, [str(1000 + index) for index in range(100)], title="t")
    shown = [text for text in texts(found) if len(text) == 4 and text.isdigit()]
    assert shown[0] == "1000"
    assert 5 <= len(shown) <= 20
    assert count(found, "rect") == 100


def test_labels_of_columns_that_are_long_are_turned() -> None:
    labels = [f"level number {index}" for index in range(12)]
    found = svg.columns(range(12), labels, title="t")
    assert found.count("rotate(-40") == 12
    assert "rotate" not in svg.columns((1, 2), ("low", "high"), title="t")


def test_a_histogram_draws_the_bins_that_hold_something() -> None:
    found = svg.histogram((2, 0, 4), (0.0, 1.0, 2.0, 3.0), title="t", x_label="price")
    assert count(found, "rect") == 2
    assert {"price", "0", "3", "4", "count"} <= set(texts(found))


def test_lines_have_a_legend_and_gaps() -> None:
    x = (0.0, 1.0, 2.0, 3.0, 4.0)
    found = svg.line_chart(
        [Series(name="first", x=x, y=(1.0, 2.0, math.nan, 0.0, math.inf)), Series(name="second", x=x, y=x)],
        title="t",
        x_label="error",
        y_label="loss",
    )
    assert {"first", "second", "error", "loss"} <= set(texts(found))
    drawn = [node.attrib["d"] for node in parse(found).iter("{http://www.w3.org/2000/svg}path")][2:]
    assert [path.count("M") for path in drawn] == [2, 1]
    assert "nan" not in found
    assert "inf" not in found


def test_a_long_legend_is_broken_into_rows() -> None:
    x = (0.0, 1.0)
    lines = [Series(name=f"a rather long name of a loss {index}", x=x, y=x) for index in range(4)]
    found = svg.line_chart(lines, title="t", x_label="x", y_label="y")
    assert all(0 <= x < svg.WIDTH and 0 < y <= svg.HEIGHT for x, y in places(found))
    assert len({y for x, y in places(found)[:4]}) == 4


EDGES = [
    svg.bars((), (), title="t"),
    svg.bars((0, 0), ("a", "b"), title="t"),
    svg.columns((0,), ("0",), title="t"),
    svg.histogram((0,), (1.0, 1.0), title="t"),
    svg.histogram((7,), (-1e300, 1e300), title="t"),
    svg.line_chart([Series(name="n", x=(0.0, 0.0), y=(math.nan, 2.0))], title="t", x_label="", y_label=""),
    svg.line_chart([Series(name="n", x=(0.0, 1.0), y=(3.0, 3.0))], title="t", x_label="x", y_label="y"),
]


@pytest.mark.parametrize("found", EDGES, ids=range(len(EDGES)))
def test_edges_are_well_formed(found: str) -> None:
    assert parse(found).attrib["role"] == "img"
    assert not re.search(r"nan|inf(?!o)", found)


def test_texts_are_escaped_and_figures_are_named() -> None:
    found = svg.bars((1,), ('<b a="1">&',), title='"<x>&')
    root = parse(found)
    assert root.attrib["aria-label"] == '"<x>&'
    assert root[0].text == '"<x>&'
    assert '<b a="1">&' in texts(found)
