"""The mistakes that are made by habit: the loss of another kind of target."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind

_OUT: dict[Kind, dict[str, str]] = {
    "nominal": {
        "mse": "class numbers are names: class 2 is not twice class 1",
        "binary-cross-entropy": "exactly one class is right, and independent sigmoids do not know that",
    },
    "binary": {"mse": "its gradient vanishes when the sigmoid saturates on the wrong side"},
    "ordinal": {"binary-cross-entropy": "there is one question with several levels, not several questions"},
    "multi-label": {"cross-entropy": "several labels can be right at once, and softmax makes them compete"},
    "soft-label": {"nll": "its target is one class index, and these rows are probabilities"},
    "circular": {"mse": "just below and just above the wrap are neighbours, and it calls them farthest apart"},
    "duration": {"mse": "it takes a censored time for the true one"},
    "mask": {"mse": "class numbers are names: class 2 is not twice class 1"},
}


def rule(e: Evidence) -> Advice | None:
    """Per kind, what looks usable and is not."""
    return Advice(rules_out=_OUT[e.kind]) if e.kind in _OUT else None


HINT = Hint(
    name="wrong-family",
    about="loss",
    rule=rule,
    source="the contracts of the losses",
    fires=(Evidence(profile=Profile(), kind="nominal"),),
    silent=(Evidence(profile=Profile(), kind="real"),),
)
