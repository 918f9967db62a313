"""A value that marks "no label" is left out of the loss with ignore_index."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

# PyTorch's default, which need not be passed.
_DEFAULT = -100


def rule(e: Evidence) -> Advice | None:
    """-1, -100 or 255 beside class indices."""
    mark = e.profile.ignore_index
    if mark is None:
        return None
    text = f"The value {mark} marks positions without a label; they must not count."
    arguments = {} if mark == _DEFAULT else {"cross-entropy": {"ignore_index": mark}}
    return Advice(text=text, value=mark, losses={"cross-entropy": 0.5}, arguments=arguments)


HINT = Hint(
    name="ignored-labels",
    about="loss",
    rule=rule,
    source="PyTorch's cross_entropy",
    kinds=("nominal", "mask"),
    fires=(Evidence(profile=Profile(type="integer", layout="labels", levels=4, ignore_index=255), kind="mask"),),
    silent=(Evidence(profile=Profile(type="integer", layout="labels", levels=4), kind="mask"),),
)
