"""Which kind of target is it? Weighs the kind hints into weights that sum to one."""

import math
from dataclasses import dataclass

from rightloss.choose.hint import CERTAIN, Evidence, Opinion, opinions
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind
from rightloss.choose.sample import InputError
from rightloss.choose.tasks import TASKS

# Below this a hypothesis is not worth a line.
_NEGLIGIBLE = 0.02
# A vote near certainty may bring in a kind that the prior does not name.
_OPENING = CERTAIN - 3.0

# Log-weights before any evidence, for a column of numbers with more than two values.
_WHOLE: dict[Kind, float] = {
    "nominal": 0.0,
    "ordinal": 0.0,
    "count": 0.0,
    "positive": -0.5,
    "zero-inflated-positive": -2.0,
    "proportion": -6.0,
    "real": 0.0,
    "circular": -4.0,
    "identifier": -5.0,
}
_FRACTIONAL: dict[Kind, float] = {
    "positive": 0.0,
    "zero-inflated-positive": -2.0,
    "proportion": -6.0,
    "real": 0.0,
    "circular": -4.0,
    "ordinal": -5.0,
}
# A scale of numbers with decimals has few steps: 1.0, 1.5, ... 10.0.
_MAX_FLOAT_LEVELS = 30
_NON_NEGATIVE: tuple[Kind, ...] = ("count", "positive", "zero-inflated-positive", "proportion")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The weights of the kinds, the likeliest first, and what was said about them."""

    weights: dict[Kind, float]
    opinions: tuple[Opinion, ...]

    @property
    def best(self) -> Kind:
        """The likeliest kind."""
        return next(iter(self.weights))

    def about(self, kind: Kind) -> tuple[Opinion, ...]:
        """The opinions that speak for a kind."""
        return tuple(opinion for opinion in self.opinions if opinion.advice.kinds.get(kind, 0.0) > 0)


def weigh_kinds(evidence: Evidence) -> Verdict:
    """The likely kinds of a target.

    Raises:
        InputError: the task or the metric contradicts the target.
    """
    scores = _prior(evidence.profile)
    heard = opinions("kind", evidence)
    for opinion in heard:
        for kind, weight in opinion.advice.kinds.items():
            if weight >= _OPENING or kind in scores:
                scores[kind] = scores.get(kind, 0.0) + weight
    excluded = {kind for opinion in heard for kind in opinion.advice.excludes}
    if not any(opinion.advice.kinds.get("identifier", 0.0) > 0 for opinion in heard):
        # A metric that scores nothing of this kind must not leave the identifier that nobody spoke for.
        excluded.add("identifier")
    scores = {kind: score for kind, score in scores.items() if kind not in excluded}
    scores = _allowed(scores, evidence, heard)
    top = max(scores.values())
    weights = {kind: math.exp(score - top) for kind, score in scores.items()}
    total = sum(weights.values())
    kept = {kind: weight / total for kind, weight in weights.items() if weight / total >= _NEGLIGIBLE}
    ranked = sorted(kept, key=lambda kind: -kept[kind])
    return Verdict(weights={kind: kept[kind] / sum(kept.values()) for kind in ranked}, opinions=heard)


def _prior(profile: Profile) -> dict[Kind, float]:
    if profile.layout != "vector" or profile.type in ("string", "bool") or profile.levels <= 2:
        return {}
    prior = dict(_WHOLE if profile.type == "integer" else _FRACTIONAL)
    # Gates that no other evidence can open.
    if profile.low < 0:
        prior = {kind: weight for kind, weight in prior.items() if kind not in _NON_NEGATIVE}
    if profile.low <= 0:
        prior.pop("positive", None)
    if profile.zeros == 0:
        prior.pop("zero-inflated-positive", None)
    if profile.type == "float" and profile.levels > _MAX_FLOAT_LEVELS:
        prior.pop("ordinal", None)
    return prior


def _allowed(scores: dict[Kind, float], evidence: Evidence, heard: tuple[Opinion, ...]) -> dict[Kind, float]:
    """What the user's task leaves. A kind that the values permit is taken, however unlikely it seemed."""
    if evidence.task is None or "constant" in scores:
        return scores
    wanted = TASKS[evidence.task]
    left = {kind: score for kind, score in scores.items() if kind in wanted}
    if left:
        return left
    possible = [kind for kind in wanted if _possible(kind, evidence.profile)]
    if possible:
        return dict.fromkeys(possible[:1], 0.0)
    seen = max(scores, key=lambda kind: scores[kind])
    why = next((opinion.advice.text for opinion in heard if opinion.advice.kinds.get(seen, 0) > 0), "")
    raise InputError(
        f"task {evidence.task!r} does not fit the target, which looks {seen}: {why} Leave --task out, or name another."
    )


def _possible(kind: Kind, profile: Profile) -> bool:
    """Whether the values alone permit a kind that the user insists on."""
    numeric = profile.layout == "vector" and profile.type != "string" and profile.levels > 1
    match kind:
        case "nominal" | "ordinal":
            return profile.layout in ("vector", "one-hot") and profile.levels > 2
        case "binary":
            return profile.layout == "vector" and profile.levels == 2
        case "count":
            return numeric and profile.type in ("integer", "bool") and profile.low >= 0
        case "positive" | "duration":
            return numeric and profile.low > 0
        case "zero-inflated-positive":
            return numeric and profile.low == 0
        case "proportion":
            return numeric and profile.low >= 0 and profile.high <= 100
        case "real" | "circular":
            return numeric
        case "multi-label":
            return profile.layout in ("zero-one", "one-hot")
        case "multi-output":
            return profile.layout in ("numbers", "zero-one", "one-hot", "simplex", "labels")
        case "mask":
            return profile.layout in ("labels", "zero-one")
        case _:
            return False
