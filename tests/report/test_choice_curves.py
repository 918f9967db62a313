import importlib
from dataclasses import replace
from typing import Any

import pytest

from rightloss.report.choice_curves import largest, panels
from tests.report.choices import BINARY, HEAVY, IDENTIFIER, MASK, choose, recommend


def test_the_winner_and_its_rivals_share_a_panel_over_the_residuals() -> None:
    (panel,), missing = panels(HEAVY)
    assert [line.name for line in panel.lines] == ["huber", "l1", "mse"]
    assert all((line.x[0], line.x[-1]) == pytest.approx((-17.3, 26.1)) for line in panel.lines)
    assert panel.label == "error (prediction - target)"
    assert missing == ""


def test_arguments_from_the_data_are_used() -> None:
    (panel,), _ = panels(HEAVY)
    assert largest(panel.lines[0].gradients) == pytest.approx(2.31)


def test_curves_of_unlike_sizes_are_scaled() -> None:
    assert panels(HEAVY)[0][0].scaled
    assert not panels(replace(HEAVY, ranking=HEAVY.ranking[1:2]))[0][0].scaled
    assert not panels(BINARY)[0][0].scaled


@pytest.mark.parametrize(
    ("span", "drawn"),
    [
        (None, (-4.0, 4.0)),
        ((2.0, 5.0), (0.0, 5.0)),
        ((-5.0, -2.0), (-5.0, 0.0)),
        ((0.0, 0.0), (-4.0, 4.0)),
        ((float("-inf"), 1.0), (-4.0, 4.0)),
    ],
)
def test_the_range_holds_zero_and_is_never_empty(span: Any, drawn: tuple[float, float]) -> None:
    (panel,), _ = panels(replace(HEAVY, residual_span=span))
    assert (panel.lines[0].x[0], panel.lines[0].x[-1]) == drawn


def test_losses_of_a_logit_have_their_own_axis() -> None:
    found, _ = panels(choose("binary", BINARY.ranking[0], recommend("mse", 0.1)))
    assert [panel.label for panel in found] == ["logit", "error (prediction - target)"]


def test_what_cannot_be_drawn_is_named() -> None:
    found, missing = panels(choose("ordinal", recommend("no-such-loss", 0.6), recommend("l1", 0.4)))
    assert [line.name for line in found[0].lines] == ["l1"]
    assert missing == "no-such-loss depends on more than one number, so it has no curve."


def test_an_impossible_argument_is_said() -> None:
    found, missing = panels(choose("real", recommend("huber", arguments={"delta": -1.0})))
    assert found == ()
    assert missing.startswith("huber is not drawn: ")


@pytest.mark.parametrize("value", ["text", True, [1.0, 2.0]])
def test_arguments_that_are_no_numbers_are_not_for_curves(value: object) -> None:
    item = replace(MASK.ranking[0], arguments={"weight": value})
    (panel,), missing = panels(replace(MASK, ranking=(item,)))
    assert [line.name for line in panel.lines] == ["cross-entropy"]
    assert missing == ""


def test_the_target_of_a_curve_is_never_ignored() -> None:
    item = replace(MASK.ranking[0], arguments={"ignore_index": 0})
    (panel,), _ = panels(replace(MASK, ranking=(item,)))
    assert largest(panel.lines[0].values) > 1


def test_a_refusal_has_no_curves() -> None:
    assert panels(IDENTIFIER) == ((), "")


def test_without_torch_the_reason_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module

    def refuse(name: str, package: str | None = None) -> Any:
        if name == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", refuse)
    found, missing = panels(HEAVY)
    assert found == ()
    assert missing.startswith("The curves are left out: this needs torch")
    assert 'pip install "rightloss[torch]"' in missing


def test_the_largest_size_is_never_zero() -> None:
    assert largest((0.0, -3.0, 2.0, float("inf"), float("nan"))) == 3.0
    assert largest((0.0,)) == 1.0
    assert largest(()) == 1.0
