import json

import pytest

from rightloss.check.notebook import NotebookError, join_cells
from tests.check.sources import notebook


def test_cells_are_joined_and_the_way_back_counts_all_cells() -> None:
    text, cells, skipped = join_cells(notebook("a = 1\nb = 2", ("markdown", "# text"), "c = 3\nd = 4"))
    assert text == "a = 1\nb = 2\nc = 3\nd = 4\n"
    assert [cells.place(line) for line in (1, 2, 3, 4)] == [(1, 1), (1, 2), (3, 1), (3, 2)]
    assert skipped == ()


@pytest.mark.parametrize("as_list", [True, False])
def test_a_source_may_be_a_text_or_lines(as_list: bool) -> None:
    assert join_cells(notebook("a = 1\nb = 2", as_list=as_list))[0] == "a = 1\nb = 2\n"


MAGICS = {
    "%matplotlib inline\nx = 1": "pass\nx = 1\n",
    "if x:\n    !pip install torch": "if x:\n    pass\n",
    "files = !ls\nx = 1": "files = None\nx = 1\n",
    "torch.nn?": "pass\n",
    "%%time\nx = 1": "pass\nx = 1\n",
    "%%bash\nls": "\n",
    "x = 7 % 2": "x = 7 % 2\n",
}


@pytest.mark.parametrize("source", MAGICS)
def test_magics(source: str) -> None:
    assert join_cells(notebook(source))[0] == MAGICS[source]


def test_a_cell_that_does_not_parse_is_left_out_alone() -> None:
    text, cells, skipped = join_cells(notebook("a = 1", "x = 1\nprint 'python 2'", "b = 2"))
    assert text == "a = 1\nb = 2\n"
    assert cells.place(2) == (3, 1)
    assert [(skip.cell, skip.line) for skip in skipped] == [(2, 2)]


def test_a_notebook_without_code() -> None:
    assert join_cells(notebook(("markdown", "text")))[1].place(1) == (1, 1)


BAD = {
    "{": "not a notebook: ",
    "[]": "no list of cells",
    '{"cells": 3}': "no list of cells",
    '{"cells": [3]}': "no list of cells",
    notebook("x", language_info={"name": "R"}): "a notebook of R, not of Python",
    notebook("x", kernelspec={"language": "julia"}): "a notebook of julia",
}


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_notebook_of_python(text: str) -> None:
    with pytest.raises(NotebookError, match=BAD[text]):
        join_cells(text)


def test_metadata_of_the_wrong_kind_is_no_obstacle() -> None:
    book = {"cells": [{"cell_type": "code", "source": "a = 1"}], "metadata": [1]}
    assert join_cells(json.dumps(book))[0] == "a = 1\n"
