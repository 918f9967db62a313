from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from rightloss.catalog.schema import Activation, Curve, Input, Loss, Reference, Target, public_names

LOSS = Loss(
    name="example",
    title="Example",
    summary="An example.",
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="mean",
    proper=True,
    formula="x",
    calls=("torch.nn.Example",),
)
ACTIVATION = Activation(
    name="example",
    title="Example",
    summary="An example.",
    formula="x",
    takes="real",
    gives="real",
    calls=("torch.example",),
)
REFERENCE = Reference(authors="A. Author", year=2000, title="Title", id="arXiv:1504.08083")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Example"}, "name 'Example' is not kebab-case"),
        ({"name": "two_words"}, "name 'two_words' is not kebab-case"),
        ({"aliases": ("example",)}, "'example': an alias repeats a name"),
        ({"aliases": ("other", "other")}, "'example': an alias repeats a name"),
        ({"family": "magic"}, "loss 'example': unknown family 'magic'"),
        ({"elicits": "luck"}, "loss 'example': unknown statistic 'luck'"),
        ({"inputs": ()}, "loss 'example': it needs at least one input"),
        ({"tasks": ("cooking",)}, r"loss 'example': unknown or missing tasks \['cooking'\]"),
        ({"tasks": ()}, "loss 'example': unknown or missing tasks"),
        ({"calls": ()}, "loss 'example': nothing computes it"),
        ({"impl": "module.function"}, "loss 'example': impl is not module:function:Class"),
        ({"extras": ("module.function",)}, "loss 'example': an extra is not module:name"),
        ({"summary": "No full stop"}, "'example': not a sentence: 'No full stop'"),
        ({"pitfalls": ("Fine.", "not fine")}, "'example': not a sentence: 'not fine'"),
        ({"relations": ("not fine",)}, "'example': not a sentence: 'not fine'"),
    ],
)
def test_a_wrong_loss_is_refused_with_its_reason(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(LOSS, **changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "a b"}, "name 'a b' is not kebab-case"),
        ({"takes": "nowhere"}, "activation 'example': unknown space 'nowhere'; see catalog/spaces.py"),
        ({"gives": "nowhere"}, "activation 'example': unknown space 'nowhere'"),
        ({"low": 1.0, "high": 1.0}, "activation 'example': low 1.0 is not below high 1.0"),
        ({"summary": "no stop"}, "not a sentence"),
    ],
)
def test_a_wrong_activation_is_refused_with_its_reason(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(ACTIVATION, **changes)


def test_spaces_of_inputs_and_targets_must_exist() -> None:
    with pytest.raises(ValueError, match="input 'x': unknown space 'nowhere'"):
        Input(argument="x", space="nowhere", shape="(*)")
    with pytest.raises(ValueError, match="target: unknown space 'nowhere'"):
        Target(space="nowhere", dtype="float", shape="(*)")


def test_a_curve_runs_from_left_to_right() -> None:
    with pytest.raises(ValueError, match=r"start 1.0 is not below stop 1.0"):
        Curve(axis="error", start=1.0, stop=1.0)


@pytest.mark.parametrize("id", ["1504.08083", "doi:", "arXiv:1504", "http://example.org", "isbn:none"])
def test_a_reference_needs_an_id_of_a_known_form(id: str) -> None:
    with pytest.raises(ValueError, match="has no known form"):
        replace(REFERENCE, id=id)


@pytest.mark.parametrize("id", ["doi:10.1/x", "isbn:978-0-412-31760-6", "openreview:rkglvsC9Ym", "url:https://a.org"])
def test_known_forms_of_ids_are_taken(id: str) -> None:
    assert replace(REFERENCE, id=id).id == id


def test_a_reference_needs_a_possible_year() -> None:
    with pytest.raises(ValueError, match="year 20151 is out of range"):
        replace(REFERENCE, year=20151)


def test_entries_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        LOSS.name = "other"  # type: ignore[misc]


def test_own_names_are_read_from_impl() -> None:
    assert LOSS.own_names is None
    assert replace(LOSS, impl="package.module:function:Class").own_names == ("function", "Class")


def test_public_names_are_sorted_into_functions_and_classes() -> None:
    entry = replace(LOSS, impl="a.b:function:Class", extras=("a.heads:Head", "a.b:weights"))
    assert public_names([LOSS, entry]) == ({"function": "a.b", "weights": "a.b"}, {"Class": "a.b", "Head": "a.heads"})
