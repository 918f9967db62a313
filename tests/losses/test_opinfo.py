"""PyTorch's own table of its loss functions, run against ours.

Every OpInfo that names a drop-in: its sample inputs in every dtype, its reference function, its error inputs, and
gradcheck and gradgradcheck of its samples. What differs is on the list in the catalog, see differences.py; nothing else
is left out.
"""

import random
import warnings
from functools import cache
from typing import Any

import pytest
import torch
from torch import Tensor

import rightloss
from tests.losses import differences as differ

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of what these internal modules import
    from torch.testing._internal.common_methods_invocations import op_db

OPS = {op.name.rpartition(".")[2]: op for op in op_db if op.name.rpartition(".")[2] in differ.DROP_INS}
DTYPED = [(name, dtype) for name, op in OPS.items() for dtype in sorted(op.dtypes, key=str)]

# Derivatives that PyTorch's own function does not pass on its own samples either, and why.
NOT_DIFFERENTIABLE = {
    ("ctc_loss", 1): "The kernel gives the gradient behind log_softmax, and the samples are log-probabilities.",
    ("ctc_loss", 2): "The gradient of the kernel has no derivative.",
}


@cache
def calls(name: str, dtype: torch.dtype, requires_grad: bool = False) -> tuple[differ.Call, ...]:
    """The sample inputs of one function, the same ones each time."""
    torch.manual_seed(0)
    random.seed(0)
    samples = OPS[name].sample_inputs("cpu", dtype, requires_grad=requires_grad)
    return tuple(differ.Call(name, (s.input, *s.args), s.kwargs) for s in samples)


def leaves(call: differ.Call) -> list[Tensor]:
    return [x for x in (*call.arguments, *call.options.values()) if isinstance(x, Tensor) and x.requires_grad]


def test_the_table_has_all_drop_ins() -> None:
    assert OPS.keys() == differ.DROP_INS.keys()


@pytest.mark.parametrize(("name", "dtype"), DTYPED)
def test_samples_give_what_torch_gives(name: str, dtype: torch.dtype) -> None:
    for call in calls(name, dtype):
        differ.agree(call.own, differ.expected(call))


@pytest.mark.parametrize("name", OPS)
def test_gradients_of_the_samples_are_those_of_torch(name: str) -> None:
    for call in calls(name, torch.float64, True):
        if differ.applying(call):
            continue
        wanted, found = call.peer, call.own
        assert isinstance(wanted, Tensor)
        assert isinstance(found, Tensor)
        upstream = torch.linspace(0.5, 2, wanted.numel(), dtype=wanted.dtype).reshape(wanted.shape)
        by_torch = torch.autograd.grad(wanted, leaves(call), upstream)
        torch.testing.assert_close(torch.autograd.grad(found, leaves(call), upstream), by_torch)


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.ref is not None])
def test_samples_give_what_the_reference_gives(name: str) -> None:
    for call in calls(name, torch.float64):
        numbers = call.with_tensors(lambda x: x.numpy())
        wanted = OPS[name].ref(*numbers.arguments, **numbers.options)
        torch.testing.assert_close(call.own, torch.as_tensor(wanted))


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.error_inputs_func is not None])
def test_what_torch_refuses_is_refused(name: str) -> None:
    for wrong in OPS[name].error_inputs("cpu"):
        sample = wrong.sample_input
        call = differ.Call(name, (sample.input, *sample.args), sample.kwargs)
        assert isinstance(call.peer, wrong.error_type)
        assert isinstance(call.own, ValueError)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("name", [n for n in OPS if (n, 1) not in NOT_DIFFERENTIABLE])
def test_derivatives_are_those_of_finite_differences(name: str, order: int) -> None:
    check = torch.autograd.gradcheck if order == 1 else torch.autograd.gradgradcheck
    assert OPS[name].supports_gradgrad
    for call in calls(name, torch.float64, True):
        if not differ.applying(call):
            assert check(_of_leaves(call), leaves(call), fast_mode=True, check_batched_grad=False)


@pytest.mark.parametrize(("name", "order"), NOT_DIFFERENTIABLE)
def test_derivatives_that_are_missing_are_missing_in_torch_too(name: str, order: int) -> None:
    check = torch.autograd.gradcheck if order == 1 else torch.autograd.gradgradcheck
    call = differ.plain(name, torch.float64)  # the samples are the same, and so long that it takes minutes
    call.input.requires_grad_()
    for function in (getattr(rightloss.functional, name), getattr(torch.nn.functional, name)):
        with pytest.raises(RuntimeError, match=r"Jacobian mismatch|not implemented"):
            check(_of_leaves(call, function), leaves(call), fast_mode=True)


def _of_leaves(call: differ.Call, function: Any = None) -> Any:
    """The loss as a function of those of its arguments that have a gradient."""
    places = {id(x): n for n, x in enumerate(leaves(call))}
    function = function or getattr(rightloss.functional, call.name)

    def loss(*values: Tensor) -> Tensor:
        return function(
            *(values[places[id(x)]] if id(x) in places else x for x in call.arguments),
            **{n: values[places[id(x)]] if id(x) in places else x for n, x in call.options.items()},
        )

    return loss
