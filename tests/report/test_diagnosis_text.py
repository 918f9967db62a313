import json
from dataclasses import replace

import pytest

from rightloss.doctor.result import Diagnosis
from rightloss.report.diagnosis_text import to_text
from tests.report.diagnoses import EMPTY, HEALTHY, SICK


def test_findings_come_first() -> None:
    lines = to_text(SICK, width=80).splitlines()
    assert lines[0] == "Found 1 mistake and 1 warning."
    assert lines[2] == "RL101 softmax-before-cross-entropy: a <softmax> & more"
    assert lines[3:5] == ["      why: it hurts", "      help: leave it out"]


def test_measurements_follow() -> None:
    text = to_text(HEALTHY, width=80)
    assert text.startswith("Nothing is wrong that 0.4 seconds of trying could show.")
    for part in ("1.1\n", "1.099 of a model that knows nothing", "0.3 (best 0.3)", "1.00e-01 of 0.weight"):
        assert part in text
    assert text.endswith("examples apart: done\n")


@pytest.mark.parametrize("diagnosis", [HEALTHY, SICK, EMPTY])
@pytest.mark.parametrize("width", [40, 100])
def test_no_line_is_wider_than_the_terminal(diagnosis: Diagnosis, width: int) -> None:
    assert max(map(len, to_text(diagnosis, width=width).splitlines())) <= width


def test_colours() -> None:
    assert "\x1b[" in to_text(SICK, color=True)
    assert "\x1b[" not in to_text(SICK)


def test_the_result_shows_itself() -> None:
    assert str(SICK).startswith("Found 1 mistake and 1 warning.")
    assert "<div" in SICK._repr_html_()
    assert HEALTHY.healthy
    assert not SICK.healthy


def test_json_has_the_findings_as_check_writes_them_and_no_nan() -> None:
    plain = json.loads(json.dumps(SICK.to_dict(), allow_nan=False))
    assert plain["schema"] == 1
    assert plain["findings"][0]["code"] == "RL101"
    assert plain["value"] is None
    assert HEALTHY.to_dict()["curve"] == [1.1, 0.7, 0.3]
    assert replace(HEALTHY, curve=()).to_dict()["curve"] == []
