from collections import Counter
from pathlib import Path

import pytest

import rightloss.catalog
from rightloss.catalog.registry import activations, by_call, find, losses
from rightloss.catalog.schema import FAMILIES

ROOT = Path(rightloss.catalog.__file__).parent


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("l1", "l1"),
        ("MAE", "l1"),
        ("mean squared error", "mse"),
        ("l2", "mse"),
        ("mean_absolute_error", "l1"),
        ("bce", "binary-cross-entropy"),
        ("Log Loss", "binary-cross-entropy"),
        ("BCEWithLogitsLoss", "binary-cross-entropy"),
        ("binary_cross_entropy_with_logits", "binary-cross-entropy"),
        ("binary-cross-entropy", "binary-cross-entropy"),
        ("BCELoss", "binary-cross-entropy-on-probabilities"),
        ("torch.nn.CrossEntropyLoss", "cross-entropy"),
        ("cross_entropy", "cross-entropy"),
        ("NLLLoss2d", "nll"),
        (" kl_div ", "kl-divergence"),
        ("torch.nn.functional.ctc_loss", "ctc"),
        ("identity", "identity"),
    ],
)
def test_an_entry_is_found_by_each_of_its_names(asked: str, name: str) -> None:
    assert find(asked).name == name


def test_a_catalog_name_always_finds_its_own_entry() -> None:
    for name, entry in (losses() | activations()).items():
        assert find(name) is entry


def test_an_unknown_name_gets_suggestions() -> None:
    with pytest.raises(KeyError, match=r"no loss or activation is called 'cros-entropy'; did you mean .*cross-entropy"):
        find("cros-entropy")


def test_a_name_like_nothing_gets_the_list() -> None:
    with pytest.raises(KeyError, match="`rightloss list` names them all"):
        find("qqqqqqqq")


def test_by_call_gives_the_entry_of_a_dotted_name() -> None:
    assert by_call()["torch.nn.MSELoss"] is losses()["mse"]
    assert by_call()["torch.nn.functional.mse_loss"] is losses()["mse"]
    assert by_call()["torch.nn.Identity"] is activations()["identity"]


def test_the_file_is_called_as_the_loss_and_lies_in_its_family() -> None:
    files = {(p.parent.name, p.stem) for family in FAMILIES for p in (ROOT / family).glob("[!_]*.py")}
    assert files == {(loss.family, loss.name.replace("-", "_")) for loss in losses().values()}


def test_the_file_is_called_as_the_activation() -> None:
    files = {p.stem for p in (ROOT / "activations").glob("[!_]*.py")}
    assert files == {name.replace("-", "_") for name in activations()}


def test_every_family_has_a_folder() -> None:
    assert {p.name for p in ROOT.iterdir() if (p / "__init__.py").exists()} == {*FAMILIES, "activations"}


def test_names_and_aliases_are_unique_in_the_whole_catalog() -> None:
    entries = [*losses().values(), *activations().values()]
    counts = Counter(name for entry in entries for name in (entry.name, *entry.aliases))
    assert [name for name, count in counts.items() if count > 1] == []


def test_a_call_belongs_to_one_entry() -> None:
    entries = [*losses().values(), *activations().values()]
    counts = Counter(call for entry in entries for call in entry.calls)
    assert [call for call, count in counts.items() if count > 1] == []
