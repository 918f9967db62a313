"""Which module is running: hooks on all modules, and the names that people know them by."""

import weakref
from typing import Any

from torch import nn
from torch.nn.modules import module as hooks


class Running:
    """Knows the innermost module that is running while it is entered."""

    def __init__(self) -> None:
        self._stack: list[nn.Module] = []
        self._names: weakref.WeakKeyDictionary[nn.Module, str] = weakref.WeakKeyDictionary()
        self._handles: list[Any] = []

    def __enter__(self) -> "Running":
        self._handles = [
            hooks.register_module_forward_pre_hook(self._enter_module),
            hooks.register_module_forward_hook(self._leave_module, always_call=True),
        ]
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._handles:
            handle.remove()
        self._stack.clear()

    def name(self) -> str:
        """Such as "Net.head.3 (Softmax)"; "" outside of modules."""
        return self._names.get(self._stack[-1], "") if self._stack else ""

    def inside(self, *kinds: type) -> bool:
        """Whether a module of one of these kinds is running."""
        return any(isinstance(module, kinds) for module in self._stack)

    def _enter_module(self, module: nn.Module, _: Any) -> None:
        if not self._stack and module not in self._names:
            self._names.update(names_of(module))
        self._stack.append(module)

    def _leave_module(self, module: nn.Module, _: Any, __: Any) -> None:
        # A module that raised leaves its inner ones behind.
        while self._stack:
            if self._stack.pop() is module:
                return


def names_of(root: nn.Module, label: str = "") -> dict[nn.Module, str]:
    """Every module below `root` with its name and kind."""
    label = label or type(root).__name__
    return {
        item: f"{label}.{name} ({type(item).__name__})" if name else f"{label} ({type(item).__name__})"
        for name, item in root.named_modules()
    }
