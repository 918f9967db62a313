"""The generated pages are fresh, a stale one is noticed, and every Python block of the documentation runs."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import rightloss
from rightloss.choose.result import (
    DATA,
    Answer,
    Choice,
    Distribution,
    Question,
    Reason,
    Recommendation,
    RuledOut,
    TargetForm,
)

ROOT = Path(__file__).parents[1]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _load()


def test_the_pages_are_fresh() -> None:
    assert script.stale(script.pages(), ROOT / "docs") == [], "run: python scripts/docs.py"


def test_a_written_tree_is_fresh(tmp_path: Path) -> None:
    assert script.main([], docs=tmp_path) == 0
    assert script.main(["--check"], docs=tmp_path) == 0


CHANGES = {
    "changed": lambda docs: (docs / "losses" / "l1.md").write_text("# another text\n"),
    "missing": lambda docs: (docs / "losses" / "l1.md").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_stale_page_is_named(change: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.main([], docs=tmp_path)
    CHANGES[change](tmp_path)
    assert script.main(["--check"], docs=tmp_path) == 1
    assert capsys.readouterr().err == "stale: losses/l1.md; run: python scripts/docs.py\n"


def test_a_page_of_no_entry_is_named_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.main([], docs=tmp_path)
    left = tmp_path / "activations" / "gone.md"
    left.write_text("# gone\n")
    assert script.main(["--check"], docs=tmp_path) == 1
    assert "activations/gone.md" in capsys.readouterr().err
    script.main([], docs=tmp_path)
    assert not left.exists()


def test_every_key_of_the_json_is_documented() -> None:
    text = script.pages()["json.md"]
    for cls in (*script._CATALOG_TYPES, *script._CHOOSE_TYPES):
        for name in cls.__dataclass_fields__:
            assert f"| `{name}` |" in text


CHOICES: dict[str, tuple[Any, dict[str, Any]]] = {
    "numbers": ([1.5, -2.0, 0.3, 4.1] * 20, {"metric": "rmse", "features": {"x": list(range(80))}}),
    "classes": (["a", "b", "c", "a"] * 20, {"task": "nominal"}),
    "durations": ([3.0, 5.0, 8.0, 2.0] * 20, {"event": [1, 0, 1, 1] * 20}),
    "close": ([2, 0, 1, 5, 3, 1, 7, 2, 4, 6] * 6, {}),
}


def _names(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """The keys of a JSON value, each with the key that it is under. Names of losses, classes and options are no keys."""
    if isinstance(value, dict) and where not in ("arguments", "kinds", "classes"):
        for key, inner in value.items():
            yield where, key
            yield from _names(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner, where)


def test_every_key_of_a_real_choice_is_documented() -> None:
    text = script.pages()["json.md"].partition("## rightloss choose")[2]
    found = {name for target, more in CHOICES.values() for name in _names(rightloss.choose(target, **more).to_dict())}
    undocumented = {key for where, key in found if where != "summary" and f"`{key}`" not in text}
    assert undocumented == {"schema"}
    assert {key for where, key in found if where == "data"} == set(DATA)
    classes = (Choice, Recommendation, TargetForm, Reason, RuledOut, Question, Answer, Distribution)
    promised = {name for cls in classes for name in cls.__dataclass_fields__}
    assert promised <= {key for _, key in found}


def _blocks() -> dict[str, str]:
    # Blocks on pages of mistakes are fragments, some of them wrong on purpose; the examples of the rules are tested.
    found = sorted((ROOT / "docs").glob("**/*.md"))
    pages = [ROOT / "README.md", *(page for page in found if page.parent.name != "mistakes")]
    return {
        f"{page.relative_to(ROOT)}:{number}": block
        for page in pages
        for number, block in enumerate(code_blocks(page.read_text(encoding="utf-8")), start=1)
    }


def code_blocks(text: str) -> list[str]:
    """The Python blocks of a Markdown text."""
    return re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def test_code_blocks_are_found() -> None:
    assert code_blocks("a\n```python\nx = 1\n```\n```console\n$ ls\n```\n```python\ny\n```\n") == ["x = 1\n", "y\n"]


def test_every_python_block_runs(tmp_path: Path) -> None:
    # One process for all of them: torch is imported once. Each block starts with no names of its own.
    driver = "import json, sys, traceback\nfor name, code in json.load(sys.stdin).items():\n"
    driver += "    try: exec(compile(code, name, 'exec'), {'__name__': '__main__'})\n"
    driver += "    except BaseException: traceback.print_exc(); print(name, 'FAILED', file=sys.stderr)\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", driver],
        input=json.dumps(_blocks()),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
