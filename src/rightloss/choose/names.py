"""What a column's name suggests. A cue among others: it never overrules what the values exclude."""

import itertools
import re

from rightloss.choose.result import Kind


def _cues(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words are matched whole, after splitting snake_case, camelCase and digits.
_WORDS: dict[Kind, frozenset[str]] = {
    "ordinal": _cues(
        """
        rating ratings star stars grade level severity stage rank likert satisfaction quality agreement preference
        priority tier education health_status difficulty risk_level
        """
    ),
    "count": _cues(
        """
        count counts num number visits clicks claims events accidents purchases orders calls goals children deaths
        arrivals occurrences frequency incidents crashes visit rentals views retweets likes bugs defects failures
        articles fires admissions strikes tickets cnt qty quantity citations downloads
        """
    ),
    "nominal": _cues(
        """
        class label labels species type category breed variety topic genre cultivar color colour language country
        city zip zipcode postcode region digit brand token tokens vocab intent code department occupation nationality
        ethnicity segment cluster
        """
    ),
    "circular": _cues(
        """
        angle hour month weekday bearing phase heading azimuth wind_direction direction orientation dayofweek dow
        doy dayofyear day_of minute theta longitude_angle hue yaw
        """
    ),
    "positive": _cues(
        """
        price prices amount cost costs income salary wage revenue spend expenditure value charges payment
        loss_amount claim_amount premium fare sales turnover weight area volume concentration exposure balance
        rent
        """
    ),
    "real": _cues(
        """
        year age temperature temp celsius height change difference delta return returns residual score error
        latitude longitude elevation bmi ph iq rate pressure pulse bpm speed velocity mean average avg
        median exam marks gpa
        """
    ),
    "proportion": _cues(
        """
        proportion share fraction rate ratio percent percentage pct prob probability ctr occupancy utilisation
        utilization coverage humidity yield percentile
        """
    ),
    "duration": _cues(
        """
        duration survival time tenure lifetime days months weeks follow_up followup time_to_event os pfs
        """
    ),
    "identifier": frozenset(("id", "uuid", "guid", "key", "index", "idx", "rowid", "identifier")),
}

_COUNTING = frozenset(("n", "num", "number", "count"))
_EVENT = _cues(
    """
        event status death dead died deceased mortality censor censored churn churned observed relapse relapsed
        recurrence failure failed
        """
)


def words(name: str) -> list[str]:
    """The lower-case words of a column name, single and in pairs (joined by "_")."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    single = [word.lower() for word in re.split(r"[^A-Za-z]+", spaced) if word]
    return single + [f"{a}_{b}" for a, b in itertools.pairwise(single)]


def _spoken_for(found: list[str]) -> set[Kind]:
    return {kind for kind, cues in _WORDS.items() if cues.intersection(found)}


def suggested_kinds(name: str | None) -> set[Kind]:
    """The kinds that a name speaks for."""
    found = words(name) if name else []
    # In "percent of income" and "day of year" the head comes first, and what follows "of" says nothing.
    head = found[: found.index("of")] if "of" in found else []
    kinds = _spoken_for([*head, *(word for word in found if word.endswith("_of"))]) or _spoken_for(found)
    # "id" only counts at the end (user_id), and "claim amount" is an amount, not a count of claims.
    if "identifier" in kinds and found and name and not re.search(r"(?i)(^|[^a-z])(id|uuid|guid|key|idx|index)$", name):
        kinds = kinds - {"identifier"}
    if "positive" in kinds and "count" in kinds:
        kinds = kinds - {"count"}
    # A number of classes and a type count are counts: the noun that is counted says nothing.
    if {"count", "nominal"} <= kinds and (found[0] in _COUNTING or _last(found) in ("count", "counts")):
        kinds = kinds - {"nominal"}
    # "rate" and "number of days" style clashes: the more specific word wins.
    if "ordinal" in kinds and "nominal" in kinds:
        kinds = kinds - {"nominal"}
    return kinds


def _last(found: list[str]) -> str:
    return next(word for word in reversed(found) if "_" not in word)


def is_event_name(name: str) -> bool:
    """Whether a column name is that of an event indicator of survival data."""
    return bool(_EVENT.intersection(words(name)))


# Names that say nothing about what the target is.
_NEUTRAL = _cues("y t x target outcome response value label dependent dv column")


def is_neutral(name: str | None) -> bool:
    """Whether a column has no name, or one that says nothing."""
    return name is None or set(words(name)) <= _NEUTRAL


# Cycles that a name may tell: (words, length of one turn, first value or None for a turn that may be centred).
_CYCLES: tuple[tuple[frozenset[str], float, tuple[float, ...]], ...] = (
    (frozenset(("hour", "hours", "hour_of", "hourofday")), 24.0, (0.0, 1.0)),
    (frozenset(("month", "moy", "month_of")), 12.0, (0.0, 1.0)),
    (frozenset(("weekday", "dayofweek", "dow", "day_of")), 7.0, (0.0, 1.0)),
    (frozenset(("minute", "second", "minute_of")), 60.0, (0.0,)),
    (frozenset(("doy", "dayofyear", "of_year")), 365.2425, (0.0, 1.0)),
    (
        _cues(
            """
        angle bearing phase heading azimuth direction orientation theta hue yaw wind_dir aspect
        """
        ),
        0.0,
        (),
    ),
)


def period_of(name: str | None, low: float, high: float) -> float:
    """The length of one turn that a column's name tells and its range fits, 0 where there is none."""
    found = set(words(name)) if name else set()
    for cues, period, starts in _CYCLES:
        if not cues.intersection(found):
            continue
        if not period:
            return _turn(low, high)
        if any(start <= low and high < start + period + 1e-9 for start in starts) and high - low > 0.5 * period:
            return period
    return 0.0


def _turn(low: float, high: float) -> float:
    """Radians, turns or degrees, by the range."""
    for period in (6.283185307179586, 360.0):
        if low >= -period / 2 - 1e-6 and high <= period + 1e-6 and high - low > 0.3 * period:
            return period
    return 0.0
