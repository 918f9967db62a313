"""What operations leave of the graph."""

from rightloss.check.flow.values import Tensor
from tests.check.flow.run import value

NET = "out = nn.Linear(2, 3)(torch.randn(4, 2))\n"


def test_hard_steps_cut_the_graph_and_are_remembered() -> None:
    for expression, step in (("out.argmax(1)", "argmax"), ("(out > 0).float()", "gt"), ("out.round()", "round")):
        found = value(expression, NET)
        assert isinstance(found, Tensor)
        assert (found.attached, found.hard) == (False, step)


def test_detach_is_remembered() -> None:
    found = value("out.detach() * 2", NET)
    assert isinstance(found, Tensor)
    assert (found.attached, found.hard) == (False, "detach")
