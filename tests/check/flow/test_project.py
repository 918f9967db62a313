"""Files of a project: decoded as Python does, found by import, parsed once, broken ones named."""

from pathlib import Path

import pytest

from rightloss.check.flow.project import Project, Source, decode


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a = 1\r\nb = 2\r", "a = 1\nb = 2\n"),
        ("# coding: latin-1\n# caf\xe9\n".encode("latin-1"), "# coding: latin-1\n# caf\xe9\n"),
        (b"\xef\xbb\xbfa = 1\n", "a = 1\n"),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_imports_are_found_beside_and_above(tmp_path: Path) -> None:
    for name in ("a.py", "pkg/__init__.py", "pkg/b.py", "pkg/sub/__init__.py", "pkg/sub/c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    project, importer = Project(), str(tmp_path / "pkg" / "sub" / "c.py")

    def found(dotted: str, level: int) -> str:
        source = project.find(dotted, level, importer)
        return str(Path(source.path).relative_to(tmp_path)) if source else ""

    assert found("b", 2) == "pkg/b.py"
    assert found("", 2) == "pkg/__init__.py"
    assert found("pkg.b", 0) == "pkg/b.py"
    assert found("a", 0) == "a.py"
    assert found("nowhere", 0) == ""


def test_what_does_not_parse_says_why() -> None:
    source = Source(path="a.py", text="def f(:\n")
    assert source.tree() is None
    assert (source.line, bool(source.error)) == (1, True)
    assert Source(path="a.py", text="a = 1\0").tree() is None


@pytest.mark.parametrize(
    ("text", "lines", "cut"),
    [
        ("a = 1\n" * 10, 5, 6),
        ("a = 1\n" * 3 + "b = [\n" + " 2,\n" * 4 + "]\nc = 3\n", 3, 4),
        ("def f():\n" + " a = 1\n" * 10, 4, 5),
        ("a = 1\n" * 5, 5, 0),
        ("a = [\n" + " 2,\n" * 20 + "]\n", 22, 0),
        ("a = '''\n" + "text\n" * 20 + "'''\n", 22, 0),
    ],
)
def test_files_that_are_too_large_are_cut_off(text: str, lines: int, cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rightloss.check.flow.project._MAX_PARSED", 34)
    source = Source(path="a.py", text=text)
    tree = source.tree()
    assert tree is not None
    assert (tree.body[-1].end_lineno, source.cut) == (lines, cut)


def test_what_python_warns_of_is_not_told() -> None:
    assert Source(path="a.py", text="a = '\\d' is 1\n").tree() is not None
