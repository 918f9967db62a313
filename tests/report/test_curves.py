import math

import pytest

from rightloss.catalog import Activation, Curve, Input, Loss, activations, losses
from rightloss.report.curves import CurveError, axis_of, sample_curves
from tests.report.entries import activation, class_loss, huber, loss


def test_values_and_gradients_are_the_functions() -> None:
    (line,) = sample_curves([loss()], points=5)
    assert line.x == (-2.0, -1.0, 0.0, 1.0, 2.0)
    assert line.values == (4.0, 1.0, 0.0, 1.0, 4.0)
    assert line.gradients == (-4.0, -2.0, 0.0, 2.0, 4.0)


def test_the_error_is_counted_from_the_target() -> None:
    shifted = loss(curve=Curve(axis="error", start=-2.0, stop=2.0, target=5.0))
    assert sample_curves([shifted], points=5)[0].values == (4.0, 1.0, 0.0, 1.0, 4.0)


def test_options_reach_those_that_have_them() -> None:
    first, second = sample_curves([huber(), loss()], options={"delta": 0.5}, points=5)
    assert first.values[0] == pytest.approx(0.5 * (2.0 - 0.25))
    assert second.values[0] == 4.0


def test_the_range_can_be_given() -> None:
    (line,) = sample_curves([loss()], start=0.0, stop=1.0, points=3)
    assert line.x == (0.0, 0.5, 1.0)


CLASS_CURVES = {
    "logit of logits": (("logit", "logits", "cross_entropy"), lambda x: math.log1p(math.exp(-x))),
    "logit of log-probabilities": (("logit", "log-probabilities", "nll_loss"), lambda x: math.log1p(math.exp(-x))),
    "prediction as it is": (("prediction", "log-probabilities", "nll_loss"), lambda x: -x),
    "probability of probabilities": (("probability", "probabilities", "nll_loss"), lambda x: -x),
    "probability": (("probability", "log-probabilities", "nll_loss"), lambda x: -math.log(x)),
}


@pytest.mark.parametrize("case", CLASS_CURVES)
def test_class_losses_are_drawn_on_rows_of_two(case: str) -> None:
    arguments, expected = CLASS_CURVES[case]
    (line,) = sample_curves([class_loss(*arguments)], points=5)
    assert line.values == pytest.approx([expected(x) for x in line.x])


def test_a_second_input_is_held() -> None:
    variance = Input(argument="var", space="positive", shape="(*)")
    entry = loss(
        inputs=(loss().inputs[0], variance), calls=("torch.nn.functional.gaussian_nll_loss",), name="with-variance"
    )
    assert sample_curves([entry], points=3)[0].values == (2.0, 0.0, 2.0)


def test_a_function_without_reduction_is_asked_row_by_row() -> None:
    entry = loss(impl="tests.report.test_curves:scalar_loss:ScalarLoss")
    assert sample_curves([entry], points=5)[0].values == (16.0, 1.0, 0.0, 1.0, 16.0)


def scalar_loss(x: "torch.Tensor", target: "torch.Tensor") -> "torch.Tensor":  # noqa: F821
    assert len(x) == 1
    return ((x - target) ** 4).mean()


def test_a_class_is_called_where_there_is_no_function() -> None:
    assert sample_curves([loss(calls=("torch.nn.MSELoss",))], points=3)[0].values == (4.0, 0.0, 4.0)


def test_activations_are_drawn_against_x() -> None:
    (line,) = sample_curves([activation()], start=-1.0, stop=1.0, points=3)
    assert line.values == pytest.approx([1 / (1 + math.exp(-x)) for x in line.x])
    assert line.gradients[1] == pytest.approx(0.25)
    assert line.axis == "input"


def test_an_activation_over_a_dimension_is_drawn_beside_a_zero() -> None:
    entry = activation("soft", over_dim=True, calls=("torch.nn.Softmax",))
    assert sample_curves([entry], points=5)[0].values == pytest.approx(
        sample_curves([activation()], points=5)[0].values
    )


REFUSED = {
    "axes differ": (lambda: sample_curves([loss(), activation()]), "do not share a horizontal axis"),
    "no curve": (lambda: sample_curves([loss(curve=None)]), "square depends on more than one number"),
    "unknown option": (lambda: sample_curves([loss(), huber()], options={"beta": 1}), "no option 'beta'; known: delta"),
    "refused value": (lambda: sample_curves([huber()], options={"delta": -1.0}), "bent cannot be drawn"),
    "empty range": (lambda: sample_curves([loss()], start=1.0, stop=1.0), "the range from 1 to 1 is empty"),
    "nothing to call": (lambda: sample_curves([loss(calls=("elsewhere.f",))]), "computed by elsewhere.f only"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused(case: str) -> None:
    draw, expected = REFUSED[case]
    with pytest.raises(CurveError, match=expected):
        draw()


def test_axes_in_common() -> None:
    assert axis_of([loss(), huber()]) == "error"


def _drawn() -> list[Loss | Activation]:
    return [*(entry for entry in losses().values() if entry.curve is not None), *activations().values()]


@pytest.mark.parametrize("entry", _drawn(), ids=lambda entry: entry.name)
def test_every_curve_of_the_catalog_can_be_drawn(entry: Loss | Activation) -> None:
    (line,) = sample_curves([entry], points=33)
    assert all(map(math.isfinite, line.values))
    assert all(map(math.isfinite, line.gradients))
    assert len(set(line.values)) > 1
