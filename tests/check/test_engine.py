import gc
from pathlib import Path

import pytest

from rightloss.check import engine as module
from rightloss.check.cache import Cache
from rightloss.check.engine import Engine, Result
from tests.check.sources import BAD, BROKEN, NO_TORCH, found, notebook


def check(tmp_path: Path, texts: dict[str, str], *, named: bool = False, engine: Engine | None = None) -> Result:
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return (engine or Engine()).check([found(tmp_path / name, named=named) for name in texts])


def codes(result: Result) -> list[tuple[str, str, int]]:
    return sorted((Path(item.place.path).name, item.code, item.place.line) for item in result.findings.values())


def test_files_are_sifted(tmp_path: Path) -> None:
    result = check(tmp_path, {"bad.py": BAD, "other.py": NO_TORCH})
    assert codes(result) == [("bad.py", "RL101", 5)]
    assert [Path(path).name for path in result.pages] == ["bad.py"]
    assert result.files == 2


def test_a_named_file_is_always_looked_at(tmp_path: Path) -> None:
    assert codes(check(tmp_path, {"a.py": "def (\n"}, named=True)) == [("a.py", "RL002", 1)]


BAD_FILES = {
    "a syntax error": BROKEN.encode(),
    "a null byte": b"import torch\nloss = 1\0\n",
    "no utf-8": b"import torch\nloss = '\xff'\n",
    "an unknown encoding": b"# coding: klingon\nimport torch\nloss = 1\n",
    "nested too deeply": b"import torch\nloss = " + b"(" * 5000 + b"1" + b")" * 5000,
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_does_not_parse_is_reported_and_the_rest_goes_on(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(BAD_FILES[name])
    (tmp_path / "bad.py").write_text(BAD)
    result = Engine().check([found(tmp_path / "a.py", named=False), found(tmp_path / "bad.py", named=False)])
    assert [(file, code) for file, code, _ in codes(result)] == [("a.py", "RL002"), ("bad.py", "RL101")]
    assert result.problems == {}


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    assert codes(Engine().check([found(tmp_path / "gone.py")])) == [("gone.py", "RL002", 1)]


def test_long_chains_end(tmp_path: Path) -> None:
    text = "import torch\nloss = " + "+".join(["x"] * 20_000) + "\n" + "x" + ".f()" * 5_000 + "\n"
    assert check(tmp_path, {"a.py": text}).problems == {}


def test_a_script_that_knows_torch_through_a_module(tmp_path: Path) -> None:
    model = "import torch\nfrom torch import nn\nnet = nn.Sequential(nn.Linear(5, 3), nn.Softmax(dim=1))\n"
    model += "criterion = nn.CrossEntropyLoss()\n"
    train = "from model import net, criterion, x, y\nloss = criterion(net(x), y)\n"
    assert ("train.py", "RL101", 2) in codes(check(tmp_path, {"model.py": model, "train.py": train}))


def test_notebooks(tmp_path: Path) -> None:
    assert codes(check(tmp_path, {"a.ipynb": notebook(BAD)})) == [("a.ipynb", "RL101", 5)]


def test_memory_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEEP_BYTES", 1)
    engine = Engine()
    result = check(tmp_path, {"a.py": BAD, "b.py": BAD}, engine=engine)
    assert len(result.findings) == 2
    assert engine.project.sources == {}
    assert gc.isenabled()


def test_the_cache_answers_the_second_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    first = check(tmp_path, {"a.py": BAD}, engine=Engine(cache=cache))
    monkeypatch.setattr(module, "analyse", None)
    second = check(tmp_path, {"a.py": BAD}, engine=Engine(cache=cache))
    assert first.findings == second.findings
    assert len(second.findings) == 1


def test_results_are_merged() -> None:
    one, two = Result(files=1), Result(files=2, problems={"a": ["x"]})
    one.merge(two)
    assert (one.files, one.problems) == (3, {"a": ["x"]})


@pytest.mark.parametrize(
    ("limit", "lines", "why"),
    [(len(BAD) + 10, 10, "too large, and left out from line 7 on"), (10**9, 31_000, "more than the 60000 steps")],
)
def test_what_is_followed_only_in_part_is_told_and_not_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, lines: int, why: str
) -> None:
    monkeypatch.setattr("rightloss.check.flow.project._MAX_PARSED", limit)
    cache = Cache(folder=tmp_path / "cache")
    for _ in range(2):
        result = check(tmp_path, {"a.py": BAD + "x = 1\n" * lines}, engine=Engine(cache=cache))
        assert codes(result) == [("a.py", "RL101", 5)]
        assert why in result.cut[str(tmp_path / "a.py")]
