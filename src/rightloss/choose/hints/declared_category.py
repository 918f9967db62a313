"""Data that declare their target a category (pandas, Arrow, polars) mean it, ordered or not."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """A categorical column of more than two numbers."""
    p = e.profile
    if p.layout != "vector" or p.type == "string" or p.levels <= 2 or not (p.categorical or p.ordered):
        return None
    if p.ordered:
        return Advice(text="The column is declared an ordered category.", kinds={"ordinal": 12.0})
    return Advice(text="The column is declared a category.", kinds={"nominal": 10.0})


HINT = Hint(
    name="declared-category",
    about="kind",
    rule=rule,
    source="the data's own type",
    fires=(Evidence(profile=Profile(type="integer", levels=5, categorical=True)),),
    silent=(Evidence(profile=Profile(type="integer", levels=5)),),
)
