from pathlib import Path

import pytest

from rightloss.check.lint import Outcome, lint
from tests.check.sources import BAD, BROKEN, HEAD, NO_TORCH, found, notebook


def everything(code: str, path: str) -> bool:
    return True


def run(folder: Path, texts: dict[str, str], *, jobs: int = 1) -> Outcome:
    for name, text in texts.items():
        (folder / name).write_text(text)
    return lint([found(folder / name, named=False) for name in texts], everything, jobs=jobs)


def rows(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [(Path(item.place.path).name, item.code, item.place.line) for item in outcome.findings]


def test_findings_are_sorted_and_shown_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    texts = {"b.py": BAD, "a.py": BAD + "loss = F.cross_entropy(F.softmax(model(x), dim=1), y)\n"}
    assert rows(run(tmp_path, texts)) == [("a.py", "RL101", 5), ("a.py", "RL101", 6), ("b.py", "RL101", 5)]


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    texts = {f"{letter}.py": BAD for letter in "dacb"} | {"e.py": BROKEN, "f.py": NO_TORCH}
    alone, together = run(tmp_path, texts, jobs=1), run(tmp_path, texts, jobs=2)
    assert alone.findings == together.findings
    assert (alone.files, together.files) == (6, 6)


def test_codes_that_are_not_wanted_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BAD)
    assert lint([found(tmp_path / "a.py")], lambda code, path: code != "RL101").findings == ()


def test_suppressions_hold(tmp_path: Path) -> None:
    silent = BAD.rstrip("\n") + "  # noqa: RL101\n"
    unused = HEAD + "x = 1  # rightloss: ignore[RL101]\n"
    assert rows(run(tmp_path, {"a.py": silent, "b.py": unused})) == [("b.py", "RL001", 5)]


def test_a_file_without_a_loss_may_have_unused_suppressions(tmp_path: Path) -> None:
    assert rows(run(tmp_path, {"a.py": "x = 1  # rightloss: ignore\n"})) == [("a.py", "RL001", 1)]


def test_what_lies_in_a_file_that_was_not_asked_for_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text(BAD)
    assert rows(run(tmp_path, {"main.py": "import torch, library\nloss = library.loss\n"})) == []


def test_notebooks_are_shown_by_cell(tmp_path: Path) -> None:
    body = HEAD.splitlines(keepends=True)
    book = notebook("".join(body), ("markdown", "text"), "print 'a'", "%time\n" + BAD.splitlines()[-1])
    outcome = run(tmp_path, {"a.ipynb": book})
    places = [(item.code, item.place.cell, item.place.line) for item in outcome.findings]
    assert places == [("RL002", 3, 1), ("RL101", 4, 2)]
    trail = outcome.findings[1].trail[0].place
    assert (trail.path, trail.cell, trail.line) == (str(tmp_path / "a.ipynb"), 4, 2)


def test_text_in_memory_is_used(tmp_path: Path) -> None:
    path = tmp_path / "gone.py"
    outcome = lint([found(path)], everything, texts={str(path): BAD.encode()})
    assert rows(outcome) == [("gone.py", "RL101", 5)]


def test_what_another_file_shows_wrong_in_a_file_that_was_sifted_out_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # library.py names no torch, so that it is not run by itself; main.py runs its function.
    library = "def criterion(cross_entropy, x, y):\n    return cross_entropy(x.softmax(1), y)\n"
    main = HEAD + "from library import criterion\nloss = criterion(F.cross_entropy, model(x), y)\n"
    assert rows(run(tmp_path, {"library.py": library, "main.py": main})) == [("library.py", "RL101", 2)]
