"""Labels that contradict confident out-of-fold predictions are partly wrong."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile

_SOME = 0.05
_MANY = 0.20
# Log-likelihood that allowing for flipped labels must gain (p = 0.02 for one parameter).
_GAIN = 2.0
# Where the features say little, a flipped label and an unlucky one look the same.
_SIGNAL = 0.15


def rule(e: Evidence) -> Advice | None:
    """Estimated share of flipped labels: label smoothing for some, a robust loss for many."""
    c = e.conditional
    if c is None or c.noise_rate is None or c.noise_rate < _SOME:
        return None
    if (c.noise_gain or 0.0) < _GAIN or (c.class_signal or 0.0) < _SIGNAL:
        return None
    text = f"About {c.noise_rate:.0%} of the labels contradict confident out-of-fold predictions."
    caveats = ("Look at the rows that a model is most sure are wrong: correcting labels beats any loss.",)
    many = c.noise_rate > _MANY
    if e.kind != "nominal":
        return Advice(text=text, value=round(c.noise_rate, 3), traits=("noisy-labels",), caveats=caveats)
    return Advice(
        text=text,
        value=round(c.noise_rate, 3),
        traits=("noisy-labels",),
        losses={"generalised-cross-entropy": 5.0 if many else 2.5},
        arguments={"generalised-cross-entropy": {"q": 0.7}}
        | ({} if many else {"cross-entropy": {"label_smoothing": 0.1}}),
        caveats=caveats,
    )


def _case(rate: float, gain: float, signal: float = 0.5) -> Evidence:
    return Evidence(
        profile=Profile(type="integer", levels=3),
        kind="nominal",
        conditional=Conditional(n=1000, features=4, noise_rate=rate, noise_gain=gain, class_signal=signal),
    )


HINT = Hint(
    name="noisy-labels",
    about="loss",
    rule=rule,
    source="Northcutt, Jiang & Chuang 2021; Zhang & Sabuncu 2018",
    kinds=("binary", "nominal"),
    fires=(_case(0.1, 40.0), _case(0.3, 90.0)),
    silent=(_case(0.02, 40.0), _case(0.7, 1.0), _case(0.2, 13.0, signal=0.03)),
)
