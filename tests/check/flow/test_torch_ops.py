"""Operations: value numbers, alternatives."""

from rightloss.check.flow.events import OpCall
from rightloss.check.flow.values import Alternatives, Tensor
from tests.check.flow.run import interpreted, value, values

NET = "out = nn.Linear(2, 3)(torch.randn(4, 2))\n"


def test_equal_operations_have_equal_numbers() -> None:
    names = values(NET + "a = out.softmax(1)\nb = F.softmax(out, 1)\nc = out.softmax(0)\n")
    a, b, c = (names[name] for name in "abc")
    assert isinstance(a, Tensor)
    assert isinstance(b, Tensor)
    assert isinstance(c, Tensor)
    assert a.made[1][0] == b.made[1][0] != 0
    assert a.number != c.number


def test_alternatives_stay_apart() -> None:
    found = value("(out.softmax(1) if torch.rand(1) > 2 else out.sigmoid()).log()", NET)
    assert isinstance(found, Alternatives)
    assert {part.space for part in found.values if isinstance(part, Tensor)} == {
        "log-probabilities",
        "independent-log-probabilities",
    }


def test_rules_are_told_once_of_all_alternatives() -> None:
    _, events = interpreted("x = torch.randn(3)\nz = (x.sigmoid() if torch.rand(1) > 2 else x.exp()).log()\n")
    told = [event for event in events if isinstance(event, OpCall) and event.name == "log"]
    assert len(told) == 1
    assert isinstance(told[0].args[0], Alternatives)


def test_a_cast_to_a_dtype_that_is_not_known_is_not_known() -> None:
    before = "y = torch.zeros(3).long()\nother, kind = input(), input()\n"
    for expression, dtype in (("y.to(other.dtype)", None), ("y.to(dtype=kind)", None), ("y.to(other.device)", "long")):
        found = value(expression, before)
        assert isinstance(found, Tensor)
        assert found.dtype == dtype


def test_what_is_written_into_a_tensor_brings_its_graph() -> None:
    for place in ("buffer[0]", "buffer[0][1]", "holder.buffer[0]"):
        before = f"""
class Holder:
    def __init__(self):
        self.buffer = torch.zeros(2, 4, 3)
holder = Holder()
buffer = torch.zeros(2, 4, 3)
{NET}
{place} = out
"""
        found, out = value(place.partition("[")[0], before), value("out", NET)
        assert isinstance(found, Tensor)
        assert isinstance(out, Tensor)
        assert found.attached is True
        assert len(found.graph) == len(out.graph) == 1
