"""The generated pages are fresh, a stale one is noticed, and every Python block of the documentation runs."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

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
