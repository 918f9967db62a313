"""Statements: branches, loops, contexts."""

from rightloss.check.flow.events import LoopEnd, Store
from rightloss.check.flow.values import Const, Tensor, alternatives
from tests.check.flow.run import interpreted, losses, values


def test_branches_on_what_is_known() -> None:
    names = values("flag = True\nif flag:\n    a = 1\nelse:\n    a = 2\n")
    assert names["a"] == Const(1)


def test_branches_on_what_is_not_known() -> None:
    names = values("import sys\nif sys.argv:\n    a = 1\nelse:\n    a = 2\n")
    assert set(alternatives(names["a"])) == {Const(1), Const(2)}


def test_a_branch_that_returns_is_left_out() -> None:
    text = """
    def pick(x):
        if x is None:
            return 1
        return 2
    a = pick(None)
    b = pick(3)
    """
    names = values(text)
    assert (names["a"], names["b"]) == (Const(1), Const(2))


def test_loops_over_short_lists_are_unrolled() -> None:
    assert values("total = 0\nfor n in [1, 2, 3]:\n    total = total + n\n")["total"] == Const(6)


def test_loops_tell_what_happened_in_them() -> None:
    _, events = interpreted("x = torch.randn(3)\nfor i in range(2):\n    y = x * 2\n")
    ends = [event for event in events if isinstance(event, LoopEnd)]
    assert len(ends) == 1
    assert any(isinstance(event, Store) and event.target == "y" for event in ends[0].inside)


def test_no_grad_cuts_the_graph() -> None:
    tensor = values("net = nn.Linear(2, 3)\nwith torch.no_grad():\n    y = net(torch.randn(4, 2))\n")["y"]
    assert isinstance(tensor, Tensor)
    assert tensor.attached is False


def test_what_is_meant_to_raise_is_not_told() -> None:
    text = """
import pytest
def test_wrong():
    with {context}:
        F.cross_entropy(torch.randn(4, 3), torch.rand(4))
    F.mse_loss(torch.randn(4), torch.randn(4))
"""
    for context, names in (
        ("pytest.raises(RuntimeError)", ["mse"]),
        ("self.assertRaises(RuntimeError)", ["mse"]),
        ("torch.no_grad()", ["cross-entropy", "mse"]),
    ):
        assert [call.loss for call in losses(text.format(context=context))] == names
