"""Log loss, Brier score, accuracy, AUC and F1 all start from class probabilities, which cross-entropy elicits."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import Functional, parse_metric
from rightloss.choose.profile import Profile

_WHY: dict[Functional, str] = {
    "class-probabilities": "is best at the true class probabilities (for accuracy: at their largest)",
    "threshold": "is best at a threshold on the class probabilities, tuned after training",
    "order": "is best at any increasing function of the probability",
    "distribution": "is best at the true class probabilities",
}


def rule(e: Evidence) -> Advice | None:
    """Cross-entropy on logits, whatever is done with the probabilities afterwards."""
    if e.goal is None or e.rewards not in _WHY:
        return None
    text = f"{e.goal.label} {_WHY[e.rewards]}; cross-entropy on logits elicits them."
    losses = {"cross-entropy": 1.0, "binary-cross-entropy": 2.0, "sigmoid-focal": -1.0}
    if e.kind == "ordinal":
        losses = {"cross-entropy": 3.0, "mse": -2.0}
    return Advice(text=text, value=e.goal.label, losses=losses)


HINT = Hint(
    name="metric-probabilities",
    about="loss",
    rule=rule,
    source="Gneiting & Raftery 2007; Agarwal 2014; Lipton et al. 2014",
    kinds=("binary", "nominal", "ordinal", "multi-label", "soft-label", "mask"),
    fires=(Evidence(profile=Profile(), kind="binary", goal=parse_metric("auc")),),
    silent=(Evidence(profile=Profile(), kind="binary", goal=parse_metric("balanced-accuracy")),),
)
