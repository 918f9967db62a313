import json
from pathlib import Path

from rightloss.doctor.place import place, site, site_of


def where(outwards: int = 0) -> int:
    found = place(site(1, outwards=outwards))
    assert found is not None
    return found.line


def test_the_nearest_line_of_the_user() -> None:
    inner = where()
    outer = where(1)  # the call
    lines = Path(__file__).read_text().splitlines()
    assert "site(1" in lines[inner - 1]
    assert "# the call" in lines[outer - 1]


def test_columns_span_the_call() -> None:
    found = place(site(1))
    assert found is not None
    line = Path(__file__).read_text().splitlines()[found.line - 1]
    assert line[found.column - 1 : found.end_column - 1] == "site(1)"


def test_errors_in_libraries_are_the_users_line() -> None:
    try:
        json.loads("{")
    except ValueError as error:
        found = place(site_of(error))
    assert found is not None
    assert "json.loads" in Path(__file__).read_text().splitlines()[found.line - 1]


def test_nowhere() -> None:
    assert place(None) is None
    assert site(1, outwards=1000) is None
