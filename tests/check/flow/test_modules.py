"""Imported modules: run once, on first use, the same whoever asks; what files do to them is taken back."""

import ast
import gc
import weakref
from pathlib import Path

import pytest

from rightloss.check.flow import modules as module
from rightloss.check.flow.interpreter import Interpreter
from rightloss.check.flow.project import Project, Source
from rightloss.check.flow.values import Class, Const, File, Scope, Sequence, Value, alternatives


def project(**texts: str) -> Project:
    made = Project()
    for name, text in texts.items():
        made.add(Source(path=f"/p/{name}.py", text=text))
    return made


def result(files: Project, name: str = "main") -> Value:
    run = Interpreter(files, lambda event: None)
    run.run(files.sources[f"/p/{name}.py"])
    return run.main.names["result"]


def test_a_module_is_run_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    files = project(lib="x = 3\n", main="from lib import x\nresult = x\n", other="import lib\nresult = lib.x\n")
    ran: list[str] = []
    execute = Interpreter.execute

    def noted(self: Interpreter, body: list[ast.stmt], scope: Scope) -> bool:
        ran.extend(scope.path for _ in body)
        return execute(self, body, scope)

    monkeypatch.setattr(Interpreter, "execute", noted)
    assert (result(files), result(files, "other")) == (Const(3), Const(3))
    assert ran.count("/p/lib.py") == 1


def test_what_is_not_used_is_not_read() -> None:
    files = project(lib="x = 3\n", main="from lib import x\nresult = 1\n")
    assert result(files) == Const(1)
    assert files.notes.uses == set()


def test_what_a_file_does_to_a_module_is_taken_back() -> None:
    files = project(lib="seen = [1]\n", main="import lib\nlib.seen.append(2)\nresult = lib.seen\n")
    files.add(Source(path="/p/other.py", text="import lib\nresult = lib.seen\n"))
    assert len(result(files).names) == 2  # type: ignore[union-attr]
    assert len(result(files, "other").names) == 1  # type: ignore[union-attr]


def test_empty_containers_of_modules_are_there_to_be_filled() -> None:
    found = result(project(lib="registry = []\n", main="from lib import registry\nresult = registry\n"))
    assert isinstance(found, Sequence)
    assert not found.exact


@pytest.mark.parametrize("first", ["a", "b"])
def test_circles_of_imports_do_not_depend_on_what_ran_before(first: str) -> None:
    files = project(
        a="from b import y\nx = y\n", b="from a import x\ny = 2\nz = x\n", main="from a import x\nresult = x\n"
    )
    files.add(Source(path="/p/first.py", text=f"import {first}\nresult = {first}.x\n"))
    result(files, "first")
    assert result(files) == Const(2)


def test_star_imports() -> None:
    files = project(
        a="from b import *\nx = 1\n", b="from a import *\ny = 2\n_z = 3\n", main="from a import *\nresult = x, y, len\n"
    )
    found = result(files)
    assert isinstance(found, Sequence)
    assert found.items[:2] == [Const(1), Const(2)]
    assert module.member(Scope(names={"_z": Const(3)}), "_z") == Const(3)


def test_a_submodule_comes_before_star_imports(tmp_path: Path) -> None:
    files = Project()
    files.add(Source(path="/p/pkg/__init__.py", text="from .net import *\n"))
    files.add(Source(path="/p/pkg/net.py", text="x = 1\n"))
    files.add(Source(path="/p/main.py", text="from pkg import net\nresult = net\n"))
    assert isinstance(result(files), File)


def test_work_for_imports_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_STEPS", 10)
    files = project(
        a="x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]\n", b="y = 1\n", main="import a, b\na.x\nresult = b.y\n"
    )
    assert result(files) != Const(1)


def test_the_order_of_files_does_not_matter_for_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_STEPS", 10)
    files = project(
        a="x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]\n", b="y = 1\n", main="import a, b\na.x\nresult = b.y\n"
    )
    files.add(Source(path="/p/other.py", text="import b\nresult = b.y\n"))
    assert result(files, "other") == Const(1)
    assert result(files) != Const(1)


def test_definitions_are_found_out_without_the_other_statements() -> None:
    files = project(a="from b import B\nx = B\nclass A: ...\n", b="from a import A\nclass B(A): ...\n")
    files.add(Source(path="/p/main.py", text="from b import B\nresult = B\n"))
    assert isinstance(result(files), Class)
    assert {(Path(piece.module.scope.path).stem, piece.name) for piece in module.closure(*files.notes.uses)} == {
        ("b", "B"),
        ("a", "A"),
    }


@pytest.mark.parametrize("first", ["Net", "net"])
def test_a_class_is_the_same_whether_it_or_what_is_made_of_it_is_wanted_first(first: str) -> None:
    lib = "import sys\nsize = 1\nif sys.argv:\n    size = 2\n    net = Net()\nclass Net:\n    width = size\n"
    files = project(lib=lib)
    files.add(Source(path="/p/first.py", text=f"from lib import {first}\nresult = {first}\n"))
    files.add(Source(path="/p/main.py", text="from lib import Net\nresult = Net.width\n"))
    result(files, "first")
    assert set(alternatives(result(files))) == {Const(1), Const(2)}


def test_names_that_branches_import_are_not_found_out_by_joining_them() -> None:
    files = project(lib="x = 3\n", other="x = 4\n")
    text = "import sys\nif sys.argv:\n    from lib import x\nelse:\n    from other import x\nresult = {}\n"
    files.add(Source(path="/p/main.py", text=text.format("1")))
    assert result(files) == Const(1)
    assert files.notes.uses == set()
    files.add(Source(path="/p/main.py", text=text.format("x")))
    assert set(alternatives(result(files))) == {Const(3), Const(4)}


def test_forgotten_modules_leave_nothing_behind() -> None:
    files = project(lib="class A: ...\nx = [A()]\n", main="from lib import A, x\nresult = A, x\n")
    result(files)
    gone = [weakref.ref(made) for made in files.modules._made.values()]
    files.notes = module.Notes()
    gc.disable()
    try:
        files.modules.forget()
        assert [made() for made in gone] == [None]
    finally:
        gc.enable()
