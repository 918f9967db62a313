"""Targets of two and more dimensions."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.random import Generator

from tests.choose.exam.case import Array, Case, Draw, case, design, linear

Make = Callable[[Generator, int], Draw]
BCE, CE = "binary-cross-entropy", "cross-entropy"
IGNORES = {"ignore_index": lambda got: got == 255}


def _multi_label(*, share: float = 0.3, frame: bool = False) -> Make:
    def make(rng: Generator, n: int) -> Draw:
        target = (rng.random((n, 6)) < share).astype(np.int64)
        target[0], target[1] = 0, 1
        genres = ["action", "comedy", "drama", "horror", "music", "war"]
        return Draw(target=pd.DataFrame(target, columns=genres) if frame else target, outputs=(6,))

    return make


def _one_hot(rng: Generator, n: int) -> Draw:
    return Draw(target=np.eye(4)[np.concatenate([np.arange(4), rng.integers(0, 4, size=n - 4)])], outputs=(4,))


def _soft(alpha: float) -> Make:
    return lambda rng, n: Draw(target=rng.dirichlet(np.full(5, alpha), size=n).astype(np.float32), outputs=(5,))


def _several(*, frame: bool = False, positive: bool = False) -> Make:
    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        target = linear(x)[:, None] * np.array([3.0, 10.0, -1.0]) + rng.normal(size=(n, 3))
        target = np.exp(target / 10) if positive else target
        named = pd.DataFrame(target, columns=["dx", "dy", "dz"]) if frame else target
        return Draw(target=named, features=columns, outputs=(3,))

    return make


def _column(rng: Generator, n: int) -> Draw:
    x, columns = design(rng, n)
    yes = rng.random(n) < 1 / (1 + np.exp(-linear(x)))
    yes[:2] = False, True
    return Draw(target=yes.astype(np.int64)[:, None], features=columns, outputs=(1,))


def _blocks(rng: Generator, n: int, classes: int) -> Array:
    """Masks (n, 16, 16): background 0, one rectangle of another class in each."""
    masks = np.zeros((n, 16, 16), dtype=np.int64)
    top, left = rng.integers(0, 10, size=(2, n))
    label = np.concatenate([np.arange(1, classes), rng.integers(1, classes, size=n - classes + 1)])
    rows, columns = np.arange(16)[:, None], np.arange(16)[None, :]
    inside = (
        (rows >= top[:, None, None])
        & (rows < top[:, None, None] + 6)
        & (columns >= left[:, None, None])
        & (columns < left[:, None, None] + 6)
    )
    return np.where(inside, label[:, None, None], masks)


def _mask(classes: int, *, void: bool = False, as_bool: bool = False, rows: int = 4000) -> Make:
    """`void` marks the last row and column of every mask with 255, as data sets do for unlabelled borders."""

    def make(rng: Generator, n: int) -> Draw:
        masks = _blocks(rng, min(n, rows), classes)
        if void:
            masks[:, -1, :] = masks[:, :, -1] = 255
        outputs = (1, 2) if classes == 2 else (classes,)
        return Draw(target=masks.astype(bool) if as_bool else masks.astype(np.uint8), outputs=outputs)

    return make


def _token_rows(rng: Generator, n: int) -> Draw:
    return Draw(target=np.minimum((30000 ** rng.random((min(n, 4000), 16))).astype(np.int64), 29999))


SIZES_OF_OVERLAP = "a pixel-wise likelihood, an overlap, or both: all used, nothing in the data decides"

CASES: tuple[Case, ...] = (
    case("multi-label", _multi_label(), "multi-label", BCE, ruled_out=CE),
    case("multi-label-rare", _multi_label(share=0.04), "multi-label", BCE),
    case("multi-label-frame", _multi_label(frame=True), "multi-label", BCE),
    case("multi-label-f1", _multi_label(), "multi-label", BCE, metric="f1"),
    case("one-hot", _one_hot, "nominal", CE),
    case(
        "soft-labels",
        _soft(1.0),
        "soft-label",
        f"{CE} kl-divergence",
        note="the two differ by the labels' own entropy: same gradient",
    ),
    case("soft-labels-sharp", _soft(0.2), "soft-label", f"{CE} kl-divergence"),
    case("multi-output", _several(), "multi-output", "mse"),
    case("multi-output-frame", _several(frame=True), "multi-output", "mse"),
    case("multi-output-mae", _several(), "multi-output", "l1", metric="mae"),
    case("multi-output-positive", _several(positive=True), "multi-output", "mse gamma-deviance msle"),
    case("binary-column", _column, "binary", BCE),
    case("mask-classes", _mask(4), "mask", f"{CE} dice-cross-entropy", note=SIZES_OF_OVERLAP),
    case("mask-void", _mask(4, void=True), "mask", f"{CE} dice-cross-entropy", arguments=IGNORES, arguments_of=CE),
    case("mask-binary", _mask(2), "mask", f"{BCE} {CE} dice dice-cross-entropy", note=SIZES_OF_OVERLAP),
    case("mask-bool", _mask(2, as_bool=True), "mask", f"{BCE} {CE} dice dice-cross-entropy", note=SIZES_OF_OVERLAP),
    case("mask-dice", _mask(4), "mask", "dice dice-cross-entropy", metric="dice"),
    case("mask-iou", _mask(4), "mask", "dice dice-cross-entropy", metric="iou"),
    case("mask-binary-dice", _mask(2), "mask", "dice dice-cross-entropy", metric="dice"),
    case(
        "token-rows-perplexity",
        _token_rows,
        "mask nominal",
        CE,
        metric="perplexity",
        note="(sequences, positions) of class indices have the form of a mask",
    ),
)
