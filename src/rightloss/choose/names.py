"""What a column's name suggests. A cue among others: it never overrules what the values exclude."""

import re

from rightloss.choose.result import Kind

# Words are matched whole, after splitting snake_case, camelCase and digits.
_WORDS: dict[Kind, frozenset[str]] = {
    "ordinal": frozenset(
        "rating ratings star stars grade level severity stage rank likert satisfaction quality agreement "
        "preference priority tier pid education health_status difficulty risk_level".split()
    ),
    "count": frozenset(
        "count counts num number visits clicks claims events accidents purchases orders calls "
        "goals children deaths arrivals occurrences frequency incidents crashes visit rentals views retweets "
        "likes bugs defects failures articles fires admissions strikes tickets sales_count mdvis".split()
    ),
    "nominal": frozenset(
        "class label labels species type category breed variety topic genre cultivar color colour "
        "language country city zip zipcode postcode region digit brand intent".split()
    ),
    "circular": frozenset(
        "angle hour month weekday bearing phase heading azimuth wind_direction direction orientation "
        "dayofweek dow doy dayofyear minute theta longitude_angle hue yaw".split()
    ),
    "positive": frozenset(
        "price prices amount cost costs income salary wage revenue spend expenditure value charges payment "
        "loss_amount claim_amount premium fare sales turnover weight area volume concentration "
        "foodexp exposure balance rent".split()
    ),
    "real": frozenset(
        "year age temperature temp celsius height change difference delta return returns residual score error "
        "latitude longitude elevation bmi ph iq".split()
    ),
    "proportion": frozenset(
        "proportion share fraction rate ratio percent percentage pct prob probability ctr occupancy "
        "utilisation utilization coverage humidity yield".split()
    ),
    "duration": frozenset(
        "duration survival time tenure lifetime days months weeks follow_up followup time_to_event os pfs".split()
    ),
    "identifier": frozenset("id uuid guid key index idx rowid identifier".split()),
}

_EVENT = frozenset("event status death dead died censor censored churn churned observed relapse failure failed".split())


def words(name: str) -> list[str]:
    """The lower-case words of a column name, single and in pairs (joined by "_")."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    single = [word.lower() for word in re.split(r"[^A-Za-z]+", spaced) if word]
    return single + [f"{a}_{b}" for a, b in zip(single, single[1:], strict=False)]


def suggested_kinds(name: str | None) -> set[Kind]:
    """The kinds that a name speaks for."""
    found = words(name) if name else []
    kinds = {kind for kind, cues in _WORDS.items() if cues.intersection(found)}
    # "id" only counts at the end (user_id), and "claim amount" is an amount, not a count of claims.
    if "identifier" in kinds and found and name and not re.search(r"(?i)(^|[^a-z])(id|uuid|guid|key|idx|index)$", name):
        kinds = kinds - {"identifier"}
    if "positive" in kinds and "count" in kinds:
        kinds = kinds - {"count"}
    # "rate" and "number of days" style clashes: the more specific word wins.
    if "ordinal" in kinds and "nominal" in kinds:
        kinds = kinds - {"nominal"}
    return kinds


def is_event_name(name: str) -> bool:
    """Whether a column name is that of an event indicator of survival data."""
    return bool(_EVENT.intersection(words(name)))
