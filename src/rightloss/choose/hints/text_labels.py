"""Strings are names: classes, ordered levels where the words have a known order, or texts where hardly any repeats."""

from rightloss.choose.hint import CERTAIN, Advice, Evidence, Hint
from rightloss.choose.profile import Profile

# Fewer repeats than this, and the strings are names of rows rather than names of classes.
_ROWS_PER_LABEL = 1.3


def rule(e: Evidence) -> Advice | None:
    """More than two distinct strings."""
    p = e.profile
    if p.type != "string" or p.levels <= 2:
        return None
    if p.ordered:
        order = " < ".join(p.ranked_labels[:8] or [str(value) for value in p.values[:8]])
        return Advice(text=f"The labels have an order: {order}.", value=p.levels, kinds={"ordinal": CERTAIN})
    if p.n / p.levels < _ROWS_PER_LABEL:
        text = f"{p.levels} different strings in {p.n} rows: names or texts, not classes that repeat."
        return Advice(text=text, value=p.levels, kinds={"identifier": CERTAIN})
    text = f"The labels are {p.levels} names without a known order."
    return Advice(text=text, value=p.levels, kinds={"nominal": CERTAIN})


def _labels(*labels: str, n: int = 30, ordered: bool = False) -> Evidence:
    ranked = labels if ordered else ()
    profile = Profile(n=n, type="string", levels=len(labels), values=labels, ordered=ordered, ranked_labels=ranked)
    return Evidence(profile=profile)


HINT = Hint(
    name="text-labels",
    about="kind",
    rule=rule,
    source="definition",
    fires=(
        _labels("setosa", "versicolor", "virginica"),
        _labels("low", "medium", "high", ordered=True),
        _labels("alice", "bob", "carol", n=3),
    ),
    silent=(_labels("no", "yes"),),
)
