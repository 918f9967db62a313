"""The answer: from a sample to a choice."""

from dataclasses import replace

from rightloss.choose.conditional import measure_conditional
from rightloss.choose.describe import data, distribution, residual_span, verdict
from rightloss.choose.hint import Evidence
from rightloss.choose.kinds import Verdict, weigh_kinds
from rightloss.choose.measure import measure
from rightloss.choose.metrics import METRICS, parse_metric
from rightloss.choose.plans import plan
from rightloss.choose.question import PHRASES, question
from rightloss.choose.rank import rank, ruled_out, traits
from rightloss.choose.result import Choice, Kind
from rightloss.choose.sample import InputError, Sample
from rightloss.choose.snippet import write
from rightloss.choose.tasks import parse_task


def advise(sample: Sample, *, metric: str | None = None, task: str | None = None) -> Choice:
    """Which loss is right for this target.

    Args:
        sample: target and features.
        metric: what the user is judged by ("rmse", "pinball:0.9", "roc_auc"...).
        task: what the user takes the target for ("regression", "ordinal"...).

    Raises:
        InputError: metric or task is unknown, or contradicts the target.
    """
    goal = parse_metric(metric) if metric else None
    named = parse_task(task) if task else None
    if len(sample.target) == 0:
        raise InputError("the target has no values left; it needs at least one row that is not missing.")
    profile = measure(sample)
    evidence = Evidence(profile=profile, conditional=measure_conditional(sample, profile), goal=goal, task=named)
    kinds = weigh_kinds(evidence)
    _check_metric(evidence, kinds)
    return _choice(sample, evidence, kinds)


def _choice(sample: Sample, evidence: Evidence, kinds: Verdict) -> Choice:
    ranking = rank(evidence, kinds)
    if ranking:
        best = ranking[0]
        snippet = write(plan(best, kinds.best, sample, evidence))
        ranking = (replace(best, snippet=snippet), *ranking[1:])
    return Choice(
        kind=kinds.best,
        traits=traits(evidence, kinds),
        ranking=ranking,
        ruled_out=ruled_out(evidence, kinds),
        question=question(evidence, kinds) if ranking else None,
        data=data(sample, evidence, kinds),
        verdict=verdict(evidence, kinds, ranking[0] if ranking else None),
        notes=sample.notes,
        distribution=distribution(sample, evidence.profile),
        residual_span=residual_span(evidence),
    )


def _check_metric(evidence: Evidence, kinds: Verdict) -> None:
    """A metric that cannot score the target is a mistake of the user's, not a choice."""
    goal, kind, low = evidence.goal, kinds.best, evidence.profile.low
    if goal is None or kind in ("identifier", "constant"):
        return
    metric = goal.metric
    if kind not in metric.kinds:
        raise InputError(
            f"metric {goal.label} cannot score this target, which looks like {PHRASES[kind]}; "
            f"metrics that can: {', '.join(_scoring(kind, low))}."
        )
    numeric = evidence.profile.type != "string"
    if numeric and (low < metric.low or (metric.open_low and low == metric.low)):
        bound = f"above {metric.low:g}" if metric.open_low else f"of {metric.low:g} or more"
        raise InputError(
            f"metric {goal.label} needs targets {bound}, and this one goes down to {low:.6g}; use rmse or mae instead."
        )


def _scoring(kind: Kind, low: float) -> list[str]:
    fits = (metric for metric in METRICS.values() if kind in metric.kinds)
    return [metric.name for metric in fits if low > metric.low or (low == metric.low and not metric.open_low)]
