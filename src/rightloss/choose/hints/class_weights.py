"""Rare classes do not call for another loss: weights move probabilities away from the truth, a threshold does not."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_RARE = 0.10
_RATIO = 10.0
_FEW_ROWS = 50


def rule(e: Evidence) -> Advice | None:
    """Minority share of two classes, ratio of the largest to the smallest of several."""
    counts = e.profile.class_counts
    if len(counts) < 2 or min(counts) == 0:
        return None
    share, ratio = min(counts) / sum(counts), max(counts) / min(counts)
    if not (share < _RARE if len(counts) == 2 else ratio > _RATIO):
        return None
    text = f"The rarest class has {share:.1%} of the rows (1 in {ratio:.0f} of the commonest)."
    caveats = [
        "Imbalance alone is no reason for class weights: they distort the probabilities. Tune the decision threshold; "
        "if you do use pos_weight w, subtract log w from the logits when predicting.",
    ]
    if min(counts) < _FEW_ROWS:
        caveats.append(
            f"With {min(counts)} rows in the rarest class, losses cannot be compared reliably; stratify the splits."
        )
    return Advice(text=text, value=round(share, 4), traits=("imbalanced",), caveats=tuple(caveats))


def _case(*counts: int) -> Evidence:
    values = tuple(float(code) for code in range(len(counts)))
    profile = Profile(n=sum(counts), type="integer", levels=len(counts), values=values, counts=counts)
    return Evidence(profile=profile, kind="binary" if len(counts) == 2 else "nominal")


HINT = Hint(
    name="class-weights",
    about="loss",
    rule=rule,
    source="van den Goorbergh et al. 2022",
    kinds=("binary", "nominal", "ordinal"),
    fires=(_case(950, 50), _case(500, 480, 20)),
    silent=(_case(600, 400), _case(400, 300, 300)),
)
