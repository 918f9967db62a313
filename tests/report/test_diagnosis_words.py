from dataclasses import replace

import pytest

from rightloss.report.diagnosis_words import facts, headline, tried
from tests.report.diagnoses import EMPTY, HEALTHY, SICK


@pytest.mark.parametrize(
    ("count", "text"), [(1, "Found 1 mistake."), (2, "Found 1 mistake and 1 warning."), (0, "Nothing is wrong")]
)
def test_headline(count: int, text: str) -> None:
    assert headline(replace(SICK, findings=SICK.findings[:count])).startswith(text)


def test_only_what_was_measured_is_told() -> None:
    assert list(facts(EMPTY)) == []
    assert [name for name, _ in facts(HEALTHY)] == [
        "loss", "at the start", "expected", "after training on the batch", "largest gradient", "smallest gradient",
    ]  # fmt: skip
    assert tried(HEALTHY) == ["examples apart: done"]
