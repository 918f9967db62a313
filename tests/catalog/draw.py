"""Random tensors for any entry of the catalog, made from its declared spaces and symbolic shapes."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rightloss.catalog.schema import Loss

Size = int | tuple[int, ...]
Drawn = Tensor | tuple[Tensor, ...] | None

# All sizes differ, so that a swapped dimension cannot go unseen. C and T hold any S labels and their blanks.
SIZES: dict[str, Size] = {"N": 4, "C": 7, "D": 6, "K": 5, "Q": 3, "T": 11, "S": 5, "d1..dK": (2, 3), "*": (8, 9)}


def shape_of(text: str, sizes: dict[str, Size] = SIZES) -> tuple[int, ...]:
    """The sizes that a symbolic shape stands for: "(N, C, d1..dK)" is (4, 7, 2, 3), "(N, K - 1)" is (4, 4)."""
    if not (text.startswith("(") and text.endswith(")")):
        raise ValueError(f"got the shape {text!r}; it must be in brackets: (N, C)")
    sides = [_size(token.strip(), sizes) for token in text[1:-1].split(",") if token.strip()]
    return tuple(side for part in sides for side in (part if isinstance(part, tuple) else (part,)))


def _size(token: str, sizes: dict[str, Size]) -> Size:
    name, minus, less = token.partition(" - ")
    size = int(name) if name.isdigit() else sizes[name]
    return size - int(less) if minus and isinstance(size, int) else size


def class_dim(shape: str) -> int:
    """The dimension called C, or the last one."""
    names = [token.strip() for token in shape.strip("()").split(",")]
    return names.index("C") if "C" in names else -1


def draw(
    loss: Loss, *, form: int = 0, seed: int = 0, dtype: torch.dtype = torch.float64, sizes: dict[str, Size] = SIZES
) -> tuple[tuple[Tensor, ...], Drawn]:
    """Random inputs and target of a loss.

    Args:
        loss: entry of the catalog.
        form: which of the accepted forms of the target.
        seed: same seed, same tensors.
        dtype: of the inputs and of targets declared "float".
        sizes: what the letters of the shapes stand for.

    Returns:
        The inputs, in the catalog's order, and the target: a tensor, None where the loss takes none,
        or (targets, input lengths, target lengths) for token sequences.
    """
    generator = torch.Generator().manual_seed(seed)
    inputs = tuple(sample(i.space, i.shape, generator, dtype=dtype, sizes=sizes) for i in loss.inputs)
    if not loss.targets:
        return inputs, None
    target = loss.targets[form]
    if target.space == "token-sequence":
        return inputs, _sequences(target.shape, generator, sizes)
    values = sample(target.space, target.shape, generator, dtype=dtype, sizes=sizes)
    return inputs, {"float": values.to(dtype), "any": values, "bool": values.bool()}.get(target.dtype, values.long())


def sample(
    space: str,
    shape: str,
    generator: torch.Generator,
    *,
    dtype: torch.dtype = torch.float64,
    sizes: dict[str, Size] = SIZES,
) -> Tensor:
    """Random values of one space, `shape` given in symbols."""
    real = 3 * torch.randn(shape_of(shape, sizes), generator=generator, dtype=dtype)
    if space in _INTEGERS:
        stop = _INTEGERS[space](sizes)
        return torch.randint(0, stop, real.shape, generator=generator).to(dtype)
    return _MAPS.get(space, lambda x, _: x)(real, class_dim(shape))


def neutral(space: str, shape: str, *, dtype: torch.dtype = torch.float64, sizes: dict[str, Size] = SIZES) -> Tensor:
    """What an untrained network gives: zeros, mapped into the space."""
    zeros = torch.zeros(shape_of(shape, sizes), dtype=dtype)
    return _MAPS.get(space, lambda x, _: x)(zeros, class_dim(shape))


def arguments(loss: Loss, inputs: tuple[Tensor, ...], target: Drawn) -> dict[str, Any]:
    """The drawn tensors under the argument names that the loss is called with."""
    named: dict[str, Any] = {i.argument: x for i, x in zip(loss.inputs, inputs, strict=True)}
    if isinstance(target, tuple):
        return named | dict(zip(("targets", "input_lengths", "target_lengths"), target, strict=True))
    return named if target is None else named | {"target": target}


def _sequences(shape: str, generator: torch.Generator, sizes: dict[str, Size]) -> tuple[Tensor, ...]:
    """Labels 1 to C-1 (0 is the blank), for "(N, S)" padded, for "(sum S,)" one after the other."""
    n, classes, steps, longest = (int(sizes[letter]) for letter in "NCTS")  # type: ignore[arg-type]
    labels = torch.randint(1, classes, (n, longest), generator=generator)
    lengths = torch.randint(1, longest + 1, (n,), generator=generator)
    if shape == "(sum S,)":
        labels = torch.cat([row[:length] for row, length in zip(labels, lengths.tolist(), strict=True)])
    return labels, torch.full((n,), steps), lengths


def _index_set(real: Tensor, dim: int) -> Tensor:
    """Classes with a positive score, in any order, then -1."""
    order = real.argsort(dim, descending=True)
    return torch.where(real.gather(dim, order) > 0, order, -1).to(real.dtype)


def _time_and_event(real: Tensor, _: int) -> Tensor:
    return torch.cat([real[..., :1].exp(), (real[..., 1:] > 0).to(real.dtype)], -1)


def _boxes(real: Tensor, _: int) -> Tensor:
    corner = real[..., :2]
    return torch.cat([corner, corner + real[..., 2:].exp()], -1)


_INTEGERS: dict[str, Callable[[dict[str, Size]], Any]] = {
    "class-index": lambda sizes: sizes["C"],
    "token-sequence": lambda sizes: sizes["C"],
    "ordinal-level": lambda sizes: sizes["K"],
    "count": lambda _: 9,
    "relevance": lambda _: 5,
}

_MAPS: dict[str, Callable[[Tensor, int], Tensor]] = {
    "log-probabilities": lambda x, dim: x.log_softmax(dim),
    "probabilities": lambda x, dim: x.softmax(dim),
    "class-probabilities": lambda x, dim: x.softmax(dim),
    "independent-probabilities": lambda x, _: x.sigmoid(),
    "open-unit-interval": lambda x, _: x.sigmoid(),
    "independent-log-probabilities": lambda x, _: torch.nn.functional.logsigmoid(x),
    "token-log-probabilities": lambda x, _: torch.nn.functional.logsigmoid(x),
    "symmetric-interval": lambda x, _: x.tanh(),
    "non-negative": lambda x, _: x.relu(),
    "positive": lambda x, _: x.exp(),
    "unit-vectors": lambda x, _: torch.nn.functional.normalize(x, dim=-1),
    "zero-one": lambda x, _: (x > 0).to(x.dtype),
    "sign": lambda x, _: torch.where(x > 0, 1.0, -1.0).to(x.dtype),
    "angle": lambda x, _: x.tanh() * torch.pi,
    "class-index-set": _index_set,
    "time-and-event": _time_and_event,
    "boxes": _boxes,
}
