import pytest
import torch
import torch.nn.functional as F
from torch import nn

import rightloss
from rightloss.catalog import by_call, losses
from rightloss.doctor.binding import bind, bind_module, classes, contract, functions

X, Y = torch.randn(4, 3), torch.tensor([0, 1, 2, 1])


def test_every_function_of_torch_is_known() -> None:
    wanted = {call for call in by_call() if call.startswith("torch.nn.functional.") and call.endswith("_loss")}
    known = {f"torch.nn.functional.{item.__name__}" for item in functions()}
    assert wanted <= known


def test_every_loss_of_ours_is_known() -> None:
    names = {loss.own_names[1] for loss in losses().values() if loss.own_names}
    assert names <= {cls.__name__ for cls in classes()}


def test_positions_and_names() -> None:
    bound = bind(losses()["cross-entropy"], F.cross_entropy, (X,), {"target": Y, "ignore_index": 2})
    assert bound is not None
    assert bound.inputs[0] is X
    assert bound.target is Y
    assert bound.options["ignore_index"] == 2
    assert bound.options["reduction"] == "mean"


def test_the_variance_is_an_input() -> None:
    bound = bind(losses()["gaussian-nll"], F.gaussian_nll_loss, (X, X + 1, X + 2), {})
    assert bound is not None
    assert torch.equal(bound.inputs[1], X + 2)
    assert torch.equal(bound.target, X + 1)


def test_attributes_are_options() -> None:
    criterion = nn.CrossEntropyLoss(weight=torch.ones(3), ignore_index=7)
    bound = bind_module(losses()["cross-entropy"], criterion, (X, Y), {})
    assert bound is not None
    assert bound.options["ignore_index"] == 7
    assert torch.equal(bound.options["weight"], torch.ones(3))


def test_a_function_of_the_user_in_its_usual_order() -> None:
    def mine(scores: torch.Tensor, labels: torch.Tensor, scale: float = 2.0) -> torch.Tensor:
        return scores.sum()

    bound = bind(losses()["cross-entropy"], mine, (X, Y), {})
    assert bound is not None
    assert bound.inputs[0] is X
    assert bound.target is Y
    assert bound.options == {"scale": 2.0}


def test_arguments_that_do_not_fit() -> None:
    assert bind(losses()["cross-entropy"], F.cross_entropy, (), {}) is None


def test_contracts() -> None:
    assert contract(nn.BCELoss()).name == "binary-cross-entropy-on-probabilities"
    assert contract(F.kl_div).name == "kl-divergence"
    assert contract(rightloss.CrossEntropyLoss()).name == "cross-entropy"
    assert contract(lambda x, y: x, like="ce").name == "cross-entropy"


def test_a_subclass_keeps_the_contract() -> None:
    class Mine(nn.CrossEntropyLoss):
        pass

    assert contract(Mine()).name == "cross-entropy"


def test_an_unknown_loss_says_what_to_do() -> None:
    with pytest.raises(LookupError, match=r'Identity is not a loss.*guard\(my_loss, like="cross-entropy"\)'):
        contract(nn.Identity())
    with pytest.raises(LookupError, match="names an activation"):
        contract(nn.Identity(), like="softmax")
    with pytest.raises(KeyError, match="did you mean"):
        contract(nn.Identity(), like="cross-entropi")
