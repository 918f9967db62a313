"""One question of the exam for `choose`: how to draw a target, and which answers are right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[Any]
Expected = Callable[[Any], bool]
ALL_SIZES = (60, 300, 2000, 20000)
VISIBLE = (300, 2000, 20000)  # 60 rows cannot show a variance trend, a rare class or a tail index
LARGE = (2000, 20000)


@dataclass(frozen=True, kw_only=True)
class Draw:
    """A drawn target, what goes with it, and what follows from how it was drawn.

    Attributes:
        target: array, Series or DataFrame handed to `choose`.
        features: column name -> values, None to give none.
        name: the column's name, None for a bare array.
        event: the 0/1 column of a duration.
        outputs: number of output units that are right for the winner, None where not asked.
        delta: the Huber delta that the true noise calls for (1.345 times its scaled MAD), None where not asked.
    """

    target: Any
    features: Mapping[str, Any] | None = None
    name: str | None = None
    event: Any = None
    outputs: tuple[int, ...] | None = None
    delta: float | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question: the draw, the kinds and winning losses that are accepted, traits that must and must not be said.

    Attributes:
        make: draws (generator, rows).
        kinds: accepted kinds.
        losses: accepted winners; empty where the ranking must be empty.
        losses_small: winners that are accepted besides at n <= 300, where the data cannot tell yet.
        required: traits that must be there, from n = 300 on where `required_from` says so.
        any_of: at least one of these traits must be there.
        forbidden: traits that must not be there, from n = 300 on where `forbidden_from` says so: a test at the
            5 % level is wrong once in twenty small samples.
        ruled_out: losses that must be among those ruled out.
        arguments: argument of the winner -> test of its value (only asked where the winner is in `arguments_of`).
        sizes: numbers of rows for which the answer is decidable.
        note: why several answers are accepted, or why small sizes are left out.
    """

    id: str
    make: Callable[[Generator, int], Draw]
    kinds: frozenset[str]
    losses: frozenset[str]
    losses_small: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    required_from: int = 0
    any_of: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    forbidden_from: int = 0
    ruled_out: frozenset[str] = frozenset()
    arguments: Mapping[str, Expected] = field(default_factory=dict)
    arguments_of: frozenset[str] = frozenset()
    metric: str | None = None
    task: str | None = None
    sizes: tuple[int, ...] = ALL_SIZES
    note: str = ""


def words(text: str) -> frozenset[str]:
    """The set of the words of `text`."""
    return frozenset(text.split())


def case(id: str, make: Callable[[Generator, int], Draw], kinds: str, losses: str, **more: Any) -> Case:
    """A Case whose sets are written as words."""
    sets = ("losses_small", "required", "any_of", "forbidden", "ruled_out", "arguments_of")
    more = {key: words(value) if key in sets else value for key, value in more.items()}
    return Case(id=id, make=make, kinds=words(kinds), losses=words(losses), **more)


def design(rng: Generator, n: int) -> tuple[Array, dict[str, Array]]:
    """Three standard normal features, (n, 3), and the same as named columns beside a categorical one."""
    x = rng.normal(size=(n, 3))
    columns: dict[str, Array] = {f"x{i + 1}": x[:, i] for i in range(3)}
    columns["region"] = rng.choice(np.array(["north", "south", "west"]), size=n)
    return x, columns


def linear(x: Array) -> Array:
    """A linear signal of the features, standard deviation 1."""
    return np.asarray(x @ np.array([0.8, -0.5, 0.33166]))


def huber_delta(noise: Array) -> float:
    """1.345 times the scaled median absolute deviation of the true noise."""
    return float(1.345 * 1.4826 * np.median(np.abs(noise - np.median(noise))))


def as_input(draw: Draw) -> tuple[Any, Any]:
    """Target and features as a user would hand them over: a named Series where there is a name, a DataFrame."""
    target = draw.target
    if draw.name is not None and not isinstance(target, pd.DataFrame | pd.Series):
        target = pd.Series(target, name=draw.name)
    features = None if draw.features is None else pd.DataFrame(dict(draw.features))
    return target, features
