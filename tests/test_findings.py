"""Findings are plain frozen data."""

import dataclasses

import pytest

from rightloss.findings import Edit, Finding, Fix, Place, Trace


def test_findings_compare_and_do_not_change() -> None:
    place = Place(path="a.py", line=3, column=5)
    fix = Fix(message="drop it", edits=(Edit(line=3, column=4, end_line=3, end_column=9, text="x"),))
    one = Finding(
        code="RL101", name="n", place=place, message="m", trail=(Trace(what="softmax", place=place),), fix=fix
    )
    assert one == dataclasses.replace(one)
    assert (one.severity, one.confidence, fix.safe) == ("error", "certain", False)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.message = "other"  # type: ignore[misc]
