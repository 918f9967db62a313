import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from rightloss.report.choice_html import to_html, to_html_fragment
from tests.report.choices import ASKED, CHOICES, HEAVY, NASTY

VOID = {"meta", "link", "br"}
# Every element that a report is made of: nothing that runs, loads or sends.
ALLOWED = """
    html head meta link title style body header section p b i h1 h2 h3 ul li dl dt dd small div figure figcaption
    table thead tbody tr th td code pre span br details summary script svg text path line rect
"""


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


PAGES = {name: to_html(choice) for name, choice in CHOICES.items()}
FRAGMENTS = {name: to_html_fragment(choice) for name, choice in CHOICES.items()}
ALL = {**PAGES, **{f"{name}-fragment": page for name, page in FRAGMENTS.items()}}


@pytest.mark.parametrize("name", ALL)
def test_elements_are_closed_and_of_known_kinds(name: str) -> None:
    outline = Outline(ALL[name])
    assert outline.open == []
    assert {tag for tag, _ in outline.elements} <= set(ALLOWED.split())


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_fetched_and_nothing_runs(name: str) -> None:
    outline = Outline(ALL[name])
    for tag, attributes in outline.elements:
        assert not {attribute for attribute in attributes if attribute.startswith("on")}
        assert not attributes.keys() & {"src", "srcset", "action", "background", "xlink:href"}
        assert attributes.get("href") in (None, "data:,")
        assert tag != "script" or attributes["type"] == "application/json"
    loose = ALL[name].replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?://|url\(|@import", loose)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small_and_says_its_language_and_policy(name: str) -> None:
    page = PAGES[name]
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert len(page.encode()) < 300_000
    policies = [meta["content"] for meta in Outline(page).all("meta") if meta.get("http-equiv")]
    assert [policy and policy.split(";")[0] for policy in policies] == ["default-src 'none'"]


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_is_small_and_has_no_page_around_it(name: str) -> None:
    assert len(FRAGMENTS[name].encode()) < 40_000
    tags = {tag for tag, _ in Outline(FRAGMENTS[name]).elements}
    assert not tags & {"html", "head", "body", "h1", "h2", "h3", "script"}


@pytest.mark.parametrize("name", PAGES)
def test_headings_descend_one_level_at_a_time(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(PAGES[name]).elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_verdict_comes_first_and_the_rest_in_order() -> None:
    found = re.findall(r"<h2>(.*?)</h2>", PAGES["asked"])
    assert found == [
        "How the losses weigh a miss",
        "Why",
        "Watch out",
        "One question would settle it",
        "Ranking",
        "Ruled out",
        "Code",
        "Data",
    ]
    assert PAGES["asked"].index("<h1") < PAGES["asked"].index("<dl") < PAGES["asked"].index("<h2>")


@pytest.mark.parametrize("name", ALL)
def test_figures_have_names_and_are_well_formed(name: str) -> None:
    figures = re.findall(r"<svg.*?</svg>", ALL[name], flags=re.DOTALL)
    assert len(figures) == len(re.findall(r"<svg", ALL[name]))
    for figure in figures:
        root = ElementTree.fromstring(figure)
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"]


@pytest.mark.parametrize("name", ALL)
def test_every_header_of_a_table_has_a_scope(name: str) -> None:
    assert all(cell["scope"] in ("col", "row") for cell in Outline(ALL[name]).all("th"))


@pytest.mark.parametrize("name", ALL)
def test_no_id_is_used_twice(name: str) -> None:
    ids = [attributes["id"] for _, attributes in Outline(ALL[name]).elements if "id" in attributes]
    assert len(ids) == len(set(ids)) <= 1


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"nasty"}))
def test_the_page_holds_the_dictionary(name: str) -> None:
    assert embedded(PAGES[name]) == CHOICES[name].to_dict()


def embedded(page: str) -> object:
    return json.loads(page.partition('id="rightloss-choice">')[2].partition("</script>")[0])


def test_texts_of_the_data_stay_texts() -> None:
    page = PAGES["nasty"]
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert page.count("</script>") == 1
    assert not re.search(r"<(?:script>|img|u>|tags)", page)
    expected = {**NASTY.to_dict()["ranking"][0], "expected_initial_loss": None}
    found = embedded(page)
    assert isinstance(found, dict)
    assert found["ranking"][0] == expected
    assert found["data"]["target"] == NASTY.data["target"]


def test_the_page_is_the_same_each_time() -> None:
    assert to_html(ASKED) == PAGES["asked"]


def test_curves_are_drawn_over_the_residuals() -> None:
    assert PAGES["heavy"].count("<svg") == 3
    assert "Loss of huber, l1, mse against error (prediction - target)" in PAGES["heavy"]
    assert to_html_fragment(HEAVY).count("<svg") == 1
