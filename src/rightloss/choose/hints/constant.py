"""A target with a single value teaches nothing: no loss can be chosen for it."""

from rightloss.choose.hint import CERTAIN, Advice, Evidence, Hint
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """One distinct value."""
    if e.profile.levels != 1:
        return None
    value = e.profile.values[0] if e.profile.values else e.profile.low
    return Advice(
        text=f"Every row has the same value ({value:g}), so there is nothing to learn."
        if isinstance(value, float)
        else f"Every row has the same value ({value!r}), so there is nothing to learn.",
        value=1,
        kinds={"constant": 3 * CERTAIN},
    )


HINT = Hint(
    name="constant",
    about="kind",
    rule=rule,
    source="definition",
    fires=(Evidence(profile=Profile(levels=1, values=(3.0,), counts=(9,))),),
    silent=(Evidence(profile=Profile(levels=2, values=(0.0, 1.0), counts=(8, 1))),),
)
