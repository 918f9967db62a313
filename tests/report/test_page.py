import pytest

from rightloss.catalog import Activation, Loss, activations, losses
from rightloss.report.page import Formula, Page, Points, Prose, Table, cite, computed_by, entry_page, explanation_page
from tests.report.entries import activation, loss


def headings(page: Page) -> list[str]:
    return [part.heading for part in page.parts if not isinstance(part, Formula)]


def part(page: Page, heading: str) -> Prose | Points | Table:
    return next(part for part in page.parts if not isinstance(part, Formula) and part.heading == heading)


def test_a_loss_has_all_its_parts_in_order() -> None:
    assert headings(entry_page(loss())) == [
        "At a glance",
        "Explanation",
        "Inputs",
        "Targets",
        "Options",
        "How it relates to others",
        "What goes wrong",
        "References",
    ]


def test_an_activation_has_no_empty_part() -> None:
    assert headings(entry_page(activation())) == ["At a glance"]


def test_the_glance_says_what_is_known() -> None:
    table = part(entry_page(loss(initial="ln C", lower_bound=None)), "At a glance")
    assert isinstance(table, Table)
    facts = dict(table.rows)
    assert facts["elicits"] == "mean (a proper scoring rule)"
    assert facts["value at the start"] == "ln C"
    assert "lowest value" not in facts
    assert "also called" not in facts


@pytest.mark.parametrize(
    ("outputs", "expected"), [("1", "the head has 1 output unit."), ("K - 1", "the head has K - 1 output units.")]
)
def test_an_explanation_says_how_a_loss_is_used(outputs: str, expected: str) -> None:
    points = part(explanation_page(loss(outputs=outputs, initial="ln 2")), "How it is used")
    assert isinstance(points, Points)
    assert any(expected in item for item in points.items)
    assert points.items[-1] == "An untrained model starts near ln 2."


def test_an_explanation_names_the_neighbours() -> None:
    related = part(explanation_page(losses()["huber"]), "How it relates to others")
    assert isinstance(related, Points)
    names = related.items[-1].removesuffix(".").partition(": ")[2].split(", ")
    assert "smooth-l1" in names
    assert "huber" not in names


def test_an_explanation_says_which_losses_an_activation_serves() -> None:
    used = part(explanation_page(activations()["identity"]), "How it is used")
    assert isinstance(used, Points)
    assert any("mse" in item for item in used.items)


def test_a_reference_is_one_sentence() -> None:
    assert cite(loss().references[0]) == "Legendre, A.-M. (1805). Title. url:https://example.org"


def test_our_own_class_comes_first() -> None:
    assert computed_by(loss(impl="a.b:f:Square"))[0] == "rightloss.Square"
    assert computed_by(activation()) == ("torch.nn.Sigmoid", "torch.sigmoid")


@pytest.mark.parametrize("entry", [*losses().values(), *activations().values()], ids=lambda entry: entry.name)
def test_every_entry_has_both_pages(entry: Loss | Activation) -> None:
    for page in (entry_page(entry), explanation_page(entry)):
        assert page.title == entry.title
        assert page.parts[0] == Formula(latex=entry.formula)
