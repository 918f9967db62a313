import typing

import pytest

from rightloss.choose.result import Kind
from rightloss.choose.sample import InputError
from rightloss.choose.tasks import _SYNONYMS, TASKS, parse_task


@pytest.mark.parametrize(
    ("text", "expected"), [("Ordinal", "ordinal"), ("multi class", "nominal"), ("survival", "duration")]
)
def test_a_task_goes_by_the_names_people_use(text: str, expected: str) -> None:
    assert parse_task(text) == expected


def test_every_task_allows_kinds_that_there_are() -> None:
    assert {kind for kinds in TASKS.values() for kind in kinds} <= set(typing.get_args(Kind))
    assert set(_SYNONYMS.values()) <= set(TASKS)
    assert not set(_SYNONYMS) & set(TASKS)


@pytest.mark.parametrize(
    ("text", "expected"), [("ordinall", "did you mean ordinal"), ("zzzz", "known tasks: regression")]
)
def test_what_is_no_task(text: str, expected: str) -> None:
    with pytest.raises(InputError, match=f"unknown task '{text}'; {expected}"):
        parse_task(text)
