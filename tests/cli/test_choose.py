import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rightloss._optional import MissingExtraError
from rightloss._optional import resolve as real_resolve
from rightloss.choose.result import Choice, Reason, Recommendation, TargetForm
from rightloss.choose.sample import InputError
from tests.cli.run import invoke, real

CHOICE = Choice(
    kind="real",
    traits=(),
    ranking=(
        Recommendation(
            loss="mse",
            weight=1.0,
            activation="identity",
            outputs=1,
            arguments={},
            target=TargetForm(dtype="float32", shape="(N,)"),
            elicits="mean",
            expected_initial_loss=float("nan"),
            reasons=(Reason(text="Because."),),
            caveats=(),
        ),
    ),
    ruled_out=(),
    question=None,
    data={"rows": 3},
    verdict="Use the mean squared error.",
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The command with a reader, an adviser and a writer of the test's; what they were asked."""
    asked: list[Any] = []
    table = {
        "rightloss.choose.read:read": lambda path, **options: asked.append((path, options)) or "sample",
        "rightloss.choose.advise:advise": lambda sample, **options: asked.append((sample, options)) or CHOICE,
        "rightloss.choose.sample:InputError": InputError,
        **{
            f"rightloss.report.choice:to_{form}": f"as {form}: {{0.kind}}".format
            for form in ("text", "markdown", "html")
        },
    }
    monkeypatch.setattr("rightloss.cli.choose.resolve", table.__getitem__)
    return asked


def test_what_is_asked_is_passed_on(calls: list[Any]) -> None:
    done = invoke(
        *("choose", "a.csv", "--target", "y", "--metric", "mae", "--task", "real"),
        *("--features", "a, b", "--features", "c", "--event", "e"),
    )
    assert done.exit_code == 0
    assert calls == [
        (Path("a.csv"), {"target": "y", "features": ["a", "b", "c"], "event": "e"}),
        ("sample", {"metric": "mae", "task": "real"}),
    ]


@pytest.mark.parametrize(("arguments", "expected"), [([], None), (["--no-features"], False)])
def test_features_are_all_or_none(arguments: list[str], expected: bool | None, calls: list[Any]) -> None:
    invoke("choose", "a.csv", "--target", "y", *arguments)
    assert calls[0][1]["features"] is expected


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_format_has_its_writer(form: str, calls: list[Any]) -> None:
    done = invoke("choose", "a.csv", "--target", "y", "--format", form)
    assert (done.stdout, done.stderr) == (f"as {form}: real\n", "")


def test_json_is_versioned_and_without_nan(calls: list[Any]) -> None:
    found = json.loads(invoke("choose", "a.csv", "--target", "y", "--format", "json").stdout)
    assert found["schema"] == 1
    assert found["ranking"][0]["expected_initial_loss"] is None


def test_a_file_takes_the_result(calls: list[Any], tmp_path: Path) -> None:
    done = invoke("choose", "a.csv", "--target", "y", "--format", "html", "-o", str(tmp_path / "r.html"))
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / "r.html").read_text() == "as html: real\n"


@pytest.mark.parametrize("error", [InputError("no column z;\nthere is y."), MissingExtraError("this needs polars")])
def test_input_errors_are_one_line_and_leave_no_file(
    error: Exception, calls: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    table = {"rightloss.choose.sample:InputError": InputError}
    monkeypatch.setattr("rightloss.cli.choose.resolve", lambda name: table.get(name, fail))
    done = invoke("choose", "a.csv", "--target", "z", "-o", str(tmp_path / "r.txt"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"Error: {' '.join(str(error).split())}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_named(calls: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise ModuleNotFoundError("No module named 'scipy.stats'", name="scipy.stats")

    monkeypatch.setattr("rightloss.cli.choose.resolve", fail)
    done = invoke("choose", "a.csv", "--target", "y")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == 'Error: choose needs scipy, which is not installed; run: pip install "rightloss[choose]"\n'


def test_features_and_no_features_exclude_each_other() -> None:
    done = invoke("choose", "a.csv", "--target", "y", "--features", "a", "--no-features")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "Error: --features and --no-features exclude each other; give one of them.\n"


@pytest.mark.parametrize("names", ["", " , "])
def test_features_without_a_name_are_refused(names: str) -> None:
    done = invoke("choose", "a.csv", "--target", "y", "--features", names)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: --features names no column; ")


def test_a_target_that_nothing_predicts_is_an_input_error(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refused = replace(CHOICE, kind="constant", ranking=(), verdict="`y` is a constant.")
    monkeypatch.setattr("rightloss.cli.choose._choose", lambda *_: refused)
    done = invoke("choose", "a.csv", "--target", "y", "--format", "json")
    assert (done.exit_code, done.stderr) == (2, "Error: `y` is a constant. Name another target.\n")
    assert json.loads(done.stdout)["kind"] == "constant"
    done = invoke("choose", "a.csv", "--target", "y", "-o", str(tmp_path / "r.txt"))
    assert (done.exit_code, done.stdout, list(tmp_path.iterdir())) == (2, "", [])


def test_the_real_reader_adviser_and_writers_have_these_names() -> None:
    for name in ("choose.read:read", "choose.advise:advise", "choose.sample:InputError"):
        assert callable(real_resolve(f"rightloss.{name}"))
    for form in ("text", "markdown", "html"):
        assert callable(real_resolve(f"rightloss.report.choice:to_{form}"))


def _table(folder: Path) -> Path:
    rows = "".join(f"{x},{x * 0.5 + (x * 7919 % 13) - 6}\n" for x in range(120))
    path = folder / "data.csv"
    path.write_text(f"x,y\n{rows}")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_real_file_in_a_real_process(form: str, tmp_path: Path) -> None:
    done = real("choose", str(_table(tmp_path)), "--target", "y", "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    if form == "json":
        assert json.loads(done.stdout)["kind"] == "real"


@pytest.mark.slow
def test_a_missing_column_in_a_real_process(tmp_path: Path) -> None:
    data = _table(tmp_path)
    done = real("choose", str(data), "--target", "yy", "-o", "report.html", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == [data]
