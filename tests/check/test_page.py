import os
from pathlib import Path

import pytest

from rightloss.check import page as module
from rightloss.check.page import UnreadableError, page, read_bytes
from tests.check.sources import notebook

ENCODED = {
    "utf-8": "x = 'é'\n".encode(),
    "utf-8 with a byte order mark": b"\xef\xbb\xbf" + "x = 'é'\n".encode(),
    "latin-1 by its coding line": "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
    "cp1252": "# coding: cp1252\nx = 'é'\n".encode("cp1252"),
    "Windows line ends": "a = 1\r\nx = 'é'\r\n".encode(),
    "old Mac line ends": "a = 1\rx = 'é'\r".encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings(name: str) -> None:
    found = page(ENCODED[name], "/a.py", "a.py")
    assert found.text.endswith("x = 'é'\n")
    assert "\r" not in found.text
    assert found.source().tree() is not None


UNREADABLE = {
    "not utf-8": b"x = '\xff'\n",
    "an unknown encoding": b"# coding: klingon\n",
    "utf-16": "x = 1\n".encode("utf-16"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_decoded(name: str) -> None:
    with pytest.raises(UnreadableError, match="cannot be decoded"):
        page(UNREADABLE[name], "/a.py", "a.py")


def test_a_notebook_has_cells() -> None:
    found = page(notebook("a = 1", "b = (").encode(), "/a.ipynb", "a.ipynb")
    assert found.cells is not None
    assert [skip.cell for skip in found.skipped] == [2]


def test_a_notebook_that_is_none() -> None:
    with pytest.raises(UnreadableError, match="not a notebook"):
        page(b"{", "/a.ipynb", "a.ipynb")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        read_bytes(str(tmp_path / "a.py"))


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.py")
    with pytest.raises(UnreadableError, match="not a regular file"):
        read_bytes(str(tmp_path / "a.py"))


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "a.py")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_bytes(str(tmp_path / "a.py"))


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 3)
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(UnreadableError, match="more than a source file has"):
        read_bytes(str(tmp_path / "a.py"))
