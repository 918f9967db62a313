"""The base of the loss modules: repr, prediction and decision, for every loss of the catalog that is ours."""

import inspect
from typing import Any, final

import pytest
import torch
from torch import Tensor, nn

import rightloss
from rightloss.catalog import losses
from rightloss.losses._module import LossModule

OWN = {loss.name: loss for loss in losses().values() if loss.impl}
DROP_INS = {
    "l1": lambda x: x,
    "mse": lambda x: x,
    "smooth-l1": lambda x: x,
    "huber": lambda x: x,
    "kl-divergence": torch.exp,
    "poisson-nll": torch.exp,
    "gaussian-nll": lambda x: x,
    "ctc": torch.exp,
    "ctc-with-logits": lambda x: torch.softmax(x, -1),
    "nll": torch.exp,
    "cross-entropy": lambda x: torch.softmax(x, 1),
    "binary-cross-entropy": torch.sigmoid,
    "binary-cross-entropy-on-probabilities": lambda x: x,
}


def module(name: str, **options: Any) -> Any:
    _, _, cls = OWN[name].impl.split(":")
    return getattr(rightloss, cls)(**options)


@pytest.mark.parametrize("name", OWN)
def test_every_loss_module_is_final_and_thin(name: str) -> None:
    cls = getattr(rightloss, OWN[name].impl.split(":")[2])
    assert issubclass(cls, LossModule)
    assert cls.__final__
    assert cls.__mro__[1] is LossModule
    assert {n for n, item in vars(cls).items() if inspect.isfunction(item)} <= {
        "__init__",
        "forward",
        "predict",
        "decide",
    }


@pytest.mark.parametrize("name", DROP_INS)
@pytest.mark.parametrize("shape", [(5, 3), (2, 3, 4)])
def test_predict_applies_the_activation_of_the_loss(name: str, shape: tuple[int, ...]) -> None:
    output = torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    torch.testing.assert_close(module(name).predict(output), DROP_INS[name](output))


@pytest.mark.parametrize("name", ["nll", "cross-entropy"])
@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 3, 4, 5)])
def test_class_losses_decide_for_the_most_probable_class(name: str, shape: tuple[int, ...]) -> None:
    output = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    dim = 0 if len(shape) == 1 else 1
    decision = module(name).decide(output)
    assert decision.dtype == torch.long
    assert torch.equal(decision, module(name).predict(output).argmax(dim))


def test_binary_losses_decide_for_the_more_probable_answer() -> None:
    logits = torch.tensor([-2.0, -1e-6, 0.0, 1e-6, 3.0])
    wanted = torch.tensor([False, False, False, True, True])
    assert torch.equal(module("binary-cross-entropy").decide(logits), wanted)
    probabilities = torch.tensor([0.1, 0.5, 0.6])
    decision = module("binary-cross-entropy-on-probabilities").decide(probabilities)
    assert torch.equal(decision, torch.tensor([False, False, True]))


@pytest.mark.parametrize("name", ["l1", "mse"])
def test_losses_for_numbers_decide_nothing(name: str) -> None:
    assert not hasattr(module(name), "decide")


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("l1", {}, "L1Loss()"),
        ("mse", {"reduction": "none"}, "MSELoss(reduction='none')"),
        ("cross-entropy", {"label_smoothing": 0.1, "ignore_index": 0}, "ignore_index=0, label_smoothing=0.1"),
        ("cross-entropy", {"weight": torch.ones(3)}, "CrossEntropyLoss(weight=tensor of shape (3,))"),
        ("binary-cross-entropy", {"pos_weight": torch.ones(2)}, "pos_weight=tensor of shape (2,)"),
    ],
)
def test_repr_shows_the_options_that_are_not_defaults(name: str, options: dict[str, Any], expected: str) -> None:
    assert expected in repr(module(name, **options))


def test_the_base_is_abstract() -> None:
    with pytest.raises(TypeError, match="abstract"):
        LossModule()  # type: ignore[abstract]


def test_arguments_that_make_parameters_are_shown_and_not_passed_on() -> None:
    @final
    class Owner(LossModule):
        made_with = ("size",)

        def __init__(self, size: int, *, scale: float = 1.0) -> None:
            super().__init__()
            self.size = size
            self.scale = scale

        def predict(self, output: Tensor) -> Tensor:
            return output

    owner = Owner(3, scale=2.0)
    assert owner.options == {"scale": 2.0}
    assert repr(owner) == "Owner(size=3, scale=2.0)"


def test_a_loss_works_in_a_model_and_moves_with_it() -> None:
    @final
    class Trainer(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = nn.Linear(4, 3)
            self.criterion = module("cross-entropy", weight=torch.ones(3))

        def forward(self, x: Tensor, y: Tensor) -> Tensor:
            result: Tensor = self.criterion(self.head(x), y)
            return result

    trainer = Trainer().double()
    assert trainer.criterion.weight.dtype == torch.float64
    trainer(torch.randn(2, 4, dtype=torch.float64), torch.tensor([0, 2])).backward()
    assert trainer.head.weight.grad is not None
