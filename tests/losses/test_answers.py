"""Losses over texts and answers: shifts and borders, sums against means, extremes, and which denominator."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

import rightloss
from rightloss.functional import (
    cispo_loss,
    dapo_loss,
    dpo_loss,
    dr_grpo_loss,
    grpo_loss,
    ipo_loss,
    kto_loss,
    language_model_cross_entropy,
    orpo_loss,
    ppo_clipped_loss,
    ranknet_loss,
    simpo_loss,
)

G = torch.Generator().manual_seed(0)
LOGITS = torch.randn(3, 6, 8, generator=G, dtype=torch.float64)
TOKENS = torch.randint(0, 8, (3, 6), generator=G)


def log_probs(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return -torch.rand(shape, generator=generator, dtype=torch.float64) * 3 - 0.01


def slope(loss: Tensor, x: Tensor) -> Tensor:
    (found,) = torch.autograd.grad(loss, x)
    return found


# The next token


def test_a_token_is_predicted_from_the_one_before_it() -> None:
    """Logits that name the next token cost nothing; those that name the token itself, or the one after next, do."""
    sure = 50 * torch.eye(8)
    assert language_model_cross_entropy(sure[TOKENS.roll(-1, 1)], TOKENS) < 1e-6
    assert language_model_cross_entropy(sure[TOKENS], TOKENS) > 5
    assert language_model_cross_entropy(sure[TOKENS.roll(-2, 1)], TOKENS) > 5


def test_the_last_logits_and_the_first_token_have_no_effect() -> None:
    x, y = LOGITS.clone(), TOKENS.clone()
    x[:, -1], y[:, 0] = torch.nan, 0
    x.requires_grad_()
    found = language_model_cross_entropy(x, y)
    torch.testing.assert_close(found, language_model_cross_entropy(LOGITS, TOKENS))
    assert not bool(slope(found, x)[:, -1].any())


def test_prompt_and_padding_are_left_out_as_targets() -> None:
    learned = torch.tensor(
        [[False, False, True, True, True, True], [False, True, True, False, False, False], [True] * 6]
    )
    costs = cross_entropy(LOGITS[:, :-1].mT, TOKENS[:, 1:], reduction="none")
    wanted = costs[learned[:, 1:]].mean()
    torch.testing.assert_close(language_model_cross_entropy(LOGITS, TOKENS, mask=learned), wanted)
    ignored = TOKENS.masked_fill(~learned, -100)
    torch.testing.assert_close(language_model_cross_entropy(LOGITS, ignored), wanted)
    padded = TOKENS.masked_fill(~learned, 9)
    torch.testing.assert_close(language_model_cross_entropy(LOGITS, padded, ignore_index=9), wanted)


def test_packed_documents_are_as_if_each_were_alone() -> None:
    documents = torch.tensor([[0, 0, 0, 1, 1, 2]])
    pieces = [(0, 3), (3, 5), (5, 6)]
    total = sum(language_model_cross_entropy(LOGITS[:1, a:b], TOKENS[:1, a:b], reduction="sum") for a, b in pieces)
    found = language_model_cross_entropy(LOGITS[:1], TOKENS[:1], documents=documents)
    torch.testing.assert_close(found, total / 3)
    module = rightloss.LanguageModelCrossEntropyLoss()
    torch.testing.assert_close(module(LOGITS[:1], TOKENS[:1], documents=documents), found)


def test_accumulated_micro_batches_are_the_batch() -> None:
    """Texts of 5, 2 and 1 learned tokens: the mean of means is another number."""
    mask = torch.arange(6) < torch.tensor([6, 3, 2])[:, None]
    whole = language_model_cross_entropy(LOGITS, TOKENS, mask=mask)
    rows = [(LOGITS[i : i + 1], TOKENS[i : i + 1], mask[i : i + 1]) for i in range(3)]
    count = mask[:, 1:].sum()
    parts = [language_model_cross_entropy(x, y, mask=m, denominator=count) for x, y, m in rows]
    torch.testing.assert_close(sum(parts), whole)
    naive = sum(language_model_cross_entropy(x, y, mask=m) for x, y, m in rows) / 3
    assert abs(naive - whole) > 0.05


@pytest.mark.parametrize("shape", [(3, 5), (3, 6, 1), (6, 3)])
def test_tokens_that_were_shifted_already_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="all tokens of the text, the shift is made here"):
        language_model_cross_entropy(LOGITS, torch.zeros(shape, dtype=torch.long))


def test_documents_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"got documents of shape \(3, 5\).*of shape \(3, 6\)"):
        language_model_cross_entropy(LOGITS, TOKENS, documents=torch.zeros(3, 5, dtype=torch.long))


def test_texts_without_a_next_token_are_an_attached_zero() -> None:
    x = LOGITS[:, :1].clone().requires_grad_()
    found = language_model_cross_entropy(x, TOKENS[:, :1])
    assert found == 0
    assert not bool(slope(found, x).any())


# Preferences

CHOSEN, REJECTED = log_probs(4, 5), log_probs(4, 3, seed=1)
REFERENCE = log_probs(4, 5, seed=2), log_probs(4, 3, seed=3)
MASKS = torch.arange(5) >= torch.tensor([2, 1, 0, 3])[:, None], torch.arange(3) < torch.tensor([3, 1, 2, 2])[:, None]
FOUR = (CHOSEN, REJECTED, *REFERENCE, *MASKS)
TWO = (CHOSEN, REJECTED, *MASKS)
PAIRS: list[tuple[Callable[..., Tensor], tuple[Tensor, ...]]] = [
    (dpo_loss, FOUR),
    (ipo_loss, FOUR),
    (simpo_loss, TWO),
    (orpo_loss, TWO),
]
per_pair_loss = pytest.mark.parametrize(("loss", "arguments"), PAIRS, ids=lambda item: getattr(item, "__name__", ""))


@per_pair_loss
def test_tokens_outside_the_answers_have_no_effect(loss: Callable[..., Tensor], arguments: tuple[Tensor, ...]) -> None:
    spoilt = [x.clone() for x in arguments]
    for position in range(len(arguments) - 2):
        outside = ~MASKS[position % 2]
        spoilt[position][outside] = torch.tensor([torch.nan, 5.0, -torch.inf] * 5)[: int(outside.sum())].double()
        spoilt[position].requires_grad_()
    found = loss(*spoilt)
    torch.testing.assert_close(found, loss(*arguments))
    assert bool(slope(found, spoilt[0]).isfinite().all())
    assert not bool(slope(loss(*spoilt), spoilt[0])[~MASKS[0]].any())


@per_pair_loss
def test_a_pair_without_an_answer_does_not_count(loss: Callable[..., Tensor], arguments: tuple[Tensor, ...]) -> None:
    cut = MASKS[0].clone()
    cut[1] = False
    found = loss(*arguments[:-2], cut, MASKS[1])
    rows = torch.tensor([0, 2, 3])
    torch.testing.assert_close(found, loss(*(x[rows] for x in arguments)))


@per_pair_loss
def test_positive_log_probabilities_are_refused(loss: Callable[..., Tensor], arguments: tuple[Tensor, ...]) -> None:
    for position in range(len(arguments) - 2):
        wrong = [x + 5 if i == position else x for i, x in enumerate(arguments)]
        with (
            rightloss.checking(True),
            pytest.raises(ValueError, match="a log-probability is at most 0: take log_softmax"),
        ):
            loss(*wrong)


def test_a_first_call_looks_at_the_log_probabilities_of_both_sides() -> None:
    raised = [[x + 5 if i == position else x for i, x in enumerate(FOUR)] for position in range(4)]
    calls = (  # each a place of its own
        lambda: dpo_loss(*raised[0]),
        lambda: dpo_loss(*raised[1]),
        lambda: dpo_loss(*raised[2]),
        lambda: dpo_loss(*raised[3]),
    )
    for call in calls:
        with rightloss.checking(None), pytest.raises(ValueError, match="a log-probability is at most 0"):
            call()


@per_pair_loss
def test_a_mask_that_does_not_fit_is_refused(loss: Callable[..., Tensor], arguments: tuple[Tensor, ...]) -> None:
    with pytest.raises(ValueError, match=r"got chosen_mask of shape \(4, 4\) and chosen_log_probs of shape \(4, 5\)"):
        loss(*arguments[:-2], MASKS[0][:, :4], MASKS[1])
    with pytest.raises(ValueError, match=r"got rejected_mask of dtype torch\.int64.*use rejected_mask\.bool\(\)"):
        loss(*arguments[:-2], MASKS[0], MASKS[1].long())


@per_pair_loss
def test_answers_of_extreme_probability_are_finite(loss: Callable[..., Tensor], arguments: tuple[Tensor, ...]) -> None:
    for chosen, rejected in ((-1e4, 0.0), (0.0, -1e4), (-1e4, -1e4), (0.0, 0.0), (-1e-9, -1e-8)):
        x = torch.full((1, 2), chosen, requires_grad=True)
        others = [torch.full((1, 2), rejected)]
        if len(arguments) == 6:
            others += [torch.full((1, 2), -1.0)] * 2
        value = loss(x, *others, *2 * [torch.ones(1, 2, dtype=torch.bool)])
        assert bool(value.isfinite())
        assert bool(slope(value, x).isfinite().all())


@pytest.mark.parametrize("beta", [0.1, 1.0])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_dpo_is_binary_cross_entropy_on_the_scaled_margin(beta: float, smoothing: float) -> None:
    sums = [(x * m).sum(1) for x, m in zip(FOUR[:4], MASKS * 2, strict=True)]
    margin = beta * (sums[0] - sums[2] - sums[1] + sums[3])
    wanted = binary_cross_entropy_with_logits(margin, torch.full_like(margin, 1 - smoothing))
    torch.testing.assert_close(dpo_loss(*FOUR, beta=beta, label_smoothing=smoothing), wanted)


def test_dpo_is_ranknet_on_log_ratios() -> None:
    sums = [(x * m).sum(1) for x, m in zip(FOUR[:4], MASKS * 2, strict=True)]
    scores = 0.1 * torch.stack((sums[0] - sums[2], sums[1] - sums[3]), 1)
    order = torch.tensor([[1.0, 0.0]], dtype=torch.float64).expand(4, 2)
    torch.testing.assert_close(dpo_loss(*FOUR), ranknet_loss(scores, order))


def test_dpo_of_the_reference_itself_is_ln_2() -> None:
    assert dpo_loss(CHOSEN, REJECTED, CHOSEN, REJECTED, *MASKS).item() == pytest.approx(math.log(2))


def test_dpo_at_a_margin_of_120_has_its_gradient() -> None:
    """Where -log(sigmoid(x)) is infinite with the gradient NaN."""
    x = torch.tensor([[-120.0]], requires_grad=True)
    zero, word = torch.zeros(1, 1), torch.ones(1, 1, dtype=torch.bool)
    value = dpo_loss(x, zero, zero, zero, word, word, beta=1.0)
    assert value.item() == pytest.approx(120.0)
    assert slope(value, x).item() == pytest.approx(-1.0)


def test_dpo_sums_and_ipo_averages() -> None:
    """The same answers said twice: the sums double, the means stay."""
    twice = tuple(torch.cat((x, x), 1) for x in FOUR)
    torch.testing.assert_close(dpo_loss(*twice, beta=0.1), dpo_loss(*FOUR, beta=0.2))
    torch.testing.assert_close(ipo_loss(*twice), ipo_loss(*FOUR))
    for loss in (simpo_loss, orpo_loss):
        torch.testing.assert_close(loss(*(torch.cat((x, x), 1) for x in TWO)), loss(*TWO))


def test_the_margin_that_ipo_aims_at() -> None:
    x = torch.full((1, 1), -1.0, dtype=torch.float64)
    word = torch.ones(1, 1, dtype=torch.bool)
    assert ipo_loss(x, x - 5.0, x, x, word, word, beta=0.1) == 0.0
    assert ipo_loss(x, x, x, x, word, word, beta=0.1).item() == pytest.approx(25.0)


@pytest.mark.parametrize("value", [-1e-12, -1e-9, -0.1, -0.69, -0.7, -5.0, -80.0])
def test_the_log_odds_of_orpo_are_right_to_the_last_digits(value: float) -> None:
    with mpmath.workdps(50):
        p = mpmath.exp(mpmath.mpf(value))
        wanted = float(mpmath.log1p(mpmath.exp(-(mpmath.log(p / (1 - p)) - mpmath.log(mpmath.mpf(1) / 3)))) - value)
    word = torch.ones(1, 1, dtype=torch.bool)
    quarter = torch.tensor([[0.25]], dtype=torch.float64).log()
    found = orpo_loss(torch.tensor([[value]], dtype=torch.float64), quarter, word, word, odds_weight=1.0)
    assert found.item() == pytest.approx(wanted, rel=1e-12, abs=1e-14)


def test_orpo_has_log_odds_where_log1p_of_exp_has_none() -> None:
    x = torch.tensor([[-1e-9]], requires_grad=True)
    word = torch.ones(1, 1, dtype=torch.bool)
    even = torch.tensor([[-math.log(2)]])
    value = orpo_loss(even, x, word, word, odds_weight=1.0)
    assert value.item() == pytest.approx(20.72 + math.log(2), abs=0.01)
    assert bool(slope(value, x).isfinite().all())


@pytest.mark.parametrize("smoothing", [-0.1, 0.5, 1.0])
def test_a_smoothing_that_turns_preferences_round_is_refused(smoothing: float) -> None:
    with pytest.raises(ValueError, match=r"how often labels are wrong, from 0 to below 0\.5"):
        dpo_loss(*FOUR, label_smoothing=smoothing)
    with pytest.raises(ValueError, match="how often labels are wrong"):
        rightloss.DPOLoss(label_smoothing=smoothing)


# KTO


def kto(good: Tensor, **options: Any) -> Tensor:
    return kto_loss(CHOSEN, REFERENCE[0], log_probs(4, 3, seed=4), log_probs(4, 3, seed=5) - 1, good, **options)


def test_the_baseline_has_no_gradient() -> None:
    baseline = log_probs(4, 3, seed=4).requires_grad_()
    x = CHOSEN.clone().requires_grad_()
    value = kto_loss(x, REFERENCE[0], baseline, log_probs(4, 3, seed=5) - 1, torch.tensor([1.0, 0.0, 1.0, 0.0]))
    found = torch.autograd.grad(value, (x, baseline), allow_unused=True)
    assert found[1] is None
    assert bool(found[0].any())


def test_the_baseline_is_never_below_zero() -> None:
    good, low = torch.ones(4), REFERENCE[1] - 3
    far = kto_loss(CHOSEN, REFERENCE[0], low, REFERENCE[1], good)
    torch.testing.assert_close(far, kto_loss(CHOSEN, REFERENCE[0], low, low, good))
    ratio = (CHOSEN - REFERENCE[0]).sum(1)
    torch.testing.assert_close(far, torch.sigmoid(-0.1 * ratio).mean())


def test_good_answers_are_raised_and_bad_ones_lowered() -> None:
    x = CHOSEN.clone().requires_grad_()
    value = kto_loss(x, REFERENCE[0], *2 * (REFERENCE[1],), torch.tensor([1.0, 0.0, 1.0, 0.0]))
    found = slope(value, x)
    assert bool((found[::2] < 0).all())
    assert bool((found[1::2] > 0).all())


def test_the_mask_of_the_baseline() -> None:
    good, mask = torch.tensor([1.0, 0.0, 1.0, 0.0]), MASKS[1]
    other, ref = log_probs(4, 3, seed=4), log_probs(4, 3, seed=5) - 1
    cut = [torch.where(mask, x, 0.0) for x in (other, ref)]
    wanted = kto_loss(CHOSEN, REFERENCE[0], *cut, good)
    torch.testing.assert_close(kto(good, baseline_mask=mask), wanted)
    module = rightloss.KTOLoss()
    torch.testing.assert_close(module(CHOSEN, REFERENCE[0], other, ref, good, baseline_mask=mask), wanted)


# Policies

NEW, OLD = log_probs(3, 4), log_probs(3, 4, seed=1)
GAIN = torch.tensor([1.0, -0.5, 2.0], dtype=torch.float64)
WORDS = torch.arange(4) < torch.tensor([4, 1, 2])[:, None]
GROUP: list[tuple[Callable[..., Tensor], dict[str, Any]]] = [
    (grpo_loss, {}),
    (dr_grpo_loss, {"max_tokens": 10}),
    (dapo_loss, {}),
    (cispo_loss, {}),
]
per_group_loss = pytest.mark.parametrize(("loss", "options"), GROUP, ids=lambda item: getattr(item, "__name__", ""))


def test_the_denominators_are_the_difference() -> None:
    """One surrogate per token; lengths 4, 1, 2: mean of means, sums over a fixed length, mean over all tokens."""
    bounds = {"clip_low": 0.2, "clip_high": 0.28}
    costs = ppo_clipped_loss(NEW, OLD, GAIN[:, None].expand(3, 4), **bounds, reduction="none")
    sums = (costs * WORDS).sum(1)
    found = [loss(NEW, OLD, GAIN, mask=WORDS, **bounds, **more) for loss, more in GROUP[:3]]
    wanted = [(sums / WORDS.sum(1)).mean(), sums.mean() / 10, sums.sum() / 7]
    torch.testing.assert_close(found, wanted)
    assert len({round(value.item(), 3) for value in found}) == 3


def test_grpo_and_dapo_agree_where_all_answers_are_equally_long() -> None:
    wanted = dapo_loss(NEW, OLD, GAIN, clip_high=0.2)
    torch.testing.assert_close(grpo_loss(NEW, OLD, GAIN), wanted)
    torch.testing.assert_close(dr_grpo_loss(NEW, OLD, GAIN, max_tokens=4), wanted)


@per_group_loss
def test_on_the_old_policy_the_gradient_is_the_policy_gradient(
    loss: Callable[..., Tensor], options: dict[str, Any]
) -> None:
    x = OLD.clone().requires_grad_()
    found = slope(loss(x, OLD, GAIN, mask=WORDS, reduction="sum", **options), x)
    share = {"grpo_loss": 1 / WORDS.sum(1, keepdim=True), "dr_grpo_loss": 0.1}.get(loss.__name__, 1.0)
    torch.testing.assert_close(found, -GAIN[:, None] * WORDS * share)


@per_group_loss
def test_micro_batches_add_up_with_the_denominator_of_the_batch(
    loss: Callable[..., Tensor], options: dict[str, Any]
) -> None:
    counted = WORDS.sum() if loss in (dapo_loss, cispo_loss) else 3
    parts = [
        loss(NEW[i : i + 1], OLD[i : i + 1], GAIN[i : i + 1], mask=WORDS[i : i + 1], denominator=counted, **options)
        for i in range(3)
    ]
    torch.testing.assert_close(sum(parts), loss(NEW, OLD, GAIN, mask=WORDS, **options))


@per_group_loss
def test_tokens_that_the_policy_did_not_write_have_no_effect(
    loss: Callable[..., Tensor], options: dict[str, Any]
) -> None:
    new, old = (torch.where(WORDS, x, torch.nan).requires_grad_(i == 0) for i, x in enumerate((NEW, OLD)))
    found = loss(new, old, GAIN, mask=WORDS, **options)
    torch.testing.assert_close(found, loss(NEW, OLD, GAIN, mask=WORDS, **options))
    assert bool(slope(found, new).isfinite().all())


@per_group_loss
@pytest.mark.parametrize("name", ["old_log_probs", "advantages"])
def test_the_past_carries_no_gradient(loss: Callable[..., Tensor], options: dict[str, Any], name: str) -> None:
    given = {"old_log_probs": OLD, "advantages": GAIN}
    given[name] = given[name].clone().requires_grad_()
    with pytest.raises(ValueError, match=rf"got {name} that carries a gradient.*use {name}\.detach\(\)"):
        loss(NEW, **given, **options)


@per_group_loss
def test_advantages_of_tokens_are_refused(loss: Callable[..., Tensor], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"got advantages of shape \(3, 4\).*one per answer"):
        loss(NEW, OLD, GAIN[:, None].expand(3, 4), **options)


def test_clipping_stops_the_gradient_in_the_right_direction_only() -> None:
    steps = torch.tensor([0.5, -0.5, 0.5, -0.5], dtype=torch.float64)
    gain = torch.tensor([1.0, 1.0, -1.0, -1.0], dtype=torch.float64)
    x = steps.clone().requires_grad_()
    value = ppo_clipped_loss(x, torch.zeros_like(x), gain, reduction="sum")
    assert value.item() == pytest.approx(-1.2 - math.exp(-0.5) + math.exp(0.5) + 0.8)
    assert slope(value, x).tolist() == pytest.approx([0.0, -math.exp(-0.5), math.exp(0.5), 0.0])


def test_bounds_are_exact_in_float64() -> None:
    one = torch.ones(1, dtype=torch.float64)
    assert ppo_clipped_loss(one, 0 * one, one).item() == pytest.approx(-1.2, rel=1e-15)
    assert ppo_clipped_loss(-one, 0 * one, -one).item() == pytest.approx(0.8, rel=1e-15)


@pytest.mark.parametrize("step", [100.0, 1e4])
def test_a_ratio_that_overflows_and_is_cut_has_no_gradient(step: float) -> None:
    """Where min(ratio * A, clip(ratio) * A) has the gradient 0 * inf."""
    x = torch.tensor([step, -step], requires_grad=True)
    value = ppo_clipped_loss(x, torch.zeros(2), torch.tensor([1.0, -1.0]), reduction="sum")
    assert value.item() == pytest.approx(-1.2 + 0.8)
    assert slope(value, x).tolist() == [0.0, 0.0]
    ratio = torch.exp(x)
    naive = -torch.minimum(ratio, ratio.clamp(0.8, 1.2)).sum()
    assert bool(slope(naive, x).isnan().any())


def test_log_densities_may_be_positive_for_ppo_and_not_for_tokens() -> None:
    assert ppo_clipped_loss(NEW + 5, NEW + 5, NEW).isfinite()
    with pytest.raises(ValueError, match=r"got log_probs with the value .* at most 0"):
        dapo_loss(NEW + 5, NEW, GAIN)


@pytest.mark.parametrize("options", [{"clip_low": 1.0}, {"clip_low": -0.1}, {"clip_high": -0.1}])
def test_bounds_that_are_none_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"got clip_low=.* and clip_high="):
        ppo_clipped_loss(NEW, OLD, NEW, **options)


def test_the_pull_needs_a_weight_and_a_reference() -> None:
    with pytest.raises(ValueError, match=r"got kl_weight=0\.1 without reference_log_probs"):
        grpo_loss(NEW, OLD, GAIN, kl_weight=0.1)
    with pytest.raises(ValueError, match=r"got kl_weight=0\.0 with reference_log_probs"):
        grpo_loss(NEW, OLD, GAIN, reference_log_probs=OLD)
    with pytest.raises(ValueError, match="got reference_log_probs that carries a gradient"):
        grpo_loss(NEW, OLD, GAIN, kl_weight=0.1, reference_log_probs=OLD.clone().requires_grad_())


def test_the_pull_is_zero_at_the_reference_and_positive_elsewhere() -> None:
    free = grpo_loss(NEW, OLD, GAIN)
    torch.testing.assert_close(grpo_loss(NEW, OLD, GAIN, kl_weight=0.5, reference_log_probs=NEW), free)
    assert rightloss.GRPOLoss(kl_weight=0.5)(NEW, OLD, GAIN, reference_log_probs=OLD) > free


def test_cispo_weights_are_held_and_cut() -> None:
    x = torch.tensor([[-0.1, -2.0]], dtype=torch.float64, requires_grad=True)
    old = torch.tensor([[-5.0, -2.5]], dtype=torch.float64)
    found = slope(cispo_loss(x, old, torch.ones(1).double(), reduction="sum"), x)
    assert found.tolist()[0] == pytest.approx([-5.0, -math.exp(0.5)])
    with pytest.raises(ValueError, match=r"got max_ratio=0\.5"):
        cispo_loss(x, old, torch.ones(1).double(), max_ratio=0.5)


@pytest.mark.parametrize("length", [0, -3])
def test_a_length_that_is_none_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="got max_tokens="):
        dr_grpo_loss(NEW, OLD, GAIN, max_tokens=length)
