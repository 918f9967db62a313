import math
import re
from html.parser import HTMLParser

import pytest

from rightloss.catalog import Activation, Loss, activations, losses
from rightloss.report.curves import Line
from rightloss.report.entry_html import svg_curve, to_html
from rightloss.report.page import entry_page
from tests.report.entries import loss

LINE = Line(name="a<b", axis="error", x=(0.0, 1.0, 2.0), values=(0.0, 1.0, math.inf), gradients=(0.0, 0.0, 0.0))


class Balance(HTMLParser):
    """Raises where tags do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_text_is_escaped_and_marked_up() -> None:
    page = to_html(entry_page(loss()))
    assert "The &lt;square&gt; of the error." in page
    assert "<code>x - y</code>" in page
    assert "<strong>more</strong>" in page


def test_code_and_raw_html_in_an_explanation() -> None:
    page = to_html(entry_page(loss(explanation="```python\nx = 1 < 2\n```\n\n<script>\n")))
    assert '<pre><code class="language-python">x = 1 &lt; 2\n</code></pre>' in page
    assert "&lt;script&gt;" in page


def test_the_curve_is_inside() -> None:
    assert "<polyline" in to_html(entry_page(loss()), line=LINE)
    assert "<svg" not in to_html(entry_page(loss()))


def test_points_that_are_not_finite_are_left_out() -> None:
    drawn = re.search(r'points="([^"]*)"', svg_curve(LINE))
    assert drawn is not None
    assert drawn[1] == "8.0,208.0 472.0,8.0"
    assert "a&lt;b" in svg_curve(LINE)


@pytest.mark.parametrize("entry", [*losses().values(), *activations().values()], ids=lambda entry: entry.name)
def test_every_page_nests_and_asks_for_nothing(entry: Loss | Activation) -> None:
    page = to_html(entry_page(entry), line=LINE)
    reader = Balance()
    reader.feed(page)
    assert reader.open == []
    assert not re.search(r"(?:src|href)=|@import|url\(", page.partition("<body>")[0])
    assert not re.search(r"<(?:script|link|img|iframe)\b", page)
