import json

import pytest

from rightloss.check.page import page
from rightloss.check.repair import apply, chosen, difference, repaired
from rightloss.findings import Edit, Finding, Fix, Place
from tests.check.sources import notebook


def fix(line: int, column: int, end_column: int, text: str, *, end_line: int = 0) -> Fix:
    edit = Edit(line=line, column=column, end_line=end_line or line, end_column=end_column, text=text)
    return Fix(message="", edits=(edit,), safe=True)


def run(data: bytes, *fixes: Fix, path: str = "/a.py") -> bytes:
    return repaired(data, page(data, path, path), fixes)[0]


def test_positions_are_characters() -> None:
    assert apply("é = 'ü'; x\n", [fix(1, 9, 10, "y")])[0] == "é = 'ü'; y\n"


def test_fixes_that_overlap_wait_for_the_next_round() -> None:
    text, count = apply("abcdef\n", [fix(1, 0, 3, "X"), fix(1, 2, 4, "Y"), fix(1, 4, 5, "Z")])
    assert (text, count) == ("XdZf\n", 2)


def test_a_fix_of_many_edits_is_applied_whole_or_not_at_all() -> None:
    double = Fix(message="", edits=(*fix(1, 1, 2, "B").edits, *fix(1, 5, 6, "F").edits))
    text, count = apply("abcdef\n", [fix(1, 0, 2, "X"), double])
    assert (text, count) == ("Xcdef\n", 1)


@pytest.mark.parametrize("place", [(9, 0, 1), (1, 0, 99), (1, 3, 2), (0, 0, 1)])
def test_a_place_outside_the_text_changes_nothing(place: tuple[int, int, int]) -> None:
    assert apply("abc\n", [fix(*place, "X")]) == ("abc\n", 0)


def test_a_comment_between_lines_does_not_vanish() -> None:
    text = "f(x,  # why\n  1)\n"
    assert apply(text, [fix(1, 3, 3, "", end_line=2)]) == (text, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_stay(end: str) -> None:
    data = f"a = 1{end}b = 2{end}".encode()
    assert run(data, fix(2, 4, 5, "(\n3)")) == f"a = 1{end}b = ({end}3){end}".encode()


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8-sig"])
def test_the_encoding_stays(encoding: str) -> None:
    head = "" if encoding == "utf-8-sig" else f"# coding: {encoding}\n"
    old, new = (f"{head}é = 1; b = {digit}\n".encode(encoding) for digit in (2, 3))
    line = 1 if encoding == "utf-8-sig" else 2
    assert run(old, fix(line, 11, 12, "3")) == new


def test_what_would_not_parse_is_not_written() -> None:
    assert run(b"a = 1\n", fix(1, 4, 5, "(")) == b"a = 1\n"


def test_what_the_encoding_cannot_write_is_not_written() -> None:
    data = b"# coding: ascii\na = 1\n"
    assert run(data, fix(2, 4, 5, "'é'")) == data


@pytest.mark.parametrize("as_list", [True, False])
def test_a_notebook_keeps_everything_else(as_list: bool) -> None:
    old = notebook("a = 1", ("markdown", "# é"), "%time\nb = 2\n", as_list=as_list, kernelspec={"name": "python3"})
    new = run(old.encode(), fix(3, 4, 5, "3"), path="/a.ipynb").decode()
    assert json.loads(new)["cells"][2]["source"] == (["%time\n", "b = 3\n"] if as_list else "%time\nb = 3\n")
    assert new == old.replace("b = 2", "b = 3")


def test_unsafe_fixes_are_chosen_on_request_only() -> None:
    unsafe = Fix(message="", edits=())
    safe = Fix(message="", edits=(), safe=True)
    findings = [
        Finding(code="RL101", name="", place=Place(path="", line=1), message="", fix=item)
        for item in (unsafe, safe, None)
    ]
    assert chosen(findings, unsafe=False) == [safe]
    assert chosen(findings, unsafe=True) == [unsafe, safe]


def test_the_difference() -> None:
    text = difference("a.py", b"a = 1\nb = 2", b"a = 1\nb = 3")
    assert text.startswith(
        "--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n a = 1\n-b = 2\n\\ No newline at end of file\n+b = 3\n"
    )
