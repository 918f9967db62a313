"""Two distinct values are a yes/no question, whatever their coding: booleans, strings, 0/1, -1/+1, 1/2."""

from rightloss.choose.hint import CERTAIN, Advice, Evidence, Hint
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind

_CODINGS = ({0.0, 1.0}, {-1.0, 1.0}, {1.0, 2.0})


def rule(e: Evidence) -> Advice | None:
    """Exactly two values; sure for the usual codings, open for two arbitrary numbers."""
    p = e.profile
    if p.layout != "vector" or p.levels != 2:
        return None
    shown = " and ".join(value if isinstance(value, str) else f"{value:g}" for value in p.values)
    text = f"The target has two values ({shown}): a yes/no question."
    usual = p.type in ("string", "bool") or set(p.values) in _CODINGS
    if usual:
        counted = "count" in e.cues and set(p.values) == {0.0, 1.0}
        kinds: dict[Kind, float] = {"binary": CERTAIN, "count": CERTAIN - 2.5} if counted else {"binary": CERTAIN}
        return Advice(text=text, value=2, kinds=kinds)
    doubt = 0.0 if p.type == "integer" else 1.0
    return Advice(text=text, value=2, kinds={"binary": CERTAIN + 2.0 - doubt, "real": CERTAIN})


HINT = Hint(
    name="two-values",
    about="kind",
    rule=rule,
    source="definition",
    fires=(
        Evidence(profile=Profile(type="bool", levels=2, values=(0.0, 1.0), counts=(5, 5))),
        Evidence(profile=Profile(type="string", levels=2, values=("no", "yes"), counts=(5, 5))),
        Evidence(profile=Profile(type="float", levels=2, values=(0.3, 1.7), counts=(5, 5))),
    ),
    silent=(Evidence(profile=Profile(type="integer", levels=3, values=(0.0, 1.0, 2.0), counts=(5, 5, 5))),),
)
