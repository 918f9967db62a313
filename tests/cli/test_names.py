import click
import pytest

from rightloss.cli._names import EntryName, lookup
from rightloss.cli._output import Fault


@pytest.mark.parametrize("name", ["l1", "MAE", "L1Loss", "torch.nn.functional.l1_loss"])
def test_an_entry_goes_by_all_its_names(name: str) -> None:
    assert lookup(name).name == "l1"


def test_a_slip_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(Fault, match=r"no loss or activation is called 'hubber'; did you mean huber"):
        lookup("hubber")


def test_names_are_completed() -> None:
    context = click.Context(click.Command("show"))
    found = EntryName().shell_complete(context, click.Argument(["name"]), "hub")
    assert ("huber", "Huber loss") in [(item.value, item.help) for item in found]
    assert all(item.value.startswith("hub") for item in found)
