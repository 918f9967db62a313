"""Every loss of ours obeys every law, but for the exemptions that its entry in the catalog gives a reason for."""

import importlib
import pkgutil

import pytest

from rightloss.catalog.registry import losses
from rightloss.testing import LAWS, LossCase
from tests.losses import laws

CASES: dict[str, LossCase] = {
    name: case
    for info in pkgutil.iter_modules(laws.__path__)
    if not info.name.startswith("_")
    for name, case in importlib.import_module(f"{laws.__name__}.{info.name}").CASES.items()
}
OWN = {name: entry for name, entry in losses().items() if entry.impl}
TO_HOLD = [(name, law) for name, case in CASES.items() for law in LAWS if law not in case.exempt]


def test_every_loss_of_ours_has_a_case() -> None:

    assert {name.partition(":")[0] for name in CASES} == set(OWN)


def test_every_case_has_a_definition_to_be_held_to() -> None:
    assert [name for name, case in CASES.items() if case.oracle is None] == []


def test_exemptions_name_laws() -> None:
    assert {item.law for entry in losses().values() for item in entry.exemptions} <= set(LAWS)


@pytest.mark.parametrize(("name", "law"), TO_HOLD, ids=lambda item: item)
def test_law(name: str, law: str) -> None:
    LAWS[law](CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_exemptions_are_needed(name: str) -> None:
    """An exemption whose law holds is a reason without a cause."""
    held = []
    for law in CASES[name].exempt:
        try:
            LAWS[law](CASES[name])
        except Exception:
            continue
        held.append(law)
    assert held == []
