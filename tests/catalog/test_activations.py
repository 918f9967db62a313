"""What the catalog says of activations is what their functions do, measured."""

import importlib
import inspect
import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from rightloss.catalog import SPACES, Activation, activations, losses

INF = float("inf")
# Steps of 1/32 in the middle, where curves bend, and then out to where everything has saturated.
MIDDLE = torch.linspace(-40, 40, 2561, dtype=torch.float64)
FAR = torch.tensor([-1e300, -1e4, -700, -100, 100, 700, 1e4, 1e300], dtype=torch.float64)
GRID = torch.cat((MIDDLE, FAR)).sort().values
ELEMENTWISE = [a for a in activations().values() if not a.over_dim]
OVER_DIM = [a for a in activations().values() if a.over_dim and a.takes != "direction"]  # that has two arguments
NORMALISING = [a for a in OVER_DIM if SPACES[a.gives].normalised != "none"]
CALLS = [(a, call) for a in activations().values() for call in a.calls]


def per(entries: list[Activation]) -> Any:
    return pytest.mark.parametrize("activation", entries, ids=lambda a: a.name)


def item(call: str) -> Any:
    """What a dotted name stands for."""
    head, *path = call.split(".")
    if head == "torch":
        return reduce(getattr, path, torch)
    module, _, name = call.rpartition(".")
    return getattr(importlib.import_module(module), name)


def function(call: str) -> Callable[..., Tensor]:
    """A function of one tensor that computes `call`, over dimension `dim` where it has one."""
    found = item(call)
    if not inspect.isclass(found):
        return lambda x, **options: found(x.clone(), **options)  # some work in place

    def apply(x: Tensor, **options: Any) -> Tensor:
        result: Tensor = found(**options)(x)
        return result

    return apply


def compute(activation: Activation, x: Tensor, call: str = "") -> Tensor:
    call = call or activation.calls[0]
    if call == "torch.nn.Softmax2d":
        return nn.Softmax2d()(x.movedim(-1, 0)[:, None]).squeeze(1).movedim(0, -1)
    return function(call)(x, dim=-1) if activation.over_dim else function(call)(x)


def rows() -> Tensor:
    """Rows of three numbers, of every size, without ties at infinity."""
    small = 3 * torch.randn(200, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    return torch.cat((small, 100 * small, 1e4 * small))


# Ranges and spaces


@per(ELEMENTWISE)
def test_no_value_is_outside_the_declared_range_and_the_range_is_used(activation: Activation) -> None:
    y = compute(activation, GRID)
    assert not bool(y.isnan().any())
    assert float(y.min()) >= activation.low - 1e-7
    assert float(y.max()) <= activation.high + 1e-7
    assert float(y.min()) <= activation.low + 2e-4 or activation.low == -INF
    assert float(y.max()) >= activation.high - 1e-7 or activation.high == INF
    assert activation.low > -INF or float(y.min()) <= -100
    assert activation.high < INF or float(y.max()) >= 100


@per(list(activations().values()))
def test_the_range_is_within_the_space_that_it_gives(activation: Activation) -> None:
    space = SPACES[activation.gives]
    assert space.low <= activation.low
    assert activation.high <= space.high


@per(ELEMENTWISE)
def test_monotone_is_as_declared(activation: Activation) -> None:
    steps = compute(activation, GRID).diff()
    assert bool((steps[steps.isfinite()] >= -1e-15).all()) == activation.monotone


@per(NORMALISING)
def test_what_is_normalised_is_as_the_space_says(activation: Activation) -> None:
    y = compute(activation, rows(), activation.calls[0])
    totals = {
        "sum-to-one": lambda: y.sum(-1),
        "log-sum-exp-zero": lambda: y.logsumexp(-1).exp(),
        "unit-norm": lambda: y.norm(dim=-1),
    }[SPACES[activation.gives].normalised]()
    torch.testing.assert_close(totals, torch.ones_like(totals))
    assert float(y.min()) >= activation.low - 1e-12
    assert float(y.max()) <= activation.high + 1e-12


@per(ELEMENTWISE)
def test_an_element_depends_on_itself_alone(activation: Activation) -> None:
    x = torch.linspace(-2, 2, 5, dtype=torch.float64)
    jacobian = torch.func.jacrev(lambda x: compute(activation, x))(x)
    assert bool((jacobian[~torch.eye(5, dtype=torch.bool)] == 0).all())


@per(OVER_DIM)
def test_over_a_dimension_elements_depend_on_each_other(activation: Activation) -> None:
    x = torch.tensor([0.3, -0.2, 1.0], dtype=torch.float64)
    jacobian = torch.func.jacrev(lambda x: compute(activation, x, _differentiable(activation)))(x)
    assert int((jacobian != 0).sum()) > len(x)


def _differentiable(activation: Activation) -> str:
    return activation.calls[-1] if activation.name in ("softmax",) else activation.calls[0]


def test_activations_that_give_a_normalised_space_work_over_a_dimension() -> None:
    normalised = {a.name for a in activations().values() if SPACES[a.gives].normalised != "none"}
    assert normalised == {a.name for a in NORMALISING}
    assert {a.name for a in OVER_DIM if a not in NORMALISING} == {"survival-from-hazards"}


# Names


@pytest.mark.parametrize(("activation", "call"), CALLS, ids=lambda v: v if isinstance(v, str) else "")
def test_every_name_computes_the_same(activation: Activation, call: str) -> None:
    if activation.name == "angle-of-direction":
        s, c = rows()[:, 0], rows()[:, 1]
        found, wanted = item(call)(s.clone(), c), torch.tensor([math.atan2(*pair) for pair in zip(s, c, strict=True)])
        torch.testing.assert_close(found, wanted.double(), rtol=1e-6, atol=1e-6)
        return
    x = rows() if activation.over_dim else GRID
    torch.testing.assert_close(compute(activation, x, call), compute(activation, x), rtol=1e-12, atol=1e-15)


def torch_activations() -> set[str]:
    """Activation classes of torch.nn whose functionals map a tensor to a tensor of the same shape."""
    module = importlib.import_module("torch.nn.modules.activation")
    names = {n for n, c in vars(module).items() if inspect.isclass(c) and c.__module__ == module.__name__}
    return names - {"MultiheadAttention"}


def test_the_torch_activations_that_are_left_out_are_known() -> None:
    declared = {call.rpartition(".")[2] for a in activations().values() for call in a.calls}
    assert torch_activations() - declared == {
        "CELU",
        "GLU",
        "Hardshrink",
        "Hardswish",
        "PReLU",
        "RReLU",
        "Softshrink",
        "Softsign",
        "Tanhshrink",
        "Threshold",
    }


@per(list(activations().values()))
def test_declared_options_are_those_of_the_function(activation: Activation) -> None:
    functional = [c for c in activation.calls if c.startswith(("torch.nn.functional.", "rightloss."))]
    for call in functional[:1]:
        try:
            parameters = inspect.signature(item(call)).parameters
        except ValueError:  # written in C++, without a signature
            continue
        for option in activation.options:
            default = parameters[option.name].default
            if option.default:
                assert default == eval(option.default, {})
            else:
                assert default in (None, inspect.Parameter.empty)


@per(list(activations().values()))
def test_fits_are_losses_whose_predictions_it_makes(activation: Activation) -> None:
    assert [name for name in activation.fits if losses()[name].activation != activation.name] == []


# Relations with numbers


def x64(*values: float) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def slope(call: str, x: float) -> float:
    point = x64(x).requires_grad_()
    (gradient,) = torch.autograd.grad(function(call)(point).sum(), point)
    return float(gradient)


@pytest.mark.parametrize(
    ("call", "point", "expected"),
    [
        ("torch.sigmoid", 0.0, 0.25),
        ("torch.sigmoid", 10.0, 0.000045),
        ("torch.sigmoid", -10.0, 0.000045),
        ("torch.tanh", 0.0, 1.0),
        ("torch.tanh", 1.0, 0.42),
        ("torch.tanh", -5.0, 0.00018),
        ("torch.nn.functional.hardsigmoid", 0.0, 1 / 6),
        ("torch.nn.functional.hardsigmoid", 3.5, 0.0),
        ("torch.nn.functional.hardtanh", -1.5, 0.0),
        ("torch.nn.functional.leaky_relu", -1.0, 0.01),
        ("torch.relu", -1.0, 0.0),
    ],
)
def test_slopes_named_in_the_texts(call: str, point: float, expected: float) -> None:
    assert slope(call, point) == pytest.approx(expected, rel=0.02, abs=1e-12)


def test_the_largest_slopes_of_sigmoid_and_tanh() -> None:
    for function_, largest in ((torch.sigmoid, 0.25), (torch.tanh, 1.0)):
        x = MIDDLE.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(function_(x).sum(), x)
        assert float(gradient.max()) == largest
        assert x[gradient.argmax()] == 0


X = torch.linspace(-12, 12, 97, dtype=torch.float64)
F = nn.functional
IDENTITIES: dict[str, tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]] = {
    "tanh is 2 sigmoid(2x) - 1": (torch.tanh, lambda x: 2 * torch.sigmoid(2 * x) - 1),
    "sigmoid is (1 + tanh(x / 2)) / 2": (torch.sigmoid, lambda x: (1 + torch.tanh(x / 2)) / 2),
    "sigmoid is a softmax of (x, 0)": (
        torch.sigmoid,
        lambda x: torch.stack((x, torch.zeros_like(x))).softmax(0)[0],
    ),
    "sigmoid(-x) is 1 - sigmoid(x)": (lambda x: torch.sigmoid(-x), lambda x: 1 - torch.sigmoid(x)),
    "log-sigmoid is minus softplus(-x)": (F.logsigmoid, lambda x: -F.softplus(-x)),
    "log(1 - sigmoid(x)) is log-sigmoid(-x)": (lambda x: torch.log(1 - torch.sigmoid(x)), lambda x: F.logsigmoid(-x)),
    "hard sigmoid is relu6(x + 3) / 6": (F.hardsigmoid, lambda x: F.relu6(x + 3) / 6),
    "relu6 is a hard tanh between 0 and 6": (F.relu6, lambda x: F.hardtanh(x, 0.0, 6.0)),
    "leaky relu with slope 0 is relu": (lambda x: F.leaky_relu(x, 0.0), torch.relu),
    "leaky relu with slope 1 is the identity": (lambda x: F.leaky_relu(x, 1.0), lambda x: x),
    "silu is x sigmoid(x)": (F.silu, lambda x: x * torch.sigmoid(x)),
    "mish is x tanh(softplus(x))": (F.mish, lambda x: x * torch.tanh(F.softplus(x))),
    "log-softmax twice is once": (
        lambda x: x.log_softmax(0).log_softmax(0),
        lambda x: x.log_softmax(0),
    ),
    "softmax of shifted scores": (lambda x: (x + 100).softmax(0), lambda x: x.softmax(0)),
    "softmin is softmax(-x)": (lambda x: F.softmin(x, 0), lambda x: (-x).softmax(0)),
    "exp of log-softmax is softmax": (lambda x: x.log_softmax(0).exp(), lambda x: x.softmax(0)),
    "softmax is the gradient of log-sum-exp": (
        torch.func.grad(lambda x: x.logsumexp(0)),
        lambda x: x.softmax(0),
    ),
    "sigmoid is the derivative of softplus": (torch.func.grad(lambda x: F.softplus(x).sum()), torch.sigmoid),
    "a positive factor leaves the direction": (lambda x: F.normalize(5 * x, dim=0), lambda x: F.normalize(x, dim=0)),
}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_relations_hold(identity: str) -> None:
    one, other = IDENTITIES[identity]
    torch.testing.assert_close(one(X), other(X), rtol=1e-8, atol=1e-10)


def test_softplus_with_a_large_beta_is_relu_and_at_zero_ln_2() -> None:
    torch.testing.assert_close(F.softplus(X, beta=1e4), torch.relu(X), rtol=0, atol=1e-4)
    assert F.softplus(x64(0.0)).item() == pytest.approx(math.log(2))


def test_silu_is_about_a_stretched_gelu() -> None:
    assert float((F.silu(X) - 1.702 * F.gelu(X / 1.702)).abs().max()) < 0.04


def test_selu_is_written_with_its_constants() -> None:
    formula = 1.0507 * (X.clamp_min(0) + (1.67326 * X.expm1()).clamp_max(0))
    torch.testing.assert_close(F.selu(X), formula, rtol=1e-4, atol=1e-4)


# Pitfalls with numbers


def test_logarithms_of_saturated_values() -> None:
    x = torch.tensor(-105.0)
    assert torch.sigmoid(x).log() == -INF
    assert F.logsigmoid(x) == -105
    assert torch.tensor([105.0, 0.0]).softmax(0).log()[1] == -INF
    assert torch.tensor([105.0, 0.0]).log_softmax(0)[1] == -105
    assert F.softplus(x) == 0
    assert torch.sigmoid(torch.tensor(17.5)) == 1


def test_the_exponential_overflows_where_the_text_says() -> None:
    assert bool(torch.tensor(88.7).exp().isfinite())
    assert not bool(torch.tensor(88.8).exp().isfinite())
    assert bool(torch.tensor(11.05, dtype=torch.float16).exp().isfinite())
    assert not bool(torch.tensor(11.15, dtype=torch.float16).exp().isfinite())


def test_a_direction_of_length_zero_has_the_angle_and_the_gradient_zero() -> None:
    point = torch.zeros(2, requires_grad=True)
    value = torch.atan2(point[1], point[0])
    (gradient,) = torch.autograd.grad(value, point)
    assert (value.item(), gradient.tolist()) == (0.0, [0.0, 0.0])


def test_the_gradient_of_normalising_a_zero_vector_is_one_over_eps() -> None:
    point = torch.zeros(1, 3, requires_grad=True)
    value = F.normalize(point)
    (gradient,) = torch.autograd.grad(value.sum(), point)
    assert value.tolist() == [[0.0] * 3]
    assert gradient[0, 0].item() == pytest.approx(1e12)


def test_a_softmax_over_one_output_is_one_and_over_nothing_left_is_nan() -> None:
    assert torch.randn(4, 1).softmax(1).eq(1).all()
    assert torch.full((2,), -INF).softmax(0).isnan().all()


@pytest.mark.parametrize("name", ["sigmoid", "softmax", "tanh"])
def test_the_activations_that_introduce_the_subject_are_explained_with_code(name: str) -> None:
    explanation = activations()[name].explanation
    assert len(explanation.split()) > 150
    assert "```python" in explanation
    assert "**Which loss it fits.**" in explanation
    assert "gradient" in explanation
