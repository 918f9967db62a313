"""The right loss function for a PyTorch model.

Every name is imported when it is first used: `import rightloss` costs nothing and needs no torch.
The losses' names come from the catalog; `__init__.pyi` spells them out for type checkers.
"""

import importlib
from typing import Any

__version__ = "0.1.0"

# Name -> where it is, of what is neither a room nor a loss.
_FUNCTIONS = {
    "checking": "rightloss.losses.checking",
    "diagnose": "rightloss.doctor.diagnose",
    "guard": "rightloss.doctor.guard",
}
_MODULES = ("catalog", "choose", "functional", "kernels", "losses", "report", "testing")


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return sorted(("__version__", *_FUNCTIONS, *_MODULES, *_classes()))
    if name in _MODULES:
        return importlib.import_module(f"rightloss.{name}")
    if not name.startswith("_") and (module := _FUNCTIONS.get(name) or _classes().get(name)):
        return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module 'rightloss' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__getattr__("__all__"))


def _classes() -> dict[str, str]:
    """Class name -> module of our own losses."""
    from rightloss.catalog import losses
    from rightloss.catalog.schema import public_names

    return public_names(losses().values())[1]
