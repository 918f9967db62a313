"""PyTorch's own table of its loss modules, run against ours.

Every ModuleInfo that names a drop-in: its module inputs in every dtype, with its reference functions, error inputs,
gradcheck and gradgradcheck. What differs is on the list in the catalog, see differences.py; nothing else is left out.
"""

import inspect
import warnings
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import rightloss
from tests.losses import differences as differ

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of what these internal modules import
    from torch.testing._internal.common_modules import module_db

CLASSES = {entry.own_names[1]: name for name, entry in differ.DROP_INS.items() if entry.own_names}
INFOS = {info.module_cls.__name__: info for info in module_db if info.module_cls.__name__ in CLASSES}
DTYPED = [(name, dtype) for name, info in INFOS.items() for dtype in sorted(info.dtypes, key=str)]

# Modules of which no sample can be compared with PyTorch's reference function, and why.
NO_REFERENCE = {
    "KLDivLoss": "All samples are logarithms of numbers from -9 to 9: NaN, or above 0 and refused.",
}

# Modules that PyTorch's table does not have, and where ours are held to PyTorch's instead.
WITHOUT_ENTRY = {"TripletMarginLoss": "test_embedding.py"}


def samples(name: str, dtype: torch.dtype, requires_grad: bool = False) -> list[Any]:
    torch.manual_seed(0)
    info = INFOS[name]
    made = info.module_inputs_func(info, device="cpu", dtype=dtype, requires_grad=requires_grad, training=True)
    return list(made)


def call(name: str, sample: Any) -> differ.Call:
    """The call of the function that the module makes."""
    given, made = sample.forward_input, sample.constructor_input
    assert made.args == ()
    return differ.Call(CLASSES[name], tuple(given.args), {**made.kwargs, **given.kwargs})


def outcome(cls: Any, sample: Any) -> differ.Outcome:
    try:
        with rightloss.checking(True):
            return _made(cls, sample)
    except Exception as error:
        return error


def _made(cls: Any, sample: Any) -> Tensor:
    module = cls(*sample.constructor_input.args, **sample.constructor_input.kwargs)
    result: Tensor = module(*sample.forward_input.args, **sample.forward_input.kwargs)
    return result


def test_the_table_has_all_that_torch_has_an_entry_for() -> None:
    assert CLASSES.keys() - INFOS.keys() == set(WITHOUT_ENTRY)
    assert INFOS.keys() <= CLASSES.keys()


@pytest.mark.parametrize("name", CLASSES)
def test_signatures_are_those_of_torch_with_ours_behind(name: str) -> None:
    function = CLASSES[name]
    for own, peer in (
        (getattr(rightloss, name), getattr(nn, name)),
        (getattr(rightloss.functional, function), getattr(nn.functional, function)),
    ):
        wanted = [(p.name, p.default, p.kind) for p in inspect.signature(peer).parameters.values()]
        parameters = list(inspect.signature(own).parameters.values())
        assert [(p.name, p.default, p.kind) for p in parameters[: len(wanted)]] == wanted
        assert all(p.kind is p.KEYWORD_ONLY for p in parameters[len(wanted) :])
    own_names = [p for p in inspect.signature(getattr(rightloss, name).forward).parameters if p != "options"]
    assert own_names == list(inspect.signature(getattr(nn, name).forward).parameters)


@pytest.mark.parametrize(("name", "dtype"), DTYPED)
def test_modules_give_what_those_of_torch_give(name: str, dtype: torch.dtype) -> None:
    for sample in samples(name, dtype):
        differ.agree(outcome(getattr(rightloss, name), sample), differ.expected(call(name, sample)))


@pytest.mark.parametrize("name", INFOS)
def test_modules_give_what_the_reference_gives(name: str) -> None:
    compared = 0
    for sample in samples(name, torch.float64):
        if differ.applying(call(name, sample)) or sample.reference_fn is None:
            continue
        module = getattr(rightloss, name)(**sample.constructor_input.kwargs)
        found = module(*sample.forward_input.args)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # references call PyTorch's own functions
            wanted = sample.reference_fn(module, *sample.forward_input.args)
        torch.testing.assert_close(found, torch.as_tensor(wanted, dtype=found.dtype).reshape(found.shape))
        compared += 1
    assert (compared == 0) == (name in NO_REFERENCE)


@pytest.mark.parametrize("name", [name for name, info in INFOS.items() if info.module_error_inputs_func])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_what_torch_refuses_is_refused_or_on_the_list(name: str, dtype: torch.dtype) -> None:
    info = INFOS[name]
    for wrong in info.module_error_inputs_func(info, "cpu", dtype, requires_grad=False, training=True):
        sample = wrong.module_error_input
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert isinstance(outcome(getattr(nn, name), sample), wrong.error_type)
        found = outcome(getattr(rightloss, name), sample)
        wanted = None if sample.forward_input is None else differ.expected(call(name, sample))
        if isinstance(wanted, Tensor):
            differ.agree(found, wanted)
        else:
            assert isinstance(found, ValueError), found


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("name", [name for name in INFOS if name != "CTCLoss"])  # see test_opinfo.py
def test_derivatives_are_those_of_finite_differences(name: str, order: int) -> None:
    check = torch.autograd.gradcheck if order == 1 else torch.autograd.gradgradcheck
    assert INFOS[name].supports_gradgrad
    for sample in samples(name, torch.float64, True):
        if differ.applying(call(name, sample)):
            continue
        module = getattr(rightloss, name)(**sample.constructor_input.kwargs)
        given = sample.forward_input.args
        places = [n for n, x in enumerate(given) if isinstance(x, Tensor) and x.requires_grad]
        inputs = [given[n].detach().requires_grad_() for n in places]

        def loss(*values: Tensor, module: Any = module, given: Any = given, places: Any = places) -> Tensor:
            changed = dict(zip(places, values, strict=True))
            return module(*(changed.get(n, x) for n, x in enumerate(given)))

        assert check(loss, inputs, fast_mode=True)
