import gc
import weakref
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from rightloss.doctor.evidence import Node
from rightloss.doctor.modules import Running
from rightloss.doctor.operations import producer
from rightloss.doctor.tape import Call, Tape


@pytest.fixture
def calls() -> list[Call]:
    return []


@pytest.fixture
def tape(calls: list[Call]) -> Tape:
    return Tape(Running(), calls.append)


def test_the_way_goes_on_where_the_graph_ends(tape: Tape) -> None:
    with tape:
        x = nn.Linear(3, 2)(torch.ones(4, 3))
        hard = x.argmax(1).float()
    node = tape.origin(hard)
    assert node is not None
    assert [item.op for item in node.ancestors()][:3] == ["float", "argmax", "linear"]
    assert [item.attached for item in node.ancestors()][:3] == [False, False, True]


def test_places_are_those_of_the_caller(tape: Tape) -> None:
    with tape:
        x = torch.ones(2).exp()  # here
    node = tape.origin(x)
    assert node is not None
    assert node.place is not None
    assert node.place.path.endswith("test_tape.py")
    assert "# here" in Path(node.place.path).read_text().splitlines()[node.place.line - 1]


@pytest.mark.parametrize(
    ("expression", "op"),
    [
        (lambda x: 1 - x, "rsub"),
        (lambda x: x - 1, "sub"),
        (lambda x: 2 * x, "mul"),
        (lambda x: x.softmax(0), "softmax"),
        (lambda x: torch.special.expit(x), "sigmoid"),
        (lambda x: F.relu(x), "relu"),
        (lambda x: x.relu_(), "relu"),
        (lambda x: x / 2, "div"),
    ],
)
def test_operations_have_one_name(expression: object, op: str, tape: Tape) -> None:
    with tape:
        x = expression(torch.ones(3))  # type: ignore[operator]
    node = tape.origin(x)
    assert node is not None
    assert node.op == op


def test_facts_of_values(tape: Tape) -> None:
    weight = torch.tensor([-1.0, 2.0], requires_grad=True)
    with tape:
        product = weight * torch.tensor([0.0, 1.0])
        root = (weight - weight).sqrt()
        fine = (weight + 5).sqrt()
    facts = [tape.origin(item) for item in (product, root, fine)]
    assert [item.facts if item else None for item in facts] == [
        {"binary-factor", "negative-factor"},
        {"singular"},
        set(),
    ]


def test_tensors_are_not_kept_alive() -> None:
    tape = Tape(Running(), lambda call: None)
    with tape:
        x = torch.ones(3)
        y = x + 1
    gone = weakref.ref(x)
    del x
    gc.collect()
    assert gone() is None
    assert tape.origin(y) is not None
    assert len(tape._nodes) == 1


def test_a_sum_over_all_batches_is_cut(tape: Tape) -> None:
    with tape:
        total = torch.zeros(())
        for _ in range(2000):
            total = total + 1
    node = tape.origin(total)
    assert node is not None
    assert len(list(node.ancestors())) < 500


def test_errors_are_seen_and_come_through(tape: Tape, calls: list[Call]) -> None:
    with tape, pytest.raises(RuntimeError):
        torch.ones(2) + torch.ones(3)
    assert isinstance(calls[-1].error, RuntimeError)


def test_the_module_is_named(calls: list[Call]) -> None:
    running = Running()
    tape = Tape(running, calls.append)
    net = nn.Sequential(nn.Linear(3, 2), nn.Sequential(nn.Softmax(dim=1)))
    with running, tape:
        x = net(torch.ones(4, 3))
    node = producer(tape.origin(x))
    assert node is not None
    assert (node.op, node.dim, node.module) == ("softmax", 1, "Sequential.1.0 (Softmax)")


def test_ancestors_come_once() -> None:
    leaf = Node(op="a")
    both = Node(op="c", inputs=(leaf, leaf, None))
    assert [item.op for item in both.ancestors()] == ["c", "a"]
