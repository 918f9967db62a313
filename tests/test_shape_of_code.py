"""Files and functions stay small, and every module has its test."""

import ast
from pathlib import Path

import pytest

from tests.architecture import modules

ROOT = Path(__file__).parents[1]
FILES = modules(ROOT / "src")
TESTS = ROOT / "tests"

MOST_LINES = 500
MOST_LINES_OF_A_BODY = 60

# Folders whose modules are units of one table, and the tests that run over every unit of it.
TABLE_TESTED = {
    "rightloss.catalog.": "tests/catalog",
    "rightloss.losses.": "tests/losses",
    "rightloss.choose.hints.": "tests/choose/test_hints.py",
    "rightloss.check.rules.": "tests/check/rules/test_examples.py",
    "rightloss.doctor.probes.": "tests/doctor/probes/test_examples.py",
}

# The steps of the engine of `choose`, each of which the examination by generated targets goes through.
EXAMINED = """
    advise candidates conditional contract counts describe hint kinds labels matrix measure models plan plans profile
    question rank residuals sample
"""

# Modules whose promises are those of the tests named here: data without behaviour, or the inside of another module.
COVERED_BY = {
    "rightloss.__main__": "tests/cli/test_main.py",
    "rightloss.choose.result": "tests/test_docs.py",
    "rightloss.check.rule": "tests/check/rules/test_examples.py",
    "rightloss.doctor.result": "tests/report/test_diagnosis_text.py",
    "rightloss.doctor.errors": "tests/doctor/test_guard.py",
    "rightloss.doctor.evidence": "tests/doctor/test_tape.py",
    "rightloss.doctor.probe": "tests/doctor/probes/test_examples.py",
    **{f"rightloss.choose.{name}": "tests/choose/test_targets.py" for name in EXAMINED.split()},
}


def longest_body(text: str) -> int:
    """Lines of the longest function body, without its docstring."""
    found = [0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            found.append((body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0)
    return max(found)


def untested(names: list[str], tests: Path) -> list[str]:
    """Modules without a test file of their name, outside the folders that tables test."""
    return [name for name in names if not _expected(name, tests).exists()]


def _expected(name: str, tests: Path) -> Path:
    if name in COVERED_BY:
        return tests.parent / COVERED_BY[name]
    for folder, test in TABLE_TESTED.items():
        if name.startswith(folder):
            return tests.parent / test
    *rooms, stem = name.split(".")[1:]
    return tests.joinpath(*rooms, f"test_{stem.lstrip('_')}.py")


def _has_code(name: str) -> bool:
    return FILES[name].name != "__init__.py"


@pytest.mark.parametrize("name", FILES)
def test_files_are_short(name: str) -> None:
    assert len(FILES[name].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", FILES)
def test_bodies_are_short(name: str) -> None:
    assert longest_body(FILES[name].read_text(encoding="utf-8")) <= MOST_LINES_OF_A_BODY


def test_every_module_has_its_test() -> None:
    assert untested([name for name in FILES if _has_code(name)], TESTS) == []


def test_the_tables_name_what_exists() -> None:
    assert [name for name in COVERED_BY if name not in FILES] == []
    assert [path for path in (*COVERED_BY.values(), *TABLE_TESTED.values()) if not (ROOT / path).exists()] == []


def test_a_long_body_is_measured() -> None:
    text = 'def f():\n    """Doc."""\n' + "    x = 1\n" * 61
    assert longest_body(text) == 61
    assert longest_body("x = 1\n") == 0


def test_a_module_without_a_test_is_named(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    (tests / "report").mkdir(parents=True)
    (tests / "report" / "test_page.py").touch()
    assert untested(["rightloss.report.page", "rightloss.report.pages"], tests) == ["rightloss.report.pages"]
