"""The laws that every loss obeys. Each takes a case and raises where the loss breaks it."""

import inspect
import pickle
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rightloss.losses.checking import checking
from rightloss.testing.case import LossCase

SEEDS = range(3)


def same(found: Any, wanted: Any, **tolerance: float) -> None:
    """Raise AssertionError unless the tensors are equal up to rounding."""
    rtol, atol = tolerance.get("rtol", 1e-9), tolerance.get("atol", 1e-11)
    torch.testing.assert_close(found, wanted, rtol=rtol, atol=atol, check_dtype=False)


def refuses(call: Callable[[], object], *words: str) -> None:
    """Raise AssertionError unless the call raises ValueError with a message that has the words."""
    try:
        call()
    except ValueError as error:
        missing = [word for word in words if word not in str(error)]
        if missing:
            raise AssertionError(f"the message {str(error)!r} does not say {missing}") from error
        return
    raise AssertionError(f"a wrong argument was taken without a word; wanted ValueError with {list(words)}")


def value_is_its_definition(case: LossCase) -> None:
    """Values and gradients are those of the oracle, in float64."""
    if case.oracle is None:
        return
    for seed in SEEDS:
        arguments = case.drawn(seed)
        leaves = case.leaves(arguments)
        wanted = case.oracle(*leaves)
        upstream = torch.linspace(0.5, 2.0, wanted.numel(), dtype=wanted.dtype).reshape(wanted.shape)
        gradients = torch.autograd.grad(wanted, leaves[: case.inputs], upstream, allow_unused=True)
        zeros = (torch.zeros_like(x) if g is None else g for g, x in zip(gradients, leaves, strict=False))
        same(case.gradients(arguments, reduction="none"), (wanted.detach(), *zeros), rtol=1e-7, atol=1e-9)


def gradient_is_the_slope(case: LossCase) -> None:
    """The gradient is that of finite differences, in float64."""
    arguments = case.leaves(case.drawn())
    rest = arguments[case.inputs :]
    torch.autograd.gradcheck(lambda *inputs: case.value(*inputs, *rest), arguments[: case.inputs])


def finite_at_extremes(case: LossCase) -> None:
    """Inputs of any size (up to `extreme`) give a finite float32 loss with a finite gradient."""
    arguments = case.drawn()
    for scale in (case.extreme, -case.extreme, 0.0) if case.extreme else ():
        inputs = (x.sign().float() * scale for x in arguments[: case.inputs])
        rest = (y.float() if y.is_floating_point() else y for y in arguments[case.inputs :])
        for found in case.gradients((*inputs, *rest), reduction="sum"):
            assert bool(found.isfinite().all()), f"at inputs of size {scale:g}: {found}"


def reductions_agree(case: LossCase) -> None:
    """The sum is the sum of the values; a denominator divides it; a factor per value scales it."""
    arguments = case.drawn()
    values = case.value(*arguments, reduction="none")
    same(case.value(*arguments, reduction="sum"), values.sum())
    same(case.value(*arguments, denominator=7.0), values.sum() / 7)
    same(case.value(*arguments, denominator=torch.tensor(7.0)), values.sum() / 7)
    factors = torch.linspace(0.5, 2.0, values.numel(), dtype=values.dtype).reshape(values.shape)
    same(case.value(*arguments, sample_weight=factors, reduction="none"), values * factors)
    same(case.value(*arguments, sample_weight=factors, reduction="sum"), (values * factors).sum())


def mask_is_a_subset(case: LossCase) -> None:
    """Rows that a mask leaves out are as if they were not there, for values and gradients."""
    arguments = case.drawn()
    full, _ = case.mask(arguments)
    same(case.value(*arguments, mask=full), case.value(*arguments))
    mask, kept = case.mask(arguments, dropped=(0, 3))
    found = case.gradients(arguments, mask=mask)
    wanted = case.gradients(case.rows(arguments, kept))
    for position, (one, other) in enumerate(zip(found, wanted, strict=True)):
        same(one if position == 0 or position - 1 in case.shared else one[kept], other)


def what_is_left_out_may_be_anything(case: LossCase) -> None:
    """NaN and infinity in rows that a mask leaves out change neither the value nor the gradient."""
    arguments = case.drawn()
    mask, kept = case.mask(arguments, dropped=(0,))
    wanted = case.gradients(arguments, mask=mask)
    for junk in (torch.nan, torch.inf, -torch.inf):
        spoilt = tuple(x if i in case.shared else _spoil(x, ~kept, junk) for i, x in enumerate(arguments))
        same(case.gradients(spoilt, mask=mask), wanted)


def _spoil(x: Tensor, rows: Tensor, junk: float) -> Tensor:
    x = x.clone()
    x[rows] = junk if x.is_floating_point() else 99 if x.dtype != torch.bool else True
    return x


def nothing_kept_is_an_attached_zero(case: LossCase) -> None:
    """With nothing kept, or no row at all, the mean is 0 and its gradient is 0."""
    arguments = case.drawn()
    nothing = torch.zeros(case.mask_shape(*arguments), dtype=torch.bool)
    for found in case.gradients(arguments, mask=nothing):
        assert not bool(found.any()), found
    for found in case.gradients(case.rows(arguments, slice(0, 0))):
        assert not bool(found.any()), found


def parts_add_up(case: LossCase) -> None:
    """A batch gives what its micro-batches give, accumulated with the denominator of the whole."""
    arguments = case.drawn()
    rows = next(len(x) for i, x in enumerate(arguments) if i not in case.shared)
    counted = case.value(*arguments, reduction="sum") / case.value(*arguments)
    parts = (case.rows(arguments, slice(i, i + 2)) for i in range(0, rows, 2))
    total = torch.stack([case.value(*part, denominator=counted) for part in parts]).sum()
    same(total, case.value(*arguments))


def order_does_not_matter(case: LossCase) -> None:
    """Rows in another order give the same mean, and the gradients in that order."""
    arguments = case.drawn()
    rows = next(len(x) for i, x in enumerate(arguments) if i not in case.shared)
    order = torch.arange(rows - 1, -1, -1)
    found, wanted = case.gradients(case.rows(arguments, order)), case.gradients(arguments)
    for position, (one, other) in enumerate(zip(found, wanted, strict=True)):
        same(one, other if position == 0 or position - 1 in case.shared else other[order])


def low_precision_is_no_worse(case: LossCase) -> None:
    """Half-precision inputs give a float32 loss, as near to the truth as their float32 copies, and their own dtype's
    gradient; autocast changes nothing."""
    arguments = case.drawn()
    for dtype in (torch.float16, torch.bfloat16):
        low = (
            *(x.to(dtype) for x in arguments[: case.inputs]),
            *(y.float() if y.is_floating_point() else y for y in arguments[case.inputs :]),
        )
        high = tuple(x.float() if x.is_floating_point() else x for x in low)
        found, *slopes = case.gradients(low)
        assert found.dtype == torch.float32, f"{dtype} inputs give a loss of dtype {found.dtype}"
        wanted, *true_slopes = case.gradients(high)
        same(found, wanted, rtol=1e-6, atol=1e-6)
        for one, other in zip(slopes, true_slopes, strict=True):
            assert one.dtype == dtype, f"{dtype} inputs get a gradient of dtype {one.dtype}"
            same(one, other.to(dtype), rtol=2 * torch.finfo(dtype).eps, atol=1e-6)
        with torch.autocast("cpu", dtype=dtype):
            same(case.value(*high), wanted, rtol=1e-6, atol=1e-6)


def nothing_is_below_the_bound(case: LossCase) -> None:
    """No value is below the lower bound."""
    if case.lower_bound is None:
        return
    for seed in range(20):
        arguments = case.drawn(seed)
        inputs = (3 * x if case.extreme else x for x in arguments[: case.inputs])
        lowest = case.value(*inputs, *arguments[case.inputs :], reduction="none").min()
        assert lowest >= case.lower_bound - 1e-9, f"{lowest} is below {case.lower_bound}"


def arguments_stay_as_they_are(case: LossCase) -> None:
    """No argument is modified, forward or backward."""
    arguments = case.drawn()
    before = [x.clone() for x in arguments]
    mask, _ = case.mask(arguments, dropped=(1,))
    case.gradients(arguments, mask=mask)
    for one, other in zip(arguments, before, strict=True):
        assert torch.equal(one, other), "an argument was modified"


def it_compiles_in_one_graph(case: LossCase) -> None:
    """torch.compile takes it without a graph break."""
    arguments = case.drawn()
    torch.compiler.reset()
    compiled = torch.compile(case.value, backend="eager", fullgraph=True)
    same(compiled(*arguments), case.value(*arguments))


def it_transforms(case: LossCase) -> None:
    """torch.func.grad gives the gradient, and vmap over rows gives the gradient of each row."""
    arguments = case.drawn()
    positions = tuple(range(case.inputs))
    slopes = torch.func.grad(case.value, argnums=positions)(*arguments)
    leaves = case.leaves(arguments)
    wanted = torch.autograd.grad(case.value(*leaves), leaves[: case.inputs], allow_unused=True)
    for one, other in zip(slopes, wanted, strict=True):
        same(one, torch.zeros_like(one) if other is None else other)


def rows_map(case: LossCase) -> None:
    """torch.func.vmap over rows (of one row each) gives the loss of each row."""
    arguments = case.drawn()
    lifted = tuple(x if i in case.shared else x.unsqueeze(1) for i, x in enumerate(arguments))
    dims = tuple(None if i in case.shared else 0 for i in range(len(arguments)))
    found = torch.func.vmap(case.value, in_dims=dims)(*lifted)
    rows = next(len(x) for i, x in enumerate(arguments) if i not in case.shared)
    wanted = [case.value(*case.rows(arguments, slice(i, i + 1))) for i in range(rows)]
    same(found, torch.stack(wanted))


def the_module_is_the_function(case: LossCase) -> None:
    """The module gives what the function gives, shows its options, pickles, and predicts."""
    if case.module is None:
        return
    arguments = case.drawn()
    module, given = case.made(arguments)
    same(module(*given), case.value(*arguments))
    mask, _ = case.mask(arguments, dropped=(1,))
    same(module(*given, mask=mask, denominator=3.0), case.value(*arguments, mask=mask, denominator=3.0))
    again = pickle.loads(pickle.dumps(module))
    assert repr(again) == repr(module)
    same(again(*given), module(*given))
    predict, decide = getattr(module, "predict", None), getattr(module, "decide", None)
    if callable(predict):
        assert bool(predict(arguments[0]).isfinite().all()), "a prediction is not finite"
    if callable(decide):
        assert not decide(arguments[0]).is_floating_point(), "a decision is a whole number or a bool"


def options_go_by_keyword(case: LossCase) -> None:
    """Every option that all losses share is there, and goes by keyword."""
    parameters = inspect.signature(case.function).parameters
    for name in ("reduction", "mask", "sample_weight", "denominator"):
        assert name in parameters, f"the function has no option {name!r}"
    for name in ("mask", "sample_weight", "denominator"):
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY, f"{name!r} goes by position"


def wrong_options_are_refused(case: LossCase) -> None:
    """Options that are wrong or mean nothing raise ValueError with what came and what was wanted."""
    arguments = case.drawn()
    shape = case.mask_shape(*arguments)
    values = case.value(*arguments, reduction="none")
    refuses(lambda: case.value(*arguments, reduction="average"), "reduction", "average", "mean")
    refuses(lambda: case.value(*arguments, reduction="sum", denominator=2.0), "denominator")
    refuses(lambda: case.value(*arguments, denominator=0.0), "denominator", "0")
    refuses(lambda: case.value(*arguments, denominator=torch.ones(2)), "denominator", "(2,)")
    refuses(lambda: case.value(*arguments, mask=torch.ones(*shape, 2, dtype=torch.bool)), "mask", "shape")
    refuses(lambda: case.value(*arguments, mask=torch.ones(shape)), "mask", "torch.bool")
    refuses(lambda: case.value(*arguments, sample_weight=torch.ones(*values.shape, 2)), "sample_weight", "shape")


def wrong_shapes_are_refused(case: LossCase) -> None:
    """Arguments whose rows do not fit raise ValueError with the shapes."""
    arguments = case.drawn()
    for position, x in enumerate(arguments):
        if len(arguments) > 1 and position not in case.shared:
            fewer = (*arguments[:position], x[:-1], *arguments[position + 1 :])
            refuses(lambda fewer=fewer: case.value(*fewer), "got", "shape (")  # type: ignore[misc]


def wrong_dtypes_are_refused(case: LossCase) -> None:
    """Whole numbers as inputs raise ValueError with the dtype."""
    arguments = case.drawn()
    for position in range(case.inputs):
        whole = (*arguments[:position], arguments[position].long(), *arguments[position + 1 :])
        refuses(lambda whole=whole: case.value(*whole), "floating-point", "torch.int64")  # type: ignore[misc]


def wrong_targets_are_refused(case: LossCase) -> None:
    """Values that a target may not have raise ValueError with the value."""
    arguments = case.drawn()
    for position, bad, words in case.bad_targets:
        target = arguments[position].clone()
        target[(0,) * target.dim()] = bad
        wrong = (*arguments[:position], target, *arguments[position + 1 :])
        with checking(True):
            refuses(lambda wrong=wrong: case.value(*wrong), "target", words)  # type: ignore[misc]


LAWS: dict[str, Callable[[LossCase], None]] = {
    law.__name__.replace("_", "-"): law
    for law in (
        value_is_its_definition,
        gradient_is_the_slope,
        finite_at_extremes,
        reductions_agree,
        mask_is_a_subset,
        what_is_left_out_may_be_anything,
        nothing_kept_is_an_attached_zero,
        parts_add_up,
        order_does_not_matter,
        low_precision_is_no_worse,
        nothing_is_below_the_bound,
        arguments_stay_as_they_are,
        it_compiles_in_one_graph,
        it_transforms,
        rows_map,
        the_module_is_the_function,
        options_go_by_keyword,
        wrong_options_are_refused,
        wrong_shapes_are_refused,
        wrong_dtypes_are_refused,
        wrong_targets_are_refused,
    )
}
