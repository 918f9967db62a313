import json
import re
from html.parser import HTMLParser

import pytest

from rightloss.doctor.result import Diagnosis
from rightloss.report.diagnosis_html import to_html, to_html_fragment
from tests.report.diagnoses import EMPTY, HEALTHY, SICK

VOID = {"meta", "link"}


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("diagnosis", [HEALTHY, SICK, EMPTY])
def test_every_element_is_closed(diagnosis: Diagnosis) -> None:
    for text in (to_html(diagnosis), to_html_fragment(diagnosis)):
        parser = Balance()
        parser.feed(text)
        assert parser.open == []


def test_texts_are_escaped_and_nothing_is_loaded() -> None:
    page = to_html(SICK)
    assert "a &lt;softmax&gt; &amp; more" in page
    assert "a <softmax>" not in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)


def test_the_json_form_is_inside() -> None:
    text = re.search(r'id="rightloss-diagnosis">(.*?)</script>', to_html(HEALTHY))
    assert text is not None
    assert json.loads(text.group(1)) == json.loads(json.dumps(HEALTHY.to_dict()))


def test_the_plots_are_there() -> None:
    assert to_html(HEALTHY).count("<svg") == 4
    assert to_html_fragment(HEALTHY).count("<svg") == 4
