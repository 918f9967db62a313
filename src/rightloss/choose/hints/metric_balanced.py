"""Balanced accuracy is best at the class whose probability is largest against its prior: correct after training."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """Cross-entropy with a correction at prediction; the logit-adjusted loss has the correction built in."""
    if e.rewards != "balanced" or e.goal is None:
        return None
    text = f"{e.goal.label} is best at argmax p(class) / prior(class), not at the most probable class."
    counts = [int(count) for count in e.profile.class_counts]
    caveats = ("Predict with the log priors subtracted from the logits (two classes: threshold at the prevalence).",)
    losses = {"logit-adjusted-cross-entropy": 2.5} if e.kind != "binary" else {}
    return Advice(
        text=text,
        value=e.goal.label,
        losses=losses | {"cross-entropy": 0.5, "binary-cross-entropy": 0.5},
        arguments={"logit-adjusted-cross-entropy": {"class_counts": counts}} if len(counts) <= 100 else {},
        caveats=caveats,
    )


HINT = Hint(
    name="metric-balanced",
    about="loss",
    rule=rule,
    source="Menon et al. 2021",
    kinds=("binary", "nominal", "ordinal", "mask", "multi-label"),
    fires=(
        Evidence(
            profile=Profile(type="integer", levels=3, values=(0.0, 1.0, 2.0), counts=(5, 3, 2)),
            kind="nominal",
            goal=parse_metric("balanced-accuracy"),
        ),
    ),
    silent=(Evidence(profile=Profile(), kind="nominal", goal=parse_metric("accuracy")),),
)
