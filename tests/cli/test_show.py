import json
from pathlib import Path

import pytest

from tests.cli.run import invoke, real


def test_a_page_with_its_curve() -> None:
    done = real("show", "huber")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Huber loss\n")
    assert "⠉" in done.stdout
    assert "error (prediction - target)" in done.stdout


def test_ascii_where_the_encoding_has_no_braille() -> None:
    done = real("show", "huber", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "error (prediction - target)" in done.stdout


STARTS = {"json": "{", "markdown": "# Huber loss\n", "html": "<!doctype html>", "text": "Huber loss\n"}


@pytest.mark.parametrize("form", STARTS)
def test_every_format_goes_to_stdout_or_to_a_file(form: str, tmp_path: Path) -> None:
    path = tmp_path / "page"
    shown = invoke("show", "huber", "--format", form)
    written = invoke("show", "huber", "--format", form, "-o", str(path))
    assert shown.stdout.startswith(STARTS[form])
    assert (written.stdout, written.stderr) == ("", f"wrote {path}\n")
    assert path.read_text(encoding="utf-8") == shown.stdout


def test_json_is_versioned() -> None:
    found = json.loads(invoke("show", "huber", "--format", "json").stdout)
    assert (found["schema"], found["type"], found["name"]) == (1, "loss", "huber")


def test_colour_on_demand() -> None:
    assert "\x1b[" in invoke("--color", "always", "show", "huber").stdout
    assert "\x1b[" not in invoke("show", "huber").stdout


def test_a_loss_of_several_numbers_has_no_curve() -> None:
    done = invoke("show", "gaussian-nll")
    assert (done.exit_code, done.stderr) == (0, "")


def test_an_unknown_name_exits_with_2_and_writes_nothing(tmp_path: Path) -> None:
    done = real("show", "hubber", "-o", "page.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: no loss or activation is called 'hubber'; did you mean huber")
    assert list(tmp_path.iterdir()) == []
