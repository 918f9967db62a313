"""The one question that settles a close ranking, with the flag that answers it."""

from dataclasses import replace

from rightloss.choose.hint import Evidence
from rightloss.choose.kinds import Verdict, weigh_kinds
from rightloss.choose.metrics import parse_metric
from rightloss.choose.rank import weigh_losses
from rightloss.choose.result import Answer, Kind, Question

# Two hypotheses are close when the second has at least this share of the first.
_CLOSE_KINDS = 0.3
_CLOSE_LOSSES = 0.4

PHRASES: dict[Kind, str] = {
    "binary": "a yes/no label",
    "nominal": "a class label without an order",
    "ordinal": "an ordered level",
    "count": "a count of events",
    "positive": "a positive amount",
    "zero-inflated-positive": "an amount that is often exactly zero",
    "proportion": "a share between 0 and 1",
    "real": "a plain number",
    "circular": "an angle or another cyclic number",
    "duration": "a time until an event, partly censored",
    "multi-label": "a set of yes/no labels",
    "soft-label": "a vector of class probabilities",
    "multi-output": "several numbers at once",
    "mask": "a class per position (segmentation mask)",
    "identifier": "an identifier",
    "constant": "a constant",
}

_WANTED: dict[Kind, tuple[tuple[str, str], ...]] = {
    "real": (
        ("rmse", "the mean: large errors count by their square"),
        ("mae", "the median: every error counts by its size"),
        ("nll", "the whole distribution, with its uncertainty"),
    ),
    "count": (("poisson-deviance", "the mean count"), ("nll", "probabilities of counts, or intervals")),
    "positive": (
        ("rmse", "the mean: large amounts dominate"),
        ("mae", "the median amount"),
        ("msle", "relative errors"),
    ),
    "zero-inflated-positive": (("rmse", "the mean amount"), ("nll", "the chance of a zero as well")),
    "proportion": (("rmse", "the mean share"), ("nll", "the whole distribution of the share")),
    "duration": (
        ("c-index", "the order of the risks"),
        ("integrated-brier", "survival probabilities over time"),
    ),
    "mask": (("log-loss", "a probability per position"), ("dice", "the overlap of regions")),
    "ordinal": (
        ("accuracy", "the right level, all misses alike"),
        ("qwk", "misses by two are worse than by one"),
    ),
    "nominal": (
        ("log-loss", "class probabilities"),
        ("balanced-accuracy", "every class alike, however rare"),
    ),
}


def question(evidence: Evidence, kinds: Verdict) -> Question | None:
    """What to ask, None where the answer is clear or already given."""
    if evidence.task is None and (ask := _about_kind(evidence, kinds)):
        return ask
    return _about_loss(evidence, kinds.best) if evidence.goal is None else None


def _about_kind(evidence: Evidence, kinds: Verdict) -> Question | None:
    top = kinds.weights[kinds.best]
    close = [kind for kind, weight in kinds.weights.items() if weight >= _CLOSE_KINDS * top and kind != "identifier"]
    if len(close) < 2:
        return None
    answers = tuple(
        Answer(text=PHRASES[kind], flag=f"--task {kind}", leads_to=_best(evidence, kind)) for kind in close[:3]
    )
    name = f"`{evidence.profile.name}`" if evidence.profile.name else "the target"
    return Question(text=f"Is {name} {_either([PHRASES[kind] for kind in close[:3]])}?", answers=answers)


def _about_loss(evidence: Evidence, kind: Kind) -> Question | None:
    weights = list(weigh_losses(evidence, kind).weights.values())
    if len(weights) < 2 or weights[1] < _CLOSE_LOSSES or kind not in _WANTED:
        return None
    answers = []
    for metric, text in _WANTED[kind]:
        asked = replace(evidence, goal=parse_metric(metric))
        best = _best(asked, weigh_kinds(asked).best if evidence.task is None else kind)
        answers.append(Answer(text=text, flag=f"--metric {metric}", leads_to=best))
    if len({answer.leads_to for answer in answers}) < 2:
        return None
    return Question(text="What should a prediction be judged by?", answers=tuple(answers))


def _best(evidence: Evidence, kind: Kind) -> str:
    return next(iter(weigh_losses(evidence, kind).weights), "")


def _either(phrases: list[str]) -> str:
    return f"{', '.join(phrases[:-1])} or {phrases[-1]}"
