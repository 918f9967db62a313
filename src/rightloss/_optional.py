"""Optional packages: import one, or say how to install it."""

import importlib
from types import ModuleType
from typing import Any


class MissingExtraError(ImportError):
    """An optional package is not installed; the message says which command installs it."""


def need(module: str, *, extra: str) -> ModuleType:
    """Import `module`, which the extra `extra` of rightloss installs.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module.partition(".")[0]:
            raise
        raise MissingExtraError(
            f'this needs {module}, which is not installed; run: pip install "rightloss[{extra}]"'
        ) from error


def resolve(dotted: str) -> Any:
    """The object that "package.module:name" names, imported now and not before."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)
