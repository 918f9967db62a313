"""From evidence to ranked losses: candidates of each likely kind, weighed by the hints."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rightloss.catalog.registry import losses
from rightloss.choose.candidates import CANDIDATES, WINS_WHEN
from rightloss.choose.contract import contract
from rightloss.choose.hint import Evidence, Opinion, opinions
from rightloss.choose.kinds import Verdict
from rightloss.choose.result import Kind, Reason, Recommendation, RuledOut, Trait

# A loss below this share of the best one is not worth a line.
_NEGLIGIBLE = 0.02
# Where a loss starts that is no candidate for the kind, but that a hint brings in.
_UNLISTED = -3.0
_MAX_RANKED = 6
_PITFALLS = 2


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """The losses of one hypothesis, the likeliest first (its weight is 1), and what was said."""

    kind: Kind
    weights: Mapping[str, float]
    opinions: tuple[Opinion, ...]

    @property
    def ruled_out(self) -> dict[str, str]:
        """Losses that the data exclude, and why."""
        return {loss: why for opinion in self.opinions for loss, why in opinion.advice.rules_out.items()}

    @property
    def traits(self) -> tuple[Trait, ...]:
        """What the hints have shown."""
        return tuple(dict.fromkeys(trait for opinion in self.opinions for trait in opinion.advice.traits))


def weigh_losses(evidence: Evidence, kind: Kind) -> Weighed:
    """The losses for a target of this kind."""
    heard = opinions("loss", evidence.under(kind))
    scores = dict(CANDIDATES[kind])
    for opinion in heard:
        for loss, weight in opinion.advice.losses.items():
            if loss in scores or weight > 0:
                scores[loss] = scores.get(loss, _UNLISTED) + weight
    out = {loss for opinion in heard for loss in opinion.advice.rules_out}
    kept = {loss: score for loss, score in scores.items() if loss not in out and loss in losses()}
    top = max(kept.values(), default=0.0)
    weights = {loss: math.exp(score - top) for loss, score in kept.items()}
    ranked = sorted((loss for loss in weights if weights[loss] >= _NEGLIGIBLE), key=lambda loss: -weights[loss])
    return Weighed(kind=kind, weights={loss: weights[loss] for loss in ranked}, opinions=heard)


def rank(evidence: Evidence, kinds: Verdict) -> tuple[Recommendation, ...]:
    """All recommendations, their weights summing to one. The best loss of the likeliest kind is first.

    Empty where nothing should be predicted.
    """
    if kinds.best in ("identifier", "constant"):
        return ()
    found: dict[str, tuple[float, Weighed]] = {}
    for kind, share in kinds.weights.items():
        weighed = weigh_losses(evidence, kind)
        for loss, weight in weighed.weights.items():
            before, owner = found.get(loss, (0.0, weighed))
            found[loss] = (before + share * weight if before == 0 else before, owner)
    best = sorted(found, key=lambda loss: -found[loss][0])[:_MAX_RANKED]
    total = sum(found[loss][0] for loss in best)
    return tuple(_recommend(loss, found[loss][0] / total, found[loss][1], evidence, kinds) for loss in best)


def _recommend(loss: str, weight: float, weighed: Weighed, evidence: Evidence, kinds: Verdict) -> Recommendation:
    facts = contract(loss, weighed.kind, evidence.profile)
    return Recommendation(
        loss=loss,
        weight=weight,
        activation=facts.activation,
        outputs=facts.outputs,
        arguments=_arguments(loss, weighed),
        target=facts.target,
        elicits=facts.elicits,
        expected_initial_loss=facts.initial,
        reasons=_reasons(loss, weighed, kinds),
        caveats=_caveats(weighed, evidence, facts.entry.pitfalls),
        wins_when=WINS_WHEN.get(loss, ""),
    )


def _arguments(loss: str, weighed: Weighed) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for opinion in weighed.opinions:
        merged |= opinion.advice.arguments.get(loss, {})
    return merged


def _reasons(loss: str, weighed: Weighed, kinds: Verdict) -> tuple[Reason, ...]:
    """What spoke for the kind, then what spoke for the loss, and what was found besides (traits)."""
    about = [
        opinion for opinion in weighed.opinions if opinion.advice.losses.get(loss, 0.0) > 0 or opinion.advice.traits
    ]
    heard = (*kinds.about(weighed.kind), *about)
    return tuple(dict.fromkeys(opinion.reason for opinion in heard if opinion.reason is not None))


def _caveats(weighed: Weighed, evidence: Evidence, pitfalls: tuple[str, ...]) -> tuple[str, ...]:
    said = [caveat for opinion in weighed.opinions for caveat in opinion.advice.caveats]
    after = evidence.goal.metric.after if evidence.goal else ""
    sentence = [f"After training: {after}"] if after else []
    return tuple(dict.fromkeys((*said, *sentence, *pitfalls[:_PITFALLS])))


def ruled_out(evidence: Evidence, kinds: Verdict) -> tuple[RuledOut, ...]:
    """The losses that the data exclude under the likeliest kind."""
    about_kind = {loss: why for opinion in kinds.about(kinds.best) for loss, why in opinion.advice.rules_out.items()}
    why = about_kind | weigh_losses(evidence, kinds.best).ruled_out
    return tuple(RuledOut(loss=loss, why=text) for loss, text in why.items())


def traits(evidence: Evidence, kinds: Verdict) -> tuple[Trait, ...]:
    """What holds of the target besides its kind."""
    about_kind = (trait for opinion in kinds.opinions for trait in opinion.advice.traits)
    return tuple(dict.fromkeys((*about_kind, *weigh_losses(evidence, kinds.best).traits)))
