"""Is the loss wired right? Reads PyTorch code without running it."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rightloss.check.api import check_source

__all__ = ["check_source"]


def __getattr__(name: str) -> Any:
    if name == "check_source":
        return importlib.import_module("rightloss.check.api").check_source
    raise AttributeError(f"module 'rightloss.check' has no attribute {name!r}")
