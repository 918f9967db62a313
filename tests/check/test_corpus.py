"""The engine over the development corpus: nothing in what is right, most of what is wrong."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from rightloss.check.discovery import find_files
from rightloss.check.lint import lint

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
# Two points below what is found; raise it with the rules.
RECALL = 0.82

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not part of the project; it lies beside it")


def _findings(*names: str) -> list[tuple[str, int, str]]:
    files = list(find_files([str(CORPUS / name) for name in names], gitignore=False))
    outcome = lint(files, lambda code, path: True, jobs=1)
    assert outcome.problems == {}
    return [(str(Path(item.place.path).relative_to(CORPUS)), item.place.line, item.code) for item in outcome.findings]


@pytest.mark.slow
def test_correct_code_is_silent() -> None:
    assert _findings("good", "clean") == []


def _score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_score", CORPUS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_most_mistakes_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    script = _score()
    by_file: dict[str, list[tuple[int, str]]] = {}
    for path, line, code in _findings("bad"):
        by_file.setdefault(path, []).append((line, code))
    monkeypatch.setattr(script, "run_checker", lambda command, corpus: by_file)
    assert script.score(CORPUS, "", False)["recall"] >= RECALL
