"""Rules are asked about every alternative."""

from rightloss.check.flow.events import every, first
from rightloss.check.flow.values import UNKNOWN, Alternatives, Const, Tensor


def test_every_needs_all_alternatives() -> None:
    wrong, right = Tensor(space="probabilities"), Tensor(space="scores")

    def is_wrong(x: Tensor) -> bool:
        return x.space == "probabilities"

    assert every(wrong, is_wrong)
    assert every(Alternatives((wrong, wrong)), is_wrong)
    assert not every(Alternatives((wrong, right)), is_wrong)
    assert not every(Alternatives((wrong, UNKNOWN)), is_wrong)
    assert not every(UNKNOWN, is_wrong)
    assert not every(Const(1), is_wrong)
    assert first(Alternatives((Const(1), wrong))) == wrong
