from typing import Any

import pytest

from rightloss.catalog.schema import ELICITS
from rightloss.choose.result import Reason
from rightloss.report import choice_words as words
from tests.report.choices import COUNT, HEAVY, IDENTIFIER, MASK, NASTY, NOMINAL, recommend


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text", "plain text"),
        ("two\n lines\tand tabs", "two lines and tabs"),
        ("\x1b[31mred\x00", "\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}"),
        ("half \ud800", "half \N{REPLACEMENT CHARACTER}"),
        ("äé漢", "äé漢"),
    ],
)
def test_texts_are_made_fit_for_one_line(text: str, expected: str) -> None:
    assert words.clean(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, "3"),
        (1234567, "1,234,567"),
        (0.0125, "0.0125"),
        (3.80412, "3.804"),
        (25_000.4, "25,000"),
        (1e20, "1e+20"),
        (float("nan"), "nan"),
        (True, "True"),
        ("yes\n", "yes "),
    ],
)
def test_numbers_read_easily(value: Any, expected: str) -> None:
    assert words.number(value) == expected


@pytest.mark.parametrize(("weight", "expected"), [(0.664, "66%"), (1.0, "100%"), (0.004, "<1%"), (0.0, "0%")])
def test_weights_are_percentages(weight: float, expected: str) -> None:
    assert words.percent(weight) == expected


def test_every_statistic_is_explained() -> None:
    assert set(words.ELICITS) == set(ELICITS)


def test_facts_say_what_to_build() -> None:
    found = {name: (value, note) for name, value, note in words.facts(NOMINAL.ranking[0])}
    assert found["Loss"] == ("Cross-entropy loss", "cross-entropy")
    assert found["Output units"][0] == "3"
    assert found["Target tensor"][0] == "int64 (N,)"
    assert found["First loss"][0] == "about 1.099"
    assert found["Output activation"][1] == words.PREDICTION_ONLY


def test_facts_of_an_identity_say_that_there_is_no_activation() -> None:
    found = {name: (value, note) for name, value, note in words.facts(HEAVY.ranking[0])}
    assert found["Output activation"] == ("Identity", words.NO_ACTIVATION)
    assert found["Loss"][1] == "huber with delta=2.31"
    assert "First loss" not in found


def test_long_arguments_are_shortened() -> None:
    item = recommend("cross-entropy", arguments={"weight": [1.0] * 100, "ignore_index": 255})
    weight, rest = words.arguments(item).split("…")
    assert len(weight) == 59
    assert rest == ", ignore_index=255"


def test_names_that_the_catalog_lacks_stand_for_themselves() -> None:
    assert words.loss_title("my-loss") == "my-loss"
    assert words.activation_title("my-activation") == "my-activation"


@pytest.mark.parametrize(
    ("value", "source", "expected"),
    [(2.5, "Huber 1964", "2.5; Huber 1964"), (None, "Huber 1964", "Huber 1964"), (0.0, "", "0"), (None, "", "")],
)
def test_the_support_of_a_reason(value: float | None, source: str, expected: str) -> None:
    assert words.support(Reason(text="Because.", value=value, source=source)) == expected


def test_data_facts_leave_out_what_is_empty() -> None:
    found = dict(words.data_facts(HEAVY))
    assert "metric" not in found
    assert found["rows used"] == "990"
    assert found["summary"] == "low: -25.14, median: -0.083, mean: -0.122, high: 46.62, sd: 4.672"
    assert dict(words.data_facts(MASK))["shape"] == "64 x 64"


def test_losses_with_the_same_reason_stand_together() -> None:
    choice = recommended_out()
    assert words.excluded(choice) == (("it is negative", ("a", "c")), ("it is text", ("b",)))


def recommended_out() -> Any:
    from dataclasses import replace

    from rightloss.choose.result import RuledOut

    whys = {"a": "it is negative", "b": "it is text", "c": "it is negative"}
    return replace(HEAVY, ruled_out=tuple(RuledOut(loss=loss, why=why) for loss, why in whys.items()))


def test_headlines() -> None:
    assert words.headline(HEAVY) == "Huber loss for price"
    assert words.headline(IDENTIFIER) == "No loss for customer_id"


def test_labels_that_are_numbers_are_told_from_names() -> None:
    assert COUNT.distribution is not None
    assert words.has_numeric_labels(COUNT.distribution)
    assert NASTY.distribution is not None
    assert not words.has_numeric_labels(NASTY.distribution)
    assert HEAVY.distribution is not None
    assert not words.has_numeric_labels(HEAVY.distribution)
