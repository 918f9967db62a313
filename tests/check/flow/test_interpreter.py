"""Runs: what is run, and for how long."""

import pytest

from rightloss.check.flow.interpreter import MAX_STEPS, Interpreter
from rightloss.check.flow.project import Project, Source
from rightloss.check.flow.values import UNKNOWN, Const, Tensor, Unknown
from tests.check.flow.run import interpreted, losses, value


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
        "for i in range(10 ** 30):\n    pass\n",
        "a = torch.arange(0, 10, 0), torch.arange(10 ** 30)\n",
        "a = torch.zeros(-3)[1:], torch.zeros(10 ** 30)[1:]\n",
        "a = torch.randint(0, 3, (4,)) + float('inf'), torch.randint(0, 3, (4,)) + 1e400\n",
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


def test_calls_into_other_files_are_given_less_once_one_took_too_long() -> None:
    project = Project()
    long = "\n".join(f"    x = x + {index}" for index in range(2_000))
    project.add(Source(path="/p/lib.py", text="".join(f"def f{n}(x):\n{long}\n" for n in range(10))))
    project.add(
        Source(path="/p/main.py", text="import lib\n" + "".join(f"lib.f{n}(0)\n" for n in range(10)) + "after = 2\n")
    )
    run = Interpreter(project, lambda event: None)
    run.run(project.sources["/p/main.py"])
    assert run.main.names["after"] == Const(2)
    assert run.steps < 12_000
