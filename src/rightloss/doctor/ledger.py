"""Keeps account of what happens to gradients between the steps of each optimizer."""

from dataclasses import dataclass
from typing import Any


@dataclass
class _Account:
    """What was seen at the last step of one optimizer."""

    gradient: Any = None
    version: int = 0
    backwards: int = 0
    clears: int = 0
    piled: int = 0
    empty: int = 0


@dataclass(frozen=True, kw_only=True)
class State:
    """What is known when an optimizer steps.

    Attributes:
        piled: how many steps in a row nothing has set the gradients to zero.
        empty: how many steps in a row, from its first on, it found no gradient at all.
        cleared: whether the gradients were set to zero after the last backward pass.
    """

    piled: int = 0
    empty: int = 0
    cleared: bool = False


class Ledger:
    """Is told of backward passes and of zero_grad, and asked at each step."""

    def __init__(self) -> None:
        self._accounts: dict[int, _Account] = {}
        self._backwards = 0
        self._clears = 0
        self._cleared = False

    def backward(self) -> None:
        """A backward pass was made."""
        self._backwards += 1
        self._cleared = False

    def clear(self) -> None:
        """zero_grad was called."""
        self._clears += 1
        self._cleared = self._backwards > 0

    def step(self, optimizer: Any) -> State:
        """An optimizer is about to step."""
        parameters = [item for group in optimizer.param_groups for item in group["params"]]
        gradient = next((item.grad for item in parameters if item.grad is not None), None)
        account = self._accounts.get(id(optimizer))
        before, account = account, account or _Account()
        passed = self._backwards - account.backwards
        account.empty = account.empty + 1 if gradient is None and passed and account.empty >= 0 else account.empty
        if gradient is not None:
            account.empty = -1  # it had one: later steps without are a choice
        account.piled = account.piled + 1 if before and self._grew(account, gradient, passed) else 0
        account.gradient, account.version = gradient, gradient._version if gradient is not None else 0
        account.backwards, account.clears = self._backwards, self._clears
        self._accounts[id(optimizer)] = account
        return State(piled=account.piled, empty=max(account.empty, 0), cleared=self._cleared)

    def _grew(self, account: _Account, gradient: Any, passed: int) -> bool:
        """Whether backward passes have added to the same gradient, and nothing else has touched it."""
        if gradient is None or gradient is not account.gradient or self._clears != account.clears:
            return False
        return passed > 0 and gradient._version - account.version == passed
