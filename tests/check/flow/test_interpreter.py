"""Statements: assignments, branches, loops, functions, classes, contexts."""

import pytest

from rightloss.check.flow.events import LoopEnd, Store
from rightloss.check.flow.interpreter import MAX_STEPS, Interpreter
from rightloss.check.flow.project import Project, Source
from rightloss.check.flow.values import UNKNOWN, Const, Tensor, Unknown, alternatives
from tests.check.flow.run import interpreted, losses, value, values


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


def test_unpacking() -> None:
    names = values("(a, b), *c = (1, 2), 3, 4\n")
    assert (names["a"], names["b"]) == (Const(1), Const(2))


def test_no_grad_cuts_the_graph() -> None:
    tensor = values("net = nn.Linear(2, 3)\nwith torch.no_grad():\n    y = net(torch.randn(4, 2))\n")["y"]
    assert isinstance(tensor, Tensor)
    assert tensor.attached is False


def test_functions_that_nothing_calls_are_run() -> None:
    text = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.head = nn.Sequential(nn.Linear(3, 5), nn.Softmax(dim=1))
        def training_step(self, batch, index):
            x, y = batch
            return F.cross_entropy(self.head(x), y)
    """
    found = losses(text)
    assert len(found) == 1
    assert isinstance(found[0].input, Tensor)
    assert found[0].input.space == "probabilities"


def test_globals_are_written() -> None:
    assert values("a = 1\ndef set():\n    global a\n    a = 2\nset()\n")["a"] == Const(2)


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return f(x + 1)\na = f(0)\n",
        "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\na = f(0)\n",
        "class A:\n    def __init__(self):\n        self.other = A()\na = A()\n",
        "x = [0]\nwhile True:\n    x = [x]\n",
        f"a = {'(' * 80}1{')' * 80}\n",
        "a = " + " + ".join(["1"] * 900) + "\n",
        "a = 2 ** 10 ** 10 ** 10\n",
        "a = 'x' * 10 ** 12\n",
        "from main import *\nimport main\n",
    ],
)
def test_runaway_code_ends(text: str) -> None:
    run, _ = interpreted(text)
    assert run.steps <= MAX_STEPS + 1


def test_unknown_names_are_unknown() -> None:
    assert isinstance(value("undefined_name(3).attribute[0]"), Unknown)


def test_a_call_into_another_file_that_takes_long_is_unknown() -> None:
    project = Project()
    long = "\n".join(f"    x = x + {index}" for index in range(2_000))
    project.add(Source(path="/p/lib.py", text=f"def f(x):\n{long}\n    return 1\n"))
    project.add(Source(path="/p/main.py", text="from lib import f\nresult = f(0)\nafter = 2\n"))
    run = Interpreter(project, lambda event: None)
    run.run(project.sources["/p/main.py"])
    assert (run.main.names["result"], run.main.names["after"]) == (UNKNOWN, Const(2))


def test_a_function_that_is_called_often_is_unknown_in_the_end() -> None:
    body = "\n".join(f"    x = x + {index}" for index in range(150))
    run, _ = interpreted(f"def f():\n    x = 0\n{body}\n    return 1\nfirst = f()\n" + "last = f()\n" * 30)
    assert (run.main.names["first"], run.main.names["last"]) == (Const(1), UNKNOWN)
