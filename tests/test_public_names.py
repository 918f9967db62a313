"""The names on the door: complete, sorted, documented, and the same for a type checker."""

import ast
import importlib
import importlib.util
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import rightloss
import rightloss.functional
from rightloss.catalog import losses

ROOT = Path(__file__).parents[1]
ROOMS = {"catalog", "choose", "functional", "kernels", "losses", "report", "testing"}
TOOLS = {"checking", "diagnose", "guard"}
OWN = {loss.name: loss.own_names for loss in losses().values() if loss.own_names}
EXTRAS = {name.partition(":")[2] for loss in losses().values() for name in loss.extras}
CLASSES = {names[1] for names in OWN.values()} | {name for name in EXTRAS if name[0].isupper()}
FUNCTIONS = {names[0] for names in OWN.values()} | {name for name in EXTRAS if name[0].islower()}
DOORS = [rightloss, rightloss.functional]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stubs_script", ROOT / "scripts" / "stubs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _load()


def test_the_door_is_complete_and_sorted() -> None:
    assert rightloss.__all__ == sorted({"__version__"} | ROOMS | TOOLS | CLASSES)
    assert rightloss.functional.__all__ == sorted(FUNCTIONS)
    assert {"L1Loss", "MSELoss", "NLLLoss", "CrossEntropyLoss", "BCEWithLogitsLoss", "BCELoss"} <= CLASSES
    assert len(CLASSES | FUNCTIONS) == 2 * len(OWN) + len(EXTRAS)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_dir_names_what_all_does(door: Any) -> None:
    assert dir(door) == door.__all__


@pytest.mark.parametrize(
    ("door", "name"), [(door, name) for door in DOORS for name in door.__all__ if name != "__version__"]
)
def test_every_name_resolves_and_is_documented(door: Any, name: str) -> None:
    item = getattr(door, name)
    doc = item.__doc__
    assert doc is not None
    assert len(doc.split()) > 3


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_class_is_final_and_in_the_module_that_the_catalog_names(name: str) -> None:
    cls = getattr(rightloss, name)
    assert inspect.isclass(cls)
    assert getattr(cls, "__final__", False) is True
    named = {loss.impl.split(":")[0] for loss in losses().values()}
    assert cls.__module__ in named | {extra.partition(":")[0] for loss in losses().values() for extra in loss.extras}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("name", ["L3Loss", "_private", "torch"])
def test_other_names_are_refused(door: Any, name: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{door.__name__}' has no attribute '{name}'"):
        getattr(door, name)


def test_choose_is_callable() -> None:
    assert callable(rightloss.choose)
    assert callable(importlib.import_module("rightloss.choose"))


def test_everything_can_be_imported_with_a_star() -> None:
    found: dict[str, Any] = {}
    exec("from rightloss.functional import *", found)
    assert set(found) >= FUNCTIONS


# Stubs


def test_the_stubs_are_fresh() -> None:
    assert script.stale(script.stubs(), ROOT / "src" / "rightloss") == [], "run: python scripts/stubs.py"


def test_the_stubs_name_what_the_door_does() -> None:
    for name, door in (("__init__.pyi", rightloss), ("functional.pyi", rightloss.functional)):
        tree = ast.parse(script.stubs()[name])
        imported = [item.asname for node in tree.body if isinstance(node, ast.ImportFrom) for item in node.names]
        declared = [node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)]  # type: ignore[union-attr]
        assert sorted([*imported, *declared]) == door.__all__  # type: ignore[type-var]


def test_choose_is_declared_as_the_function() -> None:
    assert "from rightloss.choose.api import choose as choose\n" in script.stubs()["__init__.pyi"]


CHANGES = {
    "changed": lambda package: (package / "functional.pyi").write_text("x: int\n"),
    "missing": lambda package: (package / "functional.pyi").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_stale_stub_is_noticed(change: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main([], package=tmp_path) == 0
    assert script.main(["--check"], package=tmp_path) == 0
    CHANGES[change](tmp_path)
    assert script.main(["--check"], package=tmp_path) == 1
    assert capsys.readouterr().err == "stale: functional.pyi; run: python scripts/stubs.py\n"
