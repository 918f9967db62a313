import pytest

from rightloss.doctor.evidence import Node
from rightloss.doctor.operations import activation, is_hard, named, producer, terms, way_to_producer

A = Node(op="cross_entropy", attached=True)
B = Node(op="mse_loss", attached=True)
C = Node(op="accuracy")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("__rsub__", "rsub"),
        ("__iadd__", "add"),
        ("relu_", "relu"),
        ("special_expit", "sigmoid"),
        ("__truediv__", "div"),
    ],
)
def test_named(given: str, name: str) -> None:
    assert named(given) == name


def test_producer_skips_views() -> None:
    node = Node(op="view", inputs=(Node(op="permute", inputs=(A,)),))
    assert producer(node) is A
    assert [item.op for item in way_to_producer(node)] == ["view", "permute"]
    assert producer(Node(op="view")) is None
    assert producer(None) is None


def test_terms_of_a_sum() -> None:
    scaled = Node(op="mul", inputs=(B, C), attached=True)
    total = Node(op="add", inputs=(A, Node(op="div", inputs=(scaled,), attached=True)), attached=True)
    assert {item.op for item in terms(total)} == {"cross_entropy", "mse_loss"}


def test_terms_stop_at_what_is_no_number() -> None:
    mean = Node(op="mean", inputs=(Node(op="add", shape=(3,), inputs=(A, B)),))
    assert [item.op for item in terms(mean)] == ["mean"]


def test_terms_of_a_list() -> None:
    total = Node(op="sum", inputs=(Node(op="stack", shape=(2,), inputs=(A, B)),))
    assert {item.op for item in terms(total)} == {"cross_entropy", "mse_loss"}


def test_activations_and_hard_steps() -> None:
    known = activation(Node(op="sigmoid"))
    assert known is not None
    assert (known.low, known.high) == (0.0, 1.0)
    assert activation(A) is None
    assert is_hard(Node(op="argmax"))
    assert is_hard(Node(op="gt"))
    assert not is_hard(A)
