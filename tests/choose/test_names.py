import math

import pytest

from rightloss.choose.names import is_event_name, is_neutral, period_of, suggested_kinds, words


def test_a_name_is_split_into_words_and_pairs() -> None:
    assert words("healthStatus_2") == ["health", "status", "health_status"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("user_id", {"identifier"}),
        ("idea", set()),
        ("starRating", {"ordinal"}),
        ("n_visits", {"count"}),
        ("claim_amount", {"positive"}),
        ("num_classes", {"count"}),
        ("visitTypeCount", {"count"}),
        ("percent_of_income", {"proportion"}),
        ("sum_of_claims", {"count"}),
        ("day_of_year", {"circular"}),
        ("visit_type", {"count", "nominal"}),
        ("heart_rate", {"proportion", "real"}),
        ("percentile", {"proportion"}),
        (None, set()),
    ],
)
def test_what_a_name_speaks_for(name: str | None, expected: set[str]) -> None:
    assert suggested_kinds(name) == expected


@pytest.mark.parametrize(("name", "expected"), [("event", True), ("died", True), ("age", False)])
def test_names_of_events(name: str, expected: bool) -> None:
    assert is_event_name(name) is expected


@pytest.mark.parametrize(("name", "expected"), [(None, True), ("y", True), ("target", True), ("income", False)])
def test_names_that_say_nothing(name: str | None, expected: bool) -> None:
    assert is_neutral(name) is expected


@pytest.mark.parametrize(
    ("name", "low", "high", "turn"),
    [
        ("hour", 0.0, 23.0, 24.0),
        ("hour", 0.0, 200.0, 0.0),
        ("wind_direction", 0.0, 359.0, 360.0),
        ("angle", -3.1, 3.1, 2 * math.pi),
        ("price", 0.0, 23.0, 0.0),
        ("day_of_year", 1.0, 365.0, 365.2425),
    ],
)
def test_the_turn_that_a_name_and_a_range_tell(name: str, low: float, high: float, turn: float) -> None:
    assert period_of(name, low, high) == pytest.approx(turn)
