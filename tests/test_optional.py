import math
import sys
from pathlib import Path

import pytest

from rightloss._optional import MissingExtraError, need, resolve


def test_what_is_there_is_imported() -> None:
    assert need("math", extra="none") is math


def test_what_is_missing_names_the_command_that_installs_it() -> None:
    with pytest.raises(MissingExtraError, match=r'needs no_such_package.*pip install "rightloss\[plots\]"'):
        need("no_such_package.part", extra="plots")


def test_a_missing_package_of_the_package_is_not_blamed_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half_installed.py").write_text("import no_such_package\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError) as caught:
        need("half_installed", extra="plots")
    assert not isinstance(caught.value, MissingExtraError)
    assert caught.value.name == "no_such_package"
    assert "half_installed" not in sys.modules


def test_a_dotted_name_is_resolved() -> None:
    assert resolve("math:pi") == math.pi
