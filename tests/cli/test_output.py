import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from rightloss.cli._output import Fault, emit, json_text, use_color, write_file


def test_a_file_is_whole_and_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "a.txt", b"one")
    write_file(tmp_path / "a.txt", b"two")
    assert (tmp_path / "a.txt").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Fault, match=r"a\.txt cannot be written: No space left on device\."):
        write_file(tmp_path / "a.txt", b"one")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="cannot be written: No such file"):
        write_file(tmp_path / "no" / "a.txt", b"")


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_file(Path("/dev/null"), b"one")
    assert Path("/dev/null").is_char_device()


def test_a_fault_is_one_line() -> None:
    fault = Fault("a\n  b")
    assert (fault.message, fault.exit_code) == ("a b", 2)


def test_json_refuses_nan() -> None:
    assert json.loads(json_text({"é": None})) == {"é": None}
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"a": float("nan")})


def _colour(wish: str, **environment: str) -> str:
    @click.command()
    @click.option("--color", default="auto")
    def command(color: str) -> None:
        emit(str(use_color()))

    clean = {"NO_COLOR": "", "FORCE_COLOR": "", "TERM": "xterm"}
    return CliRunner().invoke(command, ["--color", wish], env={**clean, **environment}).stdout


# In the tests standard output is no terminal, so "auto" alone means no colour.
COLOURS = [
    ("auto", {}, "False"),
    ("auto", {"FORCE_COLOR": "1"}, "True"),
    ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, "False"),
    ("always", {"NO_COLOR": "1"}, "True"),
    ("never", {"FORCE_COLOR": "1"}, "False"),
]


@pytest.mark.parametrize(("wish", "environment", "expected"), COLOURS)
def test_who_decides_on_colour(wish: str, environment: dict[str, str], expected: str) -> None:
    assert _colour(wish, **environment) == expected


def test_a_file_is_never_coloured() -> None:
    @click.command()
    @click.option("--color", default="always")
    def command(color: str) -> None:
        assert not use_color(Path("a.txt"))

    assert CliRunner().invoke(command).exit_code == 0
