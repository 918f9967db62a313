"""Optimizers, scalers, distributions and super()."""

from rightloss.check.flow.events import Backward, Step
from rightloss.check.flow.values import Tensor
from tests.check.flow.run import interpreted, value


def _steps(text: str) -> list[Step]:
    return [event for event in interpreted(text)[1] if isinstance(event, Step)]


def test_an_optimizer_knows_its_layers() -> None:
    run, events = interpreted("net = nn.Linear(2, 1)\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\nopt.step()\n")
    (step,) = [event for event in events if isinstance(event, Step)]
    assert step.trains == {run.main.names["net"].identity}  # type: ignore[union-attr]


def test_parameters_that_are_not_known_make_it_unsure() -> None:
    (step,) = _steps("opt = torch.optim.SGD(model().parameters(), lr=0.1)\nopt.step()\n")
    assert step.trains == frozenset()


def test_a_scaler_hands_on() -> None:
    text = """
    net = nn.Linear(2, 1)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    scaler = torch.cuda.amp.GradScaler()
    scaler.scale(net(torch.randn(3, 2)).sum()).backward()
    scaler.step(opt)
    """
    kinds = [type(event) for event in interpreted(text)[1] if isinstance(event, Backward | Step)]
    assert kinds == [Backward, Step]


def test_log_probabilities_of_a_distribution_are_attached() -> None:
    found = value("torch.distributions.Categorical(logits=nn.Linear(4, 2)(torch.randn(3, 4))).log_prob(a)")
    assert isinstance(found, Tensor)
    assert (found.space, found.attached) == ("action-log-prob", True)
    assert len(found.graph) == 1
