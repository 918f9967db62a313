import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from rightloss.choose.result import Choice, Distribution
from rightloss.report.choice_curves import panels
from rightloss.report.choice_figures import distribution_figure, gradient_figure, hidden_classes, value_figure
from tests.report.choices import BINARY, CHOICES, COUNT, HEAVY, IDENTIFIER, NASTY

DRAWN = sorted(set(CHOICES) - {"identifier"})


def texts(figure: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(figure).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", DRAWN)
def test_every_distribution_is_well_formed_and_named(name: str) -> None:
    root = ElementTree.fromstring(distribution_figure(CHOICES[name]))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"].startswith("Distribution of ")


@pytest.mark.parametrize(
    "distribution", [None, Distribution(counts=(0, 0), labels=("a", "b")), Distribution(counts=())]
)
def test_nothing_is_drawn_of_nothing(distribution: Distribution | None) -> None:
    assert distribution_figure(replace(HEAVY, distribution=distribution)) == ""
    assert distribution_figure(IDENTIFIER) == ""


@pytest.mark.parametrize(("choice", "axis"), [(BINARY, False), (COUNT, True), (HEAVY, True)])
def test_numbers_stand_on_an_axis_and_classes_do_not(choice: Choice, axis: bool) -> None:
    assert ("count" in texts(distribution_figure(choice))) is axis


def test_the_smallest_of_many_classes_are_left_out_and_counted() -> None:
    found = texts(distribution_figure(NASTY))
    assert len(found) == 2 * 16
    assert found[1] == "40 (5%)"
    assert NASTY.distribution is not None
    assert hidden_classes(NASTY.distribution) == 24
    assert COUNT.distribution is not None
    assert hidden_classes(COUNT.distribution) == 0


def test_scaled_curves_tell_their_true_size() -> None:
    (panel,), _ = panels(HEAVY)
    found = texts(value_figure(panel))
    assert {"huber (1 = 57.62)", "l1 (1 = 26.1)", "mse (1 = 681.2)", "loss, scaled"} <= set(found)
    assert "huber (1 = 2.31)" in texts(gradient_figure(panel))


def test_a_single_curve_keeps_its_numbers() -> None:
    (panel,), _ = panels(replace(HEAVY, ranking=HEAVY.ranking[1:2]))
    assert {"l1", "loss", "20"} <= set(texts(value_figure(panel)))
