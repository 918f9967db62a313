"""NDCG and MRR score the order of the items of one query: softmax cross-entropy over each list bounds them."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """A listwise loss; the query id says which items form a list."""
    if e.task != "ranking" and e.rewards != "ranking":
        return None
    text = "Only the order of the items of one query is scored, so the loss has to compare the items of a list."
    caveats = ("Group the rows by their query id: items of different queries must not be compared.",)
    return Advice(text=text, value=e.goal.label if e.goal else e.task, losses={"listnet": 7.0}, caveats=caveats)


HINT = Hint(
    name="metric-ranking",
    about="loss",
    rule=rule,
    source="Cao et al. 2007; Bruch et al. 2019",
    fires=(Evidence(profile=Profile(), kind="ordinal", goal=parse_metric("ndcg")),),
    silent=(Evidence(profile=Profile(), kind="ordinal", goal=parse_metric("qwk")),),
)
