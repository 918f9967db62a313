"""Laws that every loss beyond torch obeys, from one table of cases."""

import importlib
import pickle
from typing import Any

import pytest
import torch
from torch import Tensor

from rightloss.catalog.registry import losses
from tests.losses.law_cases import CASES, LossCase

_DROP_INS = ("l1", "mse", "nll", "cross-entropy", "binary-cross-entropy", "binary-cross-entropy-on-probabilities")
every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def _own(case: LossCase) -> tuple[Any, Any]:
    module, function, cls = losses()[case.name].impl.split(":")
    found = importlib.import_module(module)
    return getattr(found, function), getattr(found, cls)


def _drawn(case: LossCase, seed: int = 0) -> tuple[Tensor, Tensor]:
    return case.draw(torch.Generator().manual_seed(seed))


def _value(case: LossCase, x: Tensor, y: Tensor, **options: Any) -> Tensor:
    return _own(case)[0](x, y, **{**case.options, **options})


def test_every_own_loss_has_a_case() -> None:
    own = {name for name, entry in losses().items() if entry.impl}
    assert own == {case.name for case in CASES} | set(_DROP_INS)


@every
@pytest.mark.parametrize("seed", range(5))
def test_equals_its_definition(case: LossCase, seed: int) -> None:
    x, y = _drawn(case, seed)
    assert case.oracle is not None
    torch.testing.assert_close(_value(case, x, y, reduction="none"), case.oracle(x, y), rtol=1e-7, atol=1e-9)


@every
def test_gradient(case: LossCase) -> None:
    x, y = _drawn(case)
    if case.name == "beta-weighted-gaussian-nll":
        # Its weight is a constant by definition, which finite differences cannot know.
        plain = x.clone().requires_grad_()
        _value(case, plain, y).backward()
        weighted = x.clone().requires_grad_()
        assert case.oracle is not None
        case.oracle(weighted, y).mean().backward()
        torch.testing.assert_close(plain.grad, weighted.grad)
        return
    assert torch.autograd.gradcheck(lambda z: _value(case, z, y), (x.requires_grad_(),))


@every
def test_reductions_agree(case: LossCase) -> None:
    x, y = _drawn(case)
    values = _value(case, x, y, reduction="none")
    torch.testing.assert_close(_value(case, x, y, reduction="sum"), values.sum())
    torch.testing.assert_close(_value(case, x, y, denominator=7.0), values.sum() / 7.0)
    with pytest.raises(ValueError, match="reduction"):
        _value(case, x, y, reduction="average")


@every
def test_mask_is_a_subset(case: LossCase) -> None:
    x, y = _drawn(case)
    kept = torch.ones(case.kept_like(x, y), dtype=torch.bool)
    torch.testing.assert_close(_value(case, x, y, mask=kept), _value(case, x, y))
    if not case.separable:
        return
    kept[0] = kept[3] = False
    torch.testing.assert_close(_value(case, x, y, mask=kept), _value(case, x[kept], y[kept]))


@every
def test_what_is_left_out_may_be_anything(case: LossCase) -> None:
    x, y = _drawn(case)
    kept = torch.ones(case.kept_like(x, y), dtype=torch.bool)
    kept[0] = False
    wanted = _value(case, x, y, mask=kept)
    x = x.clone()
    where = ~kept
    if case.name in ("dice", "dice-cross-entropy"):
        x.movedim(1, -1)[where] = float("nan")
    else:
        x[where] = float("nan")
    x.requires_grad_()
    got = _value(case, x, y, mask=kept)
    torch.testing.assert_close(got, wanted)
    got.backward()
    assert x.grad is not None
    assert torch.isfinite(x.grad).all()


@every
def test_nothing_kept_is_an_attached_zero(case: LossCase) -> None:
    x, y = _drawn(case)
    x.requires_grad_()
    loss = _value(case, x, y, mask=torch.zeros(case.kept_like(x, y), dtype=torch.bool))
    assert loss.item() == 0
    loss.backward()
    assert x.grad is not None
    assert (x.grad == 0).all()


@pytest.mark.parametrize("case", [case for case in CASES if case.separable], ids=lambda case: case.name)
def test_full_batch_equals_accumulated_parts(case: LossCase) -> None:
    x, y = _drawn(case)
    whole = _value(case, x, y)
    parts = [_value(case, x[i : i + 2], y[i : i + 2], denominator=float(len(y))) for i in range(0, len(y), 2)]
    torch.testing.assert_close(torch.stack(parts).sum(), whole)


@every
def test_half_precision_gives_float32(case: LossCase) -> None:
    x, y = _drawn(case)
    low = y.float() if y.is_floating_point() else y
    loss = _value(case, x.half(), low)
    assert loss.dtype == torch.float32
    torch.testing.assert_close(loss, _value(case, x.half().float(), low))


@every
def test_inputs_stay_as_they_are(case: LossCase) -> None:
    x, y = _drawn(case)
    before = x.clone(), y.clone()
    _value(case, x, y, mask=torch.ones(case.kept_like(x, y), dtype=torch.bool))
    assert torch.equal(x, before[0])
    assert torch.equal(y, before[1])


@every
def test_lower_bound(case: LossCase) -> None:
    bound = losses()[case.name].lower_bound
    for seed in range(20):
        x, y = _drawn(case, seed)
        if bound is not None:
            assert _value(case, 3 * x, y, reduction="none").min() >= bound - 1e-9


@every
def test_finite_at_extremes(case: LossCase) -> None:
    x, y = _drawn(case)
    limit = 30.0 if losses()[case.name].inputs[0].space in ("log-rate", "real") else 1e4
    if case.name == "beta-nll":
        limit = 30.0
    for scale in (limit, -limit, 0.0):
        z = (x.sign() * scale).float().requires_grad_()
        loss = _value(case, z, y.float() if y.is_floating_point() else y, reduction="sum")
        loss.backward()
        assert torch.isfinite(loss)
        assert z.grad is not None
        assert torch.isfinite(z.grad).all()


@every
def test_module(case: LossCase) -> None:
    x, y = _drawn(case)
    module = _own(case)[1](**case.options)
    torch.testing.assert_close(module(x, y), _value(case, x, y))
    again = pickle.loads(pickle.dumps(module))
    assert repr(again) == repr(module)
    torch.testing.assert_close(again(x, y), module(x, y))
    assert torch.isfinite(module.predict(x)).all()
    if hasattr(module, "decide"):
        assert module.decide(x).dtype in (torch.long, torch.bool)


@every
def test_wrong_shapes_are_named(case: LossCase) -> None:
    x, y = _drawn(case)
    with pytest.raises(ValueError, match=r"got .*shape \("):
        _value(case, x[:-1], y)


@every
def test_whole_numbers_are_no_scores(case: LossCase) -> None:
    x, y = _drawn(case)
    with pytest.raises(ValueError, match="floating-point"):
        _value(case, x.long(), y)
