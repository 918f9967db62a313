"""What the catalog declares is what torch has and does: names, signatures, shapes, dtypes, values."""

import ast
import inspect
import math
import re
from typing import Any

import pytest
import torch
import torch.nn.modules.adaptive
import torch.nn.modules.loss
from torch import Tensor, nn

from rightloss.catalog.registry import activations, losses
from rightloss.catalog.schema import Loss
from tests.catalog.draw import SIZES, arguments, draw, neutral
from tests.catalog.torch_losses import RENAMED, forward_arguments, torch_class, torch_losses, value

DEPRECATED = {"size_average", "reduce"}
# (space of the loss's input, space that its activation takes) where they have different names, with the reason.
COMPATIBLE = {
    ("hidden-states", "logits"): "the loss owns the head that makes logits of them",
    ("log-probabilities", "log-rate"): "exp undoes any logarithm",
    ("log-risk", "log-rate"): "exp undoes any logarithm",
    ("token-log-probabilities", "log-rate"): "exp undoes any logarithm",
    ("log-rate", "real"): "the logarithm of one more than the amount may be any number",
}
ANY_INPUT = {"identity"}  # it gives back what it gets, whatever space that is in


def per_torch_loss(test: Any) -> Any:
    return pytest.mark.parametrize("loss", torch_losses(), ids=lambda loss: loss.name)(test)


def forms() -> list[Any]:
    """Every torch loss with each form of its target."""
    pairs = [(loss, form) for loss in torch_losses() for form in range(max(1, len(loss.targets)))]
    return [pytest.param(loss, form, id=f"{loss.name}-{form}") for loss, form in pairs]


# Names


def test_the_catalog_has_every_loss_class_of_torch_and_no_other() -> None:
    rooms = (torch.nn.modules.loss, torch.nn.modules.adaptive)
    defined = {
        f"torch.nn.{name}"
        for room in rooms
        for name, item in vars(room).items()
        if inspect.isclass(item) and issubclass(item, nn.Module) and item.__module__ == room.__name__
        if not name.startswith("_")
    }
    declared = {call for loss in losses().values() for call in loss.calls if re.fullmatch(r"torch\.nn\.\w+", call)}
    assert declared == defined
    assert len(defined) == 24


def test_the_catalog_has_every_loss_function_of_torch_and_no_other() -> None:
    defined = {
        f"torch.nn.functional.{name}"
        for name, item in vars(nn.functional).items()
        if callable(item) and re.fullmatch(r"(?!_)\w*(_loss|cross_entropy\w*|kl_div)", name)
    }
    declared = {c for loss in losses().values() for c in loss.calls if c.startswith("torch.nn.functional.")}
    assert declared == defined
    assert len(defined) == 22


@pytest.mark.parametrize("name", [*losses(), *activations()])
def test_every_torch_name_exists(name: str) -> None:
    for call in (losses() | activations())[name].calls:
        head, *path = call.split(".")
        if head == "torch":
            item: Any = torch
            for step in path:
                item = getattr(item, step)
            assert callable(item), call


@per_torch_loss
def test_options_are_those_of_the_torch_class(loss: Loss) -> None:
    cls = torch_class(loss)
    assert cls is not None
    signature = {n: p for n, p in inspect.signature(cls).parameters.items() if n not in DEPRECATED}
    assert {option.name for option in loss.options} == set(signature)
    for option in loss.options:
        default = signature[option.name].default
        if option.default == "":
            assert default is inspect.Parameter.empty, option.name
        else:
            assert ast.literal_eval(option.default) == default, option.name


@per_torch_loss
def test_the_functional_has_the_same_defaults(loss: Loss) -> None:
    declared = {option.name: option.default for option in loss.options if option.default}
    for call in (call for call in loss.calls if call.startswith("torch.nn.functional.")):
        signature = inspect.signature(getattr(nn.functional, call.rpartition(".")[2])).parameters
        shared = declared.keys() & signature.keys()
        assert "reduction" in shared
        assert {n: ast.literal_eval(declared[n]) for n in shared} == {n: signature[n].default for n in shared}


@per_torch_loss
def test_tensors_are_called_as_in_torch(loss: Loss) -> None:
    wanted = set(arguments(loss, *draw(loss)))
    assert {RENAMED.get(name, name) for name in forward_arguments(loss)} == wanted
    for call in (call for call in loss.calls if call.startswith("torch.nn.functional.")):
        assert wanted <= set(inspect.signature(getattr(nn.functional, call.rpartition(".")[2])).parameters)


# Values


@pytest.mark.parametrize(("loss", "form"), forms())
@pytest.mark.parametrize("seed", range(3))
def test_declared_tensors_are_accepted_and_no_value_is_below_the_bound(loss: Loss, form: int, seed: int) -> None:
    inputs, target = draw(loss, form=form, seed=seed)
    inputs = tuple(x.requires_grad_() for x in inputs)
    space = loss.targets[form].space if loss.targets else ""
    result = value(loss, inputs, target, space)
    assert result.shape == ()
    assert bool(result.isfinite())
    assert loss.lower_bound is None or result >= loss.lower_bound - 1e-12
    result.backward()
    assert all(x.grad is not None and bool(x.grad.isfinite().all()) for x in inputs)


@pytest.mark.parametrize("name", ["gaussian-nll", "poisson-nll"])
def test_losses_without_a_bound_do_go_below_zero(name: str) -> None:
    loss = losses()[name]
    assert loss.lower_bound is None
    inputs = {"gaussian-nll": (torch.zeros(3), torch.full((3,), 0.01)), "poisson-nll": (torch.ones(3).log() + 2.3,)}
    target = {"gaussian-nll": torch.zeros(3), "poisson-nll": torch.full((3,), 10.0)}
    assert value(loss, inputs[name], target[name]) < -1


@pytest.mark.parametrize(
    "loss", [loss for loss in torch_losses() if loss.initial is not None], ids=lambda loss: loss.name
)
@pytest.mark.parametrize("seed", range(2))
def test_an_untrained_model_starts_at_the_declared_value(loss: Loss, seed: int) -> None:
    inputs = tuple(neutral(i.space, i.shape) for i in loss.inputs)
    _, target = draw(loss, seed=seed)
    assert loss.initial is not None
    expected = evaluate(loss.initial, C=SIZES["C"])
    assert value(loss, inputs, target).item() == pytest.approx(expected, rel=1e-12)


def evaluate(expression: str, **sizes: Any) -> float:
    """The number that "ln C" or "(C - 1) / C" stands for."""
    source = re.sub(r"\bln (\w+)", r"ln(\1)", expression)
    return float(eval(source, {"__builtins__": {}, "ln": math.log} | sizes))


@pytest.mark.parametrize("name", ["nll", "cross-entropy"])
@pytest.mark.parametrize("places", [(), (5,), (2, 3), (2, 3, 4)])
def test_class_losses_take_any_number_of_further_dimensions(name: str, places: tuple[int, ...]) -> None:
    loss = losses()[name]
    inputs, target = draw(loss, sizes=SIZES | {"d1..dK": places})
    assert isinstance(target, Tensor)
    assert target.shape == (4, *places)
    assert value(loss, inputs, target) >= 0


# Consistency


@pytest.mark.parametrize("loss", losses().values(), ids=lambda loss: loss.name)
def test_the_activation_exists_and_takes_the_input_of_the_loss(loss: Loss) -> None:
    activation = activations()[loss.activation]
    pair = (loss.inputs[0].space, activation.takes)
    assert activation.name in ANY_INPUT or pair[0] == pair[1] or pair in COMPATIBLE


@pytest.mark.parametrize("loss", losses().values(), ids=lambda loss: loss.name)
def test_the_class_dimension_is_where_the_shape_says_c(loss: Loss) -> None:
    for item in loss.inputs:
        names = [token.strip() for token in item.shape.strip("()").split(",")]
        assert item.class_dim == (names.index("C") if "C" in names else None)


@pytest.mark.parametrize("name", [*losses(), *activations()])
def test_latex_is_balanced(name: str) -> None:
    entry = (losses() | activations())[name]
    for text in (entry.formula, *re.findall(r"\$([^$]+)\$", entry.explanation)):
        bare = re.sub(r"\\[{}]", "", text)
        assert bare.count("{") == bare.count("}"), text
        assert text.count(r"\left") == text.count(r"\right"), text
        assert text.count(r"\begin{") == text.count(r"\end{"), text
    prose = re.sub(r"```.*?```|`[^`]*`", "", entry.explanation, flags=re.DOTALL)
    assert prose.count("$") % 2 == 0


def code_blocks() -> list[Any]:
    return [
        pytest.param(block, id=f"{name}-{number}")
        for name, entry in (losses() | activations()).items()
        for number, block in enumerate(re.findall(r"```python\n(.*?)```", entry.explanation, re.DOTALL))
    ]


@pytest.mark.parametrize("block", code_blocks())
def test_code_in_explanations_runs_and_prints_what_it_says(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block, "explanation", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed == re.findall(r"^ *print\(.*\)  # (.*)$", block, re.MULTILINE)


@pytest.mark.parametrize("name", ["l1", "mse", "nll", "cross-entropy", "binary-cross-entropy"])
def test_the_losses_that_introduce_the_subject_are_explained_with_code(name: str) -> None:
    explanation = losses()[name].explanation
    assert len(explanation.split()) > 150
    assert "```python" in explanation
