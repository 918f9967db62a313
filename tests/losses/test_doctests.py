"""The examples in the docstrings of the losses run and print what they say."""

import doctest
import importlib
import pkgutil

import pytest

import rightloss.losses

MODULES = [info.name for info in pkgutil.walk_packages(rightloss.losses.__path__, "rightloss.losses.")]
PUBLIC = [name for name in MODULES if not any(part.startswith("_") for part in name.split("."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    result = doctest.testmod(module)
    assert result.failed == 0
    is_unit = name in PUBLIC and not hasattr(module, "__path__")
    assert not is_unit or result.attempted > 0, "a public module without an example"
