"""A mask with two classes needs one output per position: sigmoid and binary cross-entropy."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """Two values, no "no label" mark."""
    p = e.profile
    if p.layout not in ("labels", "zero-one") or p.classes != 2 or p.ignore_index is not None:
        return None
    coded = "" if set(p.values) == {0.0, 1.0} else f" Code {p.values[0]:g} as 0 and {p.values[1]:g} as 1."
    text = "The mask has two classes, so one logit per position is enough."
    caveats = (f"The values are {p.values[0]:g} and {p.values[1]:g}.{coded}",) if coded else ()
    return Advice(text=text, value=2, losses={"binary-cross-entropy": 3.6}, caveats=caveats)


HINT = Hint(
    name="two-class-mask",
    about="loss",
    rule=rule,
    source="the contracts of the losses",
    kinds=("mask",),
    fires=(Evidence(profile=Profile(layout="labels", levels=2, values=(0.0, 255.0), counts=(5, 5)), kind="mask"),),
    silent=(
        Evidence(profile=Profile(layout="labels", levels=3, values=(0.0, 1.0, 2.0), counts=(5, 5, 1)), kind="mask"),
    ),
)
