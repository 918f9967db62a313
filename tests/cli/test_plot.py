from pathlib import Path

import pytest

from tests.cli.run import invoke, real


def test_several_curves_in_the_terminal() -> None:
    done = real("plot", "huber", "smooth-l1", "--gradient", "--from", "-2", "--to", "2")
    assert (done.returncode, done.stderr) == (0, "")
    for text in ("● huber\n", "○ smooth-l1\n", "◆ gradient of huber\n", "◇ gradient of smooth-l1\n", " -2 ", " 2\n"):
        assert text in done.stdout


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG")])
def test_a_picture(name: str, start: bytes, tmp_path: Path) -> None:
    done = invoke("plot", "huber", "smooth-l1", "-o", str(tmp_path / name))
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(start)


def test_options_change_the_curve() -> None:
    assert invoke("plot", "huber", "--option", "delta=0.1").stdout != invoke("plot", "huber").stdout


def test_a_name_twice_is_one_curve() -> None:
    assert invoke("plot", "huber", "HuberLoss").stdout == invoke("plot", "huber").stdout


REFUSED = {
    "axes differ": (["huber", "identity"], "do not share a horizontal axis"),
    "no curve": (["gaussian-nll"], "depends on more than one number"),
    "unknown name": (["hubber"], "did you mean huber"),
    "unknown format": (["huber", "-o", "a.pdf"], "a.pdf names no picture format that can be written"),
    "no value": (["huber", "--option", "delta"], "--option 'delta' is not NAME=VALUE"),
    "unknown option": (["huber", "--option", "beta=2"], "no option 'beta'; known: delta"),
    "wrong type": (["huber", "--option", "delta=wide"], "huber cannot be drawn"),
    "empty range": (["huber", "--from", "2", "--to", "1"], "--from must be below --to"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, expected = REFUSED[case]
    done = invoke("plot", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert expected in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
