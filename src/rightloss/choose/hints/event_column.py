"""A time beside a 0/1 event column is a duration; rows without the event are censored."""

from rightloss.choose.hint import CERTAIN, Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_NEGLIGIBLE = 0.005


def rule(e: Evidence) -> Advice | None:
    """A non-negative target, and an event column among the features."""
    p = e.profile
    if p.event is None or p.layout != "vector" or p.type == "string" or p.low < 0 or p.levels <= 2:
        return None
    text = (
        f"Column {p.event!r} says whether the event was seen ({p.event_share:.0%} of rows): "
        "the target is a duration, and the rest is censored."
    )
    censored = p.event_share < 1 - _NEGLIGIBLE
    return Advice(
        text=text,
        value=round(p.event_share, 4),
        kinds={"duration": 2 * CERTAIN},
        traits=("censored",) if censored else (),
        rules_out={
            "mse": "it takes a censored time for the true one; both the mean and its bias would be learned",
            "l1": "it takes a censored time for the true one",
        },
    )


HINT = Hint(
    name="event-column",
    about="kind",
    rule=rule,
    source="Cox 1972; Kvamme & Borgan 2021",
    fires=(Evidence(profile=Profile(name="time", low=0.1, high=90.0, event="death", event_share=0.6)),),
    silent=(
        Evidence(profile=Profile(name="time", low=0.1, high=90.0)),
        Evidence(profile=Profile(name="change", low=-4.0, high=90.0, event="death", event_share=0.6)),
    ),
)
