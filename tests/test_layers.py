"""The table MAY_IMPORT is the architecture: nothing imports outside it, nothing in a circle."""

from pathlib import Path

import pytest

from tests.architecture import MAY_IMPORT, breaches, circles, imports, modules

SOURCE = Path(__file__).parents[1] / "src"


def test_the_package_keeps_to_the_architecture() -> None:
    assert breaches(modules(SOURCE)) == []


def test_the_reader_sees_the_imports() -> None:
    found = {(item.importer, item.imported) for item in imports(modules(SOURCE))}
    assert ("rightloss.cli.list", "rightloss.report.page") in found
    assert ("rightloss.catalog.regression.l1", "rightloss.catalog.schema") in found


def test_the_table_has_no_circle() -> None:
    assert circles({name: set(rooms) for name, rooms in MAY_IMPORT.items()}) == []


BROKEN = {
    "an import upwards": ("catalog/made_up.py", "import rightloss.cli.main\n", "may not import rightloss.cli.main"),
    "an import upwards in a function": (
        "losses/made_up.py",
        "def f():\n    from rightloss.report import curves\n",
        "'losses' may not import rightloss.report",
    ),
    "a sibling": ("choose/made_up.py", "from rightloss.losses import x\n", "'choose' may not import rightloss.losses"),
    "a relative import": ("report/made_up.py", "from .page import Page\n", "relative import"),
    "a room that nobody planned": ("attic/made_up.py", "", "'attic' is not in the table"),
    "a circle": (
        "report/made_up.py",
        "import rightloss.report.made_up\n",
        "circle: rightloss.report.made_up -> rightloss.report.made_up",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_made_up_module_that_breaks_it_is_seen(case: str, tmp_path: Path) -> None:
    name, text, expected = BROKEN[case]
    path = tmp_path / "rightloss" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    found = breaches(modules(tmp_path))
    assert len(found) == 1
    assert expected in found[0]


def test_a_circle_of_two_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "rightloss" / "report"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("from rightloss.report.b import x\n")
    (folder / "b.py").write_text("from rightloss.report import a\n")
    assert breaches(modules(tmp_path)) == [
        "circle: rightloss.report.a -> rightloss.report.b -> rightloss.report.a",
    ]


def test_an_import_for_type_checkers_only_makes_no_circle(tmp_path: Path) -> None:
    folder = tmp_path / "rightloss" / "report"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("from rightloss.report.b import x\n")
    (folder / "b.py").write_text("if TYPE_CHECKING:\n    from rightloss.report import a\n")
    assert breaches(modules(tmp_path)) == []
