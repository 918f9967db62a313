"""The differences from torch.nn that the catalog lists, as tests: when each applies, what ours must do, and a call
that shows it.

A call is what is compared: the name of a drop-in, and arguments that both take. An outcome is what came of it: a tensor,
or the exception.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

import rightloss
from rightloss.catalog import losses
from rightloss.catalog.schema import Loss

DROP_INS: dict[str, Loss] = {
    entry.own_names[0]: entry
    for entry in losses().values()
    if entry.own_names and f"torch.nn.{entry.own_names[1]}" in entry.calls and entry.differences
}
HALF = (torch.float16, torch.bfloat16)
REGRESSION = ("l1_loss", "mse_loss", "smooth_l1_loss", "huber_loss")


@dataclass(frozen=True)
class Refused:
    """Ours raises ValueError with any of these words."""

    words: tuple[str, ...]


Outcome = Tensor | Exception


@dataclass(frozen=True)
class Call:
    """One call of a drop-in."""

    name: str
    arguments: tuple[Any, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def own(self) -> Outcome:
        with rightloss.checking(True):
            return _outcome(getattr(rightloss.functional, self.name), self)

    @property
    def peer(self) -> Outcome:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broadcasting, deprecated arguments, and the mean of kl_div
            return _outcome(getattr(functional, self.name), self)

    @property
    def input(self) -> Tensor:
        return self.arguments[0]

    @property
    def target(self) -> Tensor:
        return self.arguments[1]

    def option(self, name: str) -> Any:
        """A tensor or number by its name, wherever it was given; None where it was not."""
        return self.options.get(name)

    def with_tensors(self, change: Callable[[Tensor], Tensor]) -> Call:
        def one(x: Any) -> Any:
            return change(x) if isinstance(x, Tensor) else x

        return Call(self.name, tuple(map(one, self.arguments)), {n: one(x) for n, x in self.options.items()})


def _outcome(function: Callable[..., Tensor], call: Call) -> Outcome:
    try:
        return function(*call.arguments, **call.options)
    except Exception as error:
        return error


def _float32(call: Call) -> Call:
    return call.with_tensors(lambda x: x.float() if x.dtype in HALF else x)


def _is_over_classes(call: Call) -> bool:
    return call.name in ("nll_loss", "cross_entropy")


def _has_indices(call: Call) -> bool:
    return _is_over_classes(call) and not call.target.is_floating_point()


def _keeps_nothing(call: Call) -> bool:
    if call.option("reduction") not in (None, "mean", "batchmean"):
        return False
    if _has_indices(call):
        kept = call.target[call.target != call.options.get("ignore_index", -100)]
        weight = call.option("weight")
        # A sum of weights that is 0 keeps nothing either; indices that are no class are refused before.
        return not kept.numel() or (weight is not None and not bool(weight[kept.long() % len(weight)].any()))
    return call.input.numel() == 0


def _shapes_differ(call: Call) -> bool:
    return call.input.shape != call.target.shape


def _is_real(x: Any) -> bool:
    return isinstance(x, Tensor) and x.is_floating_point()


def _outside(x: Tensor) -> bool:
    return x.is_floating_point() and not bool(((x >= -1e-5) & (x <= 1 + 1e-5)).all())


def _class_dim(call: Call) -> int:
    return min(1, call.input.dim() - 1)


def _is_unnormalised(call: Call) -> bool:
    if not (_is_over_classes(call) and call.target.is_floating_point()) or _outside(call.target):
        return False
    return bool(((call.target.sum(_class_dim(call)) - 1).abs() > 0.01).any())


def _absent(call: Call) -> bool:
    if call.target.shape != call.input.shape or not _is_real(call.target) or call.option("log_target"):
        return False
    log_p = call.input.log_softmax(_class_dim(call)) if call.name == "cross_entropy" else call.input
    return bool(((call.target == 0) & (log_p == -torch.inf)).any())


def _ends(call: Call) -> Tensor:
    steps = torch.arange(len(call.input)).unsqueeze(1)
    return steps < torch.as_tensor(call.arguments[2]).reshape(1, -1)


def _sums_to_something_else(call: Call) -> bool:
    return bool((call.input.logsumexp(2)[_ends(call)].abs() > 0.2).any())


def _cannot_be_aligned(call: Call) -> bool:
    if call.option("zero_infinity") or _sums_to_something_else(call):
        return False
    labels, lengths = call.target, torch.as_tensor(call.arguments[3])
    rows = labels if labels.dim() == 2 else torch.nn.utils.rnn.pad_sequence(labels.split(lengths.tolist()), True)
    for row, length, steps in zip(rows, lengths.tolist(), torch.as_tensor(call.arguments[2]).tolist(), strict=True):
        used = row[:length].tolist()
        if steps < length + sum(a == b for a, b in itertools.pairwise(used)):
            return True
    return False


def _has_blank(call: Call) -> bool:
    labels, lengths = call.target, torch.as_tensor(call.arguments[3])
    used = labels if labels.dim() == 1 else labels[torch.arange(labels.shape[1]) < lengths.unsqueeze(1)]
    return bool((used == call.options.get("blank", 0)).any())


def _is_below_zero(call: Call) -> bool:
    rates = call.input.is_floating_point() and call.option("log_input") is False and bool((call.input < 0).any())
    return bool((call.target < 0).any()) or rates


def _is_above_zero(call: Call) -> bool:
    x = call.input
    if call.name == "nll_loss":
        ignored = (call.target == call.options.get("ignore_index", -100)).unsqueeze(_class_dim(call))
        x = x.masked_fill(ignored, 0.0)
    return bool((x > 0.01).any()) or (bool(call.option("log_target")) and bool((call.target > 0.01).any()))


def _probabilities_of(call: Call) -> Call:
    """The same divergence, with the target in probabilities."""
    rest = {n: x for n, x in call.options.items() if n != "log_target"}
    return replace(call, arguments=(call.input, call.target.exp()), options=rest)


def _zero(call: Call) -> Tensor:
    return torch.zeros((), dtype=torch.float64 if call.input.dtype == torch.float64 else torch.float32)


def _peer_in_one_dtype(call: Call) -> Outcome:
    return call.with_tensors(lambda x: x.to(call.input.dtype) if x.is_floating_point() else x).peer


def _without_nan(call: Call) -> Outcome:
    """What PyTorch gives for logits that are as good as infinite, or probabilities as good as 0."""
    finite = call.input.nan_to_num(neginf=-1e4, posinf=1e4)
    return replace(call, arguments=(finite, *call.arguments[1:])).peer


# Name of the difference -> whether it applies to a call.
APPLIES: dict[str, Callable[[Call], bool]] = {
    "shapes-must-match": _shapes_differ,
    "deprecated-arguments": lambda c: c.option("size_average") is not None or c.option("reduce") is not None,
    "floating-point": lambda c: not all(map(_is_real, c.arguments[:2])),
    "integer-input": lambda c: not _is_real(c.input),
    "byte-targets": lambda c: c.target.dtype == torch.uint8,
    "unit-interval": lambda c: not c.option("log_target") and _outside(c.target),
    "simplex-targets": _is_unnormalised,
    "pos-weight-per-question": lambda c: (w := c.option("pos_weight")) is not None and w.dim() == c.input.dim() > 1,
    "log-probabilities": _is_above_zero,
    "negative-counts": _is_below_zero,
    "unnormalised": _sums_to_something_else,
    "impossible-alignment": _cannot_be_aligned,
    "blank-as-label": _has_blank,
    "empty-batch": lambda c: c.input.numel() == 0,
    "nothing-kept": _keeps_nothing,
    "absent-class": _absent,
    "certain-and-right": lambda c: bool((c.input.isinf() & ((c.input > 0) == (c.target > 0.5))).any()),
    "impossible-target": lambda c: bool(c.option("log_target")) and bool((c.target == -torch.inf).any()),
    "mixed-dtypes": lambda c: (w := c.option("weight")) is not None and w.dtype != c.input.dtype,
    "mixed-targets": lambda c: c.target.dtype != c.input.dtype,
    "integer-variance": lambda c: type(c.arguments[2]) is int,
    "half-taken": lambda c: c.input.dtype in HALF,
    "float32-result": lambda c: c.input.dtype in HALF,
    # Only the warning differs: there is a test of its own.
    "no-warning-of-mean": lambda c: False,
}

# Name of the difference -> words of the message with which ours refuses the call.
REFUSALS = {
    "shapes-must-match": "they must be equal",
    "deprecated-arguments": "deprecated",
    "floating-point": "must be floating-point",
    "integer-input": "must be floating-point",
    "byte-targets": "must be torch.int64",
    "unit-interval": "must be in [0, 1]",
    "simplex-targets": "must sum to 1",
    "pos-weight-per-question": "a factor per question",
    "log-probabilities": "log-probabilities are at most 0",
    "negative-counts": "0 or more",
    "unnormalised": "must sum to 1",
    "impossible-alignment": "cannot be aligned",
    "blank-as-label": "not the blank",
}

# Name of the difference -> what ours gives instead of a refusal.
EXPECTED: dict[str, Callable[[Call], Outcome]] = {
    "empty-batch": _zero,
    "nothing-kept": _zero,
    "absent-class": _without_nan,
    "certain-and-right": _without_nan,
    "impossible-target": lambda c: _probabilities_of(c).peer,
    "mixed-dtypes": _peer_in_one_dtype,
    "mixed-targets": lambda c: c.with_tensors(lambda x: x.double()).peer,
    "integer-variance": lambda c: replace(c, arguments=(*c.arguments[:2], float(c.arguments[2]))).peer,
    "half-taken": lambda c: _float32(c).peer,
    "float32-result": lambda c: _float32(c).peer,
}


def applying(call: Call) -> list[str]:
    """The listed differences that apply to a call, in the order in which they take precedence: refusals first."""
    listed = {item.name for item in DROP_INS[call.name].differences}
    return [name for name, applies in APPLIES.items() if name in listed and applies(call)]


def expected(call: Call) -> Outcome | Refused:
    """What ours must give for a call: what PyTorch gives, but for the differences that are listed."""
    names = applying(call)
    if not names:
        return call.peer
    # A call that is wrong in several ways may be refused for any of them.
    if words := tuple(REFUSALS[name] for name in names if name in REFUSALS):
        return Refused(words)
    return EXPECTED[names[0]](call)


def agree(found: Outcome, wanted: Outcome | Refused) -> None:
    """Raise AssertionError unless ours gave what was expected."""
    if isinstance(wanted, Refused):
        assert isinstance(found, ValueError), f"wanted a refusal ({wanted.words}), found {found!r}"
        assert any(words in str(found) for words in wanted.words), found
    elif isinstance(wanted, Exception):
        assert isinstance(found, ValueError), f"PyTorch raises {wanted!r}, ours gives {found!r}"
    else:
        assert isinstance(found, Tensor), f"PyTorch gives {wanted!r}, ours raises {found!r}"
        torch.testing.assert_close(found, wanted, equal_nan=True)


def differs(call: Call) -> bool:
    """Whether ours does not give what PyTorch gives."""
    found, wanted = call.own, call.peer
    if isinstance(found, Exception) or isinstance(wanted, Exception):
        return isinstance(found, Exception) != isinstance(wanted, Exception)
    return found.dtype != wanted.dtype or found.shape != wanted.shape or not bool(torch.equal(found, wanted))


# One call per loss and difference that shows it.


def _x(*values: float, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.tensor(values, dtype=dtype)


def plain(name: str, dtype: torch.dtype = torch.float32) -> Call:
    """A correct call of each drop-in."""
    x, y = _x(0.3, 1.7, -2.1, dtype=dtype), _x(1.0, 0.0, 0.5, dtype=dtype)
    scores, index = _x(0.1, 2.1, -1.3, 0.7, dtype=dtype).reshape(2, 2), torch.tensor([1, 0])
    steps = torch.tensor([3])
    given: dict[str, tuple[Any, ...]] = {
        "nll_loss": (scores.log_softmax(1), index),
        "cross_entropy": (scores, index),
        "binary_cross_entropy": (y * 0.8 + 0.1, y),
        "kl_div": (scores.log_softmax(1), scores.flip(1).softmax(1)),
        "gaussian_nll_loss": (x, y, x.exp()),
        "triplet_margin_loss": (scores, scores.flip(1), scores.flip(0)),
        "ctc_loss": (
            _x(0, 1, 1, 0, 2, 0, dtype=dtype).reshape(3, 1, 2).log_softmax(2),
            torch.ones(1, 1).long(),
            steps,
            steps - 2,
        ),
    }
    return Call(name, given.get(name, (x, y)))


def _changed(call: Call, *arguments: Any, **options: Any) -> Call:
    """The call with its first arguments, and options, replaced; None leaves an argument."""
    rest = call.arguments[len(arguments) :]
    given = tuple(old if new is None else new for old, new in zip(call.arguments, arguments, strict=False))
    return Call(call.name, (*given, *rest), {**call.options, **options})


def _soft(call: Call, *values: float) -> Call:
    return _changed(call, None, _x(*values, *values).reshape(2, 2))


def _probabilistic_targets(call: Call) -> Call:
    target = _x(1, 0, 0.5, 0.5).reshape(2, 2)
    return _changed(call, _x(0, -torch.inf, 0, 0).reshape(2, 2).log_softmax(1), target)


DEMONSTRATIONS: dict[str, Callable[[Call], Call]] = {
    # Triplets of another number of dimensions are refused by PyTorch too.
    "shapes-must-match": lambda c: _changed(
        c, c.input[:1] if c.name == "triplet_margin_loss" else c.input.unsqueeze(-1)
    ),
    "deprecated-arguments": lambda c: _changed(c, size_average=False),
    "floating-point": lambda c: _changed(c, None, torch.tensor([1, 0, 2])),
    "integer-input": lambda c: _changed(c, c.input.long()),
    "byte-targets": lambda c: _changed(c, None, c.target.byte()),
    "unit-interval": lambda c: _soft(c, 1.5, -0.5) if c.input.dim() == 2 else _changed(c, None, c.target + 1),
    "simplex-targets": lambda c: _soft(c, 1, 1),
    "pos-weight-per-question": lambda c: Call(
        c.name, tuple(x.repeat(3, 1) for x in c.arguments), {"pos_weight": torch.ones(3, 3)}
    ),
    "log-probabilities": lambda c: _changed(c, c.input.exp()),
    "negative-counts": lambda c: _changed(c, None, c.target - 1),
    "unnormalised": lambda c: _changed(c, c.input.exp()),
    "impossible-alignment": lambda c: _changed(c, None, torch.ones(1, 3).long(), None, torch.tensor([3])),
    "blank-as-label": lambda c: _changed(c, None, torch.zeros(1, 1).long()),
    "empty-batch": lambda c: Call(c.name, (c.input[:, :0], c.target[:0], torch.ones(0).long(), torch.ones(0).long())),
    "nothing-kept": lambda c: Call(c.name, tuple(x[:0] for x in c.arguments), c.options),
    "absent-class": _probabilistic_targets,
    "certain-and-right": lambda c: _changed(c, _x(torch.inf, 0, 0)),
    "impossible-target": lambda c: _changed(c, None, _x(0, -torch.inf, 0, -torch.inf).reshape(2, 2), log_target=True),
    "mixed-dtypes": lambda c: _changed(c, weight=_x(1, 2, dtype=torch.float64)),
    "mixed-targets": lambda c: _changed(c, None, c.target.double()),
    "integer-variance": lambda c: Call(c.name, (*c.arguments[:2], 1)),
    "half-taken": lambda c: plain(c.name, torch.bfloat16),
    "float32-result": lambda c: plain(c.name, torch.bfloat16),
}
