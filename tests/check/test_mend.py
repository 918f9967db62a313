from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rightloss.check import mend as module
from rightloss.check.lint import Outcome, lint
from rightloss.check.mend import Mended, mend
from rightloss.findings import Edit, Fix
from tests.check.sources import BAD, GOOD, HEAD, found


def run(path: Path, *, unsafe: bool = False) -> Mended:
    return mend([found(path)], lambda code, path: True, lambda path: unsafe)


def with_fix(monkeypatch: pytest.MonkeyPatch, fix: Fix, code: str = "RL101") -> None:
    def lint_with_fix(files: Sequence[object], *args: object, **options: object) -> Outcome:
        outcome = lint(files, *args, **options)  # type: ignore[arg-type]
        return replace(
            outcome, raw=tuple(replace(item, fix=fix) if item.code == code else item for item in outcome.raw)
        )

    monkeypatch.setattr(module, "lint", lint_with_fix)


# Leaves of F.softmax(model(x), dim=1) its argument.
UNWRAP = (
    Edit(line=5, column=23, end_line=5, end_column=33, text=""),
    Edit(line=5, column=41, end_line=5, end_column=49, text=""),
)


def test_an_unused_suppression_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(HEAD + "z = 1  # noqa: RL101, E501\nw = 1 # rightloss: ignore[RL101]\n")
    done = run(path)
    assert done.texts[str(path)].decode() == HEAD + "z = 1  # noqa: E501\nw = 1\n"
    assert done.fixed == 2
    assert done.outcome.findings == ()
    assert done.old[str(path)].decode() == path.read_text()


@pytest.mark.parametrize("unsafe", [False, True])
def test_unsafe_fixes_on_request(unsafe: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text(BAD)
    with_fix(monkeypatch, Fix(message="", edits=UNWRAP))
    done = run(path, unsafe=unsafe)
    assert done.texts == ({str(path): GOOD.encode()} if unsafe else {})
    assert len(done.outcome.findings) == (0 if unsafe else 1)


def test_fixes_that_undo_each_other_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text(BAD)
    grow = Edit(line=1, column=0, end_line=1, end_column=0, text="import os\n")
    with_fix(monkeypatch, Fix(message="", edits=(grow,), safe=True))
    assert run(path).fixed == 10


def test_a_fix_may_lie_in_another_file_that_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = tmp_path / "a.py", tmp_path / "b.py"
    here.write_text(BAD)
    there.write_text("import torch\nloss = 1\n")
    edit = Edit(line=2, column=7, end_line=2, end_column=8, text="2")
    with_fix(monkeypatch, Fix(message="", edits=(edit,), safe=True, path=str(there)))
    done = mend([found(here), found(there)], lambda code, path: True, lambda path: False)
    assert done.texts == {str(there): b"import torch\nloss = 2\n"}


def test_a_file_that_was_not_asked_for_is_not_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text(BAD)
    edit = Edit(line=1, column=0, end_line=1, end_column=0, text="2")
    with_fix(monkeypatch, Fix(message="", edits=(edit,), safe=True, path=str(tmp_path / "b.py")))
    assert run(path).texts == {}
