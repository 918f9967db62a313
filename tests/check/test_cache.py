from pathlib import Path

import pytest

from rightloss.check import cache as module
from rightloss.check.cache import Cache
from rightloss.findings import Edit, Finding, Fix, Place, Trace

PLACE = Place(path="/a.py", line=3, column=2, end_line=3, end_column=9, cell=None)
FULL = Finding(
    code="RL101",
    name="n",
    place=PLACE,
    message="é",
    trail=(Trace(what="softmax", place=PLACE),),
    fix=Fix(message="m", edits=(Edit(line=1, column=0, end_line=1, end_column=2, text="x"),), safe=True, path="/a.py"),
)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def again(cache: Cache) -> Cache:
    return Cache(cache.folder)


def test_findings_come_back_whole(cache: Cache) -> None:
    cache.store("/a.py", "x", [], [], [FULL])
    assert again(cache).find("/a.py", "x") == [FULL]


def test_another_text_or_path_is_not_found(cache: Cache) -> None:
    cache.store("/a.py", "x", [], [], [])
    assert again(cache).find("/a.py", "x") == []
    assert again(cache).find("/a.py", "y") is None
    assert again(cache).find("/b.py", "x") is None


def test_a_changed_import_makes_it_stale(cache: Cache, tmp_path: Path) -> None:
    imported = tmp_path / "b.py"
    imported.write_text("1")
    cache.store("/a.py", "x", ["/a.py", str(imported)], [], [])
    assert again(cache).find("/a.py", "x") == []
    imported.write_text("2")
    assert again(cache).find("/a.py", "x") is None
    imported.unlink()
    assert again(cache).find("/a.py", "x") is None


def test_a_module_that_appears_makes_it_stale(cache: Cache, tmp_path: Path) -> None:
    cache.store("/a.py", "x", [], [str(tmp_path / "b.py")], [])
    assert again(cache).find("/a.py", "x") == []
    (tmp_path / "b.py").touch()
    assert again(cache).find("/a.py", "x") is None


def test_another_version_makes_it_stale(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store("/a.py", "x", [], [], [])
    monkeypatch.setattr(module, "checker_digest", lambda: "another")
    assert again(cache).find("/a.py", "x") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"checker": 1}', "\udcff"])
def test_a_broken_entry_counts_as_none(text: str, cache: Cache) -> None:
    cache.store("/a.py", "x", [], [], [])
    (entry,) = cache.folder.glob("*.json")  # type: ignore[union-attr]
    entry.write_text(text, errors="surrogateescape")
    assert again(cache).find("/a.py", "x") is None


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache")
    cache.store("/a.py", "x", [], [], [])
    assert cache.find("/a.py", "x") is None


def test_git_does_not_see_the_folder(cache: Cache) -> None:
    cache.store("/a.py", "x", [], [], [])
    assert (cache.folder / ".gitignore").read_text() == "*\n"  # type: ignore[operator]
