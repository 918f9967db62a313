"""Choices of the tests, one of each look: built by hand, so that the reports are tested without the engine."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rightloss.choose.result import (
    Answer,
    Choice,
    Distribution,
    Question,
    Reason,
    Recommendation,
    RuledOut,
    TargetForm,
)

SNIPPET = """\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, {outputs}))
criterion = {criterion}  # takes the raw output
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3)

features = torch.randn(4, 8)
target = torch.tensor({target})
for step in range(20):
    optimiser.zero_grad()
    loss = criterion(model(features){squeeze}, target)
    loss.backward()
    optimiser.step()
print(f"loss {{loss.item():.3f}}", "a < b & c")
"""


def recommend(loss: str, weight: float = 1.0, **changes: Any) -> Recommendation:
    fields: dict[str, Any] = {
        "activation": "identity",
        "outputs": 1,
        "arguments": {},
        "target": TargetForm(dtype="float32", shape="(N,)"),
        "elicits": "mean",
        "expected_initial_loss": None,
        "reasons": (Reason(text=f"The target suits {loss}.", value=0.75, source="McCullagh & Nelder 1989"),),
        "caveats": (f"Every loss has limits, {loss} as well.",),
        "wins_when": f"when {loss} is what the metric rewards",
    }
    return Recommendation(loss=loss, weight=weight, **{**fields, **changes})


def choose(
    kind: Any, *ranking: Recommendation, name: str = "y", data: Mapping[str, Any] = {}, **changes: Any
) -> Choice:
    facts = {
        "source": "data.csv",
        "target": name,
        "rows": 1000,
        "rows_used": 990,
        "missing": 10,
        "metric": None,
    }
    verdict = f"Train on {ranking[0].loss}: `{name}` is {kind}." if ranking else f"No loss fits: `{name}` is {kind}."
    fields: dict[str, Any] = {"traits": (), "ruled_out": (), "question": None, "verdict": verdict}
    return Choice(kind=kind, ranking=ranking, data={**facts, **data}, **{**fields, **changes})


def _snippet(outputs: int, criterion: str, target: str, squeeze: str = "") -> str:
    return SNIPPET.format(outputs=outputs, criterion=criterion, target=target, squeeze=squeeze)


BINARY = choose(
    "binary",
    recommend(
        "binary-cross-entropy",
        0.93,
        activation="sigmoid",
        elicits="event-probability",
        expected_initial_loss=0.6931,
        reasons=(
            Reason(
                text="The target has exactly two values, `no` and `yes`.",
                value=2,
                source="support of the target",
            ),
            Reason(text="12.4% of the rows are positive.", value=0.124, source="class counts"),
        ),
        caveats=("With `pos_weight` the predicted probabilities are no longer calibrated.",),
        snippet=_snippet(1, "nn.BCEWithLogitsLoss()", "[0.0, 1.0, 0.0, 0.0]", ".squeeze(-1)"),
    ),
    recommend("cross-entropy", 0.07, activation="softmax", outputs=2, target=TargetForm(dtype="int64", shape="(N,)")),
    name="churned",
    traits=("imbalanced",),
    ruled_out=(RuledOut(loss="mse", why="the target is a label, not a number"),),
    distribution=Distribution(counts=(876, 124), labels=("no", "yes")),
)

NOMINAL = choose(
    "nominal",
    recommend(
        "cross-entropy",
        activation="softmax",
        outputs=3,
        target=TargetForm(dtype="int64", shape="(N,)"),
        elicits="class-probabilities",
        expected_initial_loss=1.0986,
        reasons=(Reason(text="The target is text with 3 values.", value=3, source="support of the target"),),
        caveats=("No softmax before this loss: it has its own.",),
        snippet=_snippet(3, "nn.CrossEntropyLoss()", "[0, 2, 1, 1]"),
    ),
    name="species",
    distribution=Distribution(counts=(50, 50, 50), labels=("setosa", "versicolor", "virginica")),
)

_SHAPE = (1, 3, 4, 9, 21, 60, 133, 214, 233, 171, 90, 35, 14, 6, 3, 0, 2, 0, 0, 1)
HEAVY = choose(
    "real",
    recommend(
        "huber",
        0.66,
        arguments={"delta": 2.31},
        elicits="robust-centre",
        reasons=(
            Reason(
                text="The residuals have heavy tails: Huber's estimator has 3.80 times the efficiency of the mean.",
                value=3.804,
                source="Huber 1964",
            ),
            Reason(
                text="Delta is 1.345 robust standard deviations of the residuals.",
                value=2.31,
                source="Huber 1964",
            ),
        ),
        caveats=(
            "Look at the largest residuals: if they are errors of recording, repair them; if they matter, keep MSE.",
            "Delta is in the units of the target: the default 1.0 is nearly L1 on house prices.",
        ),
        wins_when="when a few residuals are far larger than the rest, and the centre of the bulk is wanted",
        snippet=_snippet(1, "nn.HuberLoss(delta=2.31)", "[0.4, -1.2, 3.5, 0.1]", ".squeeze(-1)"),
    ),
    recommend(
        "l1",
        0.27,
        elicits="median",
        wins_when="when the median is wanted, or the metric is the MAE",
        caveats=("The gradient has size 1 however small the error is, so the steps do not shrink near the optimum.",),
    ),
    recommend("mse", 0.07, expected_initial_loss=21.8286, wins_when="when the mean is wanted (RMSE, R2)"),
    name="price",
    traits=("heavy-tailed", "outliers"),
    verdict="Train on Huber loss with delta=2.31: `price` looks like a plain number. "
    "Give the model 1 output unit and predict through Identity.",
    ruled_out=(
        RuledOut(loss="poisson-nll", why="the target goes down to -25.14; it needs values of 0 or more"),
        RuledOut(loss="cross-entropy", why="the target has values that are not whole numbers"),
    ),
    distribution=Distribution(counts=_SHAPE, edges=tuple(-25.0 + 3.6 * index for index in range(len(_SHAPE) + 1))),
    residual_span=(-17.3, 26.1),
    data={
        "features": 3,
        "summary": {"low": -25.138, "median": -0.083, "mean": -0.122, "high": 46.618, "sd": 4.672},
    },
)

ASKED = replace(
    HEAVY,
    question=Question(
        text="What should a prediction be judged by?",
        answers=(
            Answer(text="the mean: large errors count by their square", flag="--metric rmse", leads_to="mse"),
            Answer(text="the median: every error counts by its size", flag="--metric mae", leads_to="l1"),
        ),
    ),
    notes=("10 rows have no target and are left out.",),
)

COUNT = choose(
    "count",
    recommend(
        "negative-binomial-nll",
        0.71,
        activation="exp",
        elicits="distribution",
        arguments={"dispersion": 0.84},
        reasons=(Reason(text="The variance is 4.2 times the mean.", value=4.2, source="Cameron & Trivedi 1990"),),
    ),
    recommend("poisson-nll", 0.29, activation="exp", expected_initial_loss=0.31),
    name="visits",
    traits=("over-dispersed",),
    distribution=Distribution(
        counts=tuple(round(480 * 0.7**value) for value in range(24)), labels=tuple(map(str, range(24)))
    ),
    residual_span=(-3.0, 19.0),
)

AMOUNT = choose(
    "zero-inflated-positive",
    recommend("tweedie-deviance", 0.6, activation="exp", arguments={"power": 1.5}),
    recommend("hurdle-gamma-nll", 0.4, activation="exp", outputs=3, elicits="distribution"),
    name="claim",
    traits=("zero-inflated", "skewed"),
    distribution=Distribution(counts=(8123, 310, 122, 61, 20, 9, 2, 0, 1), edges=tuple(2500.0 * k for k in range(10))),
    residual_span=(-900.0, 21_000.0),
)

CIRCULAR = choose(
    "circular",
    recommend(
        "von-mises-nll",
        activation="identity",
        outputs=2,
        elicits="circular-mean",
        arguments={"period": 360.0},
    ),
    name="wind_direction",
    distribution=Distribution(
        counts=(12, 30, 41, 25, 14, 22, 51, 77, 43, 20, 11, 9), edges=tuple(30.0 * k for k in range(13))
    ),
    residual_span=(-180.0, 180.0),
)

MASK = choose(
    "mask",
    recommend(
        "cross-entropy",
        0.8,
        activation="softmax",
        outputs=4,
        arguments={"ignore_index": 255},
        target=TargetForm(dtype="int64", shape="(N, d1, ..., dK)"),
        elicits="class-probabilities",
        expected_initial_loss=1.3863,
    ),
    recommend("dice", 0.2, activation="softmax", outputs=4, elicits="overlap"),
    name="mask",
    distribution=Distribution(counts=(120_033, 24_100, 9_120, 803), labels=("0", "1", "2", "3")),
    data={"shape": [64, 64]},
)

IDENTIFIER = choose(
    "identifier",
    name="customer_id",
    verdict="No loss fits: `customer_id` is an identifier and should not be predicted. All values differ.",
    notes=("Choose another column with --target.",),
)

CONSTANT = choose(
    "constant",
    name="country",
    verdict="No loss fits: `country` is a constant and cannot be learned.",
    distribution=Distribution(counts=(990,), labels=("NZ",)),
)

NASTY = choose(
    "nominal",
    recommend(
        "cross-entropy",
        activation="softmax",
        outputs=40,
        reasons=(
            Reason(text="Seen: </script><script>alert(1)</script> | *bold*", value="<i>", source="A & B \x1b[31m"),
        ),
        caveats=("Beware of <img src=x onerror=alert(1)> and `<b>`.",),
        snippet="text = '</script><b>& c</b>'\n",
    ),
    name='<b>x</b>\x1b[31m "quoted" \x00',
    distribution=Distribution(
        counts=tuple(range(1, 41)),
        labels=tuple(f"<b>class</b> & a very long name of number {k}" for k in range(40)),
    ),
    ruled_out=(RuledOut(loss="mse", why="<script>x</script>"),),
    notes=("A note with <tags> & \ud800.",),
    data={"source": "<u>file</u>.csv", "nan": float("nan")},
)

CHOICES: dict[str, Choice] = {
    "binary": BINARY,
    "nominal": NOMINAL,
    "heavy": HEAVY,
    "asked": ASKED,
    "count": COUNT,
    "amount": AMOUNT,
    "circular": CIRCULAR,
    "mask": MASK,
    "identifier": IDENTIFIER,
    "constant": CONSTANT,
    "nasty": NASTY,
}
