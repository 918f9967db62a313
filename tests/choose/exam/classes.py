"""Targets that are labels: binary, nominal, ordinal, identifiers, constants."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from tests.choose.exam.case import LARGE, VISIBLE, Array, Case, Draw, case, design, linear

BCE, CE = "binary-cross-entropy", "cross-entropy"
Make = Callable[[Generator, int], Draw]


def _two(name: str | None, low: Any, high: Any, *, offset: float = 0.0, features: bool = True) -> Make:
    """Two labels from a logistic model."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        yes = rng.random(n) < 1 / (1 + np.exp(-(2 * linear(x) + offset)))
        yes[:2] = False, True
        target = np.where(yes, high, low)
        return Draw(target=target, features=columns if features else None, name=name, outputs=(1,))

    return make


def _two_with_missing(rng: Generator, n: int) -> Draw:
    draw = _two("defaulted", 0.0, 1.0)(rng, n)
    target = np.where(rng.random(n) < 0.1, np.nan, draw.target)
    target[:2] = 0.0, 1.0
    return Draw(target=target, features=draw.features, name=draw.name, outputs=(1,))


def _blobs(
    name: str | None, labels: Any, *, spread: float = 1.0, flip: float = 0.0, features: bool = True, shares: Any = None
) -> Make:
    """Classes as clouds around centres that lie in no order; `flip` of the labels are drawn anew."""

    def make(rng: Generator, n: int) -> Draw:
        k = len(labels)
        index = rng.choice(k, size=n, p=shares)
        index[:k] = np.arange(k)
        angle = 2 * np.pi * np.roll(np.arange(k) * 3 % k if k % 3 else np.arange(k), 1) / k
        centres = 4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        x = centres[index] + spread * rng.normal(size=(n, 2))
        wrong = rng.random(n) < flip
        wrong[:k] = False
        index = np.where(wrong, (index + rng.integers(1, k, size=n)) % k, index)
        columns = {"width": x[:, 0], "height": x[:, 1]} if features else None
        return Draw(target=np.asarray(labels)[index], features=columns, name=name, outputs=(k,))

    return make


def _levels(
    name: str | None, labels: Any, *, features: bool = True, wrap: Callable[[Array], Any] | None = None
) -> Make:
    """Ordered levels: a latent score cut at fixed points, unimodal."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        k = len(labels)
        score = linear(x) + rng.normal(size=n)
        index = np.digitize(score, np.linspace(-1.8, 1.8, k - 1))
        index[:k] = np.arange(k)
        target = np.asarray(labels)[index]
        return Draw(target=wrap(target) if wrap else target, features=columns if features else None, name=name)

    return make


def _ordered_categorical(target: Array) -> Any:
    kinds = ["sapling", "pole", "mature", "veteran"]
    return pd.Series(pd.Categorical(target, categories=kinds, ordered=True), name="y")


def _many_classes(name: str) -> Make:
    def make(rng: Generator, n: int) -> Draw:
        target = rng.integers(0, 300, size=n)
        return Draw(target=target, name=name, outputs=tuple(range(len(np.unique(target)), 301)))

    return make


def _tokens(name: str | None) -> Make:
    """Token ids, Zipf-like over 30,000 entries."""

    def make(rng: Generator, n: int) -> Draw:
        target = np.minimum((30000 ** rng.random(n)).astype(np.int64), 29999)
        _, columns = design(rng, n)
        return Draw(target=target, features=columns, name=name)

    return make


def _plain(name: str | None, draw: Callable[[Generator, int], Any]) -> Make:
    return lambda rng, n: Draw(target=draw(rng, n), name=name)


LIKERT = ["strongly disagree", "disagree", "neutral", "agree", "strongly agree"]
NO_ORDINAL_METRIC = "a scale with an order: CORN keeps the order; a log-likelihood of the levels is a runner-up"
AMBIGUOUS_LEVELS = "a few levels under a neutral name may have an order or not; a count is not meant"

CASES: tuple[Case, ...] = (
    case("binary-named", _two("defaulted", 0, 1), "binary", BCE, ruled_out="mse", forbidden="imbalanced"),
    case("binary-bool", _two(None, False, True, features=False), "binary", BCE),
    case("binary-strings", _two("subscribed", "no", "yes"), "binary", BCE),
    case("binary-odd-strings", _two("y", "small", "big", features=False), "binary", BCE),
    case("binary-plus-minus", _two("y", -1, 1), "binary", BCE),
    case("binary-one-two", _two("y", 1, 2), "binary", BCE),
    case("binary-floats-missing", _two_with_missing, "binary", BCE),
    case(
        "binary-rare",
        _two("fraud", 0, 1, offset=-5.5),
        "binary",
        BCE,
        required="imbalanced",
        sizes=VISIBLE,
        note="3 % of 60 rows may be a single row; imbalance alone does not justify another loss",
    ),
    *(
        case(f"binary-{metric}", _two("y", 0, 1, offset=-1.0), "binary", BCE, metric=metric)
        for metric in ("log-loss", "brier", "accuracy", "f1", "auc", "mcc", "average-precision", "ece")
    ),
    case("binary-scorer-name", _two("y", 0, 1), "binary", BCE, metric="neg_log_loss"),
    case(
        "binary-balanced-accuracy",
        _two("fraud", 0, 1, offset=-4.0),
        "binary",
        f"{BCE} logit-adjusted-cross-entropy",
        metric="balanced-accuracy",
        sizes=VISIBLE,
        note="cross-entropy with a moved threshold and logit adjustment are both consistent",
    ),
    case(
        "binary-overlap-is-not-noise",
        _two("y", 0, 1),
        "binary",
        BCE,
        forbidden="noisy-labels",
    ),
    case("nominal-strings", _blobs("species", ["adelie", "gentoo", "chinstrap"]), "nominal", CE),
    case("nominal-strings-alone", _blobs(None, ["red", "green", "blue", "grey"], features=False), "nominal", CE),
    case("nominal-numbers", _blobs("label", range(7)), "nominal", CE, ruled_out="mse"),
    case("nominal-from-one", _blobs("wine_class", [1, 2, 3]), "nominal", CE),
    case("nominal-declared", _blobs("y", range(5)), "nominal", CE, task="classification"),
    case("nominal-accuracy", _blobs("y", range(5)), "nominal ordinal", CE, metric="accuracy"),
    case("nominal-log-loss", _blobs("y", ["a", "b", "c"]), "nominal ordinal", CE, metric="log-loss"),
    case("nominal-neutral", _blobs("y", range(5)), "nominal ordinal", f"{CE} corn", note=AMBIGUOUS_LEVELS),
    case(
        "nominal-rare",
        _blobs("diagnosis", ["healthy", "type a", "type b"], shares=[0.9, 0.07, 0.03]),
        "nominal",
        CE,
        required="imbalanced",
        sizes=VISIBLE,
        note="3 % of 60 rows may be a single row",
    ),
    case(
        "nominal-balanced-accuracy",
        _blobs("diagnosis", ["healthy", "type a", "type b"], shares=[0.9, 0.07, 0.03]),
        "nominal",
        f"logit-adjusted-cross-entropy {CE}",
        metric="balanced-accuracy",
        sizes=VISIBLE,
    ),
    case(
        "nominal-noisy",
        _blobs("label", ["cat", "dog", "bird"], spread=0.5, flip=0.25),
        "nominal",
        f"generalised-cross-entropy {CE}",
        required="noisy-labels",
        sizes=(2000, 20000),
        note="well separated clouds with a quarter of the labels drawn anew; with 300 rows one draw in four hides it",
    ),
    case(
        "nominal-overlap-is-not-noise",
        _blobs("label", ["cat", "dog", "bird"], spread=1.6),
        "nominal",
        CE,
        forbidden="noisy-labels",
    ),
    case(
        "nominal-300",
        _many_classes("category"),
        "nominal",
        CE,
        sizes=VISIBLE,
        note="60 draws from 300 categories are nearly all different: an identifier would be defensible",
    ),
    case("tokens-perplexity", _tokens("y"), "nominal", CE, metric="perplexity"),
    case("tokens-named", _tokens("token_id"), "nominal", CE, sizes=LARGE, note="at few rows nearly all are different"),
    case(
        "zip-codes",
        _plain("zip_code", lambda rng, n: rng.choice(np.arange(10001, 99950, 7), size=n)),
        "identifier nominal",
        CE,
        note="a code is no number: refuse, or take it as a class",
    ),
    case(
        "weekday-names",
        _plain("weekday", lambda rng, n: rng.choice(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], size=n)),
        "nominal circular",
        f"{CE} cosine-angle von-mises-nll",
    ),
    case("ordinal-stars", _levels("stars", [1, 2, 3, 4, 5]), "ordinal", "corn", note=NO_ORDINAL_METRIC),
    case("ordinal-from-zero", _levels("severity", range(5)), "ordinal", "corn"),
    case("ordinal-rating-alone", _levels("rating", [1, 2, 3, 4, 5], features=False), "ordinal", "corn"),
    case("ordinal-floats", _levels("satisfaction_rating", [1.0, 2.0, 3.0, 4.0, 5.0]), "ordinal", "corn"),
    case("ordinal-words", _levels("risk", ["low", "medium", "high"]), "ordinal", "corn"),
    case("ordinal-words-neutral", _levels("y", ["low", "medium", "high"], features=False), "ordinal", "corn"),
    case("ordinal-likert", _levels("answer", LIKERT), "ordinal", "corn"),
    case("ordinal-letters", _levels("grade", list("FDCBA")), "ordinal", "corn"),
    case(
        "ordinal-letters-neutral",
        _levels("y", list("ABCDE")),
        "ordinal nominal",
        f"corn {CE}",
        note="A to E without a name may be grades or groups",
    ),
    case(
        "ordinal-declared",
        _levels(None, ["sapling", "pole", "mature", "veteran"], wrap=_ordered_categorical),
        "ordinal",
        "corn",
    ),
    case("ordinal-task", _levels("y", range(6)), "ordinal", "corn", task="ordinal"),
    case("ordinal-qwk", _levels("y", range(6)), "ordinal", "corn mse", metric="qwk"),
    case("ordinal-accuracy", _levels("rating", [1, 2, 3, 4, 5]), "ordinal nominal", CE, metric="accuracy"),
    case("ordinal-mae", _levels("rating", [1, 2, 3, 4, 5]), "ordinal real", "corn l1", metric="mae"),
    case(
        "ordinal-rmse",
        _levels("rating", [1, 2, 3, 4, 5]),
        "ordinal real positive",
        "mse",
        metric="rmse",
        note="the metric asks for a number, whatever the scale is called",
    ),
    case("ordinal-neutral", _levels("y", [1, 2, 3, 4, 5]), "ordinal nominal", f"corn {CE}", note=AMBIGUOUS_LEVELS),
    case(
        "ordinal-halves",
        _levels("rating", np.arange(1, 5.5, 0.5)),
        "ordinal real",
        "corn mse huber l1",
        note="nine half steps are a scale or a bounded rounded number",
    ),
    case("ndcg-relevance", _levels("relevance", range(5)), "ordinal nominal", "listnet", metric="ndcg"),
    case(
        "user-ids",
        _plain("user_id", lambda rng, n: rng.permutation(np.arange(40000, 40000 + 3 * n, 3))),
        "identifier",
        "",
    ),
    case("row-numbers", _plain(None, lambda rng, n: rng.permutation(n)), "identifier", ""),
    case(
        "string-ids",
        _plain("y", lambda rng, n: np.array([f"u-{i:08x}" for i in rng.permutation(10**6)[:n]])),
        "identifier",
        "",
    ),
    case("constant-number", _plain("y", lambda rng, n: np.full(n, 3.25)), "constant", ""),
    case("constant-string", _plain("colour", lambda rng, n: np.full(n, "red")), "constant", ""),
)
