"""Losses as a person writes them down in torch, whole tensors at a time: what benchmarks/losses.py holds ours beside.

Only those whose definition in tests/losses/laws nobody would train with stand here: it loops in Python, overflows, or
takes its arguments otherwise. Each takes the arguments of our function and gives the mean; the benchmark refuses to
time one that gives another number.
"""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

Loss = Callable[..., Tensor]


def ctc(log_probs: Tensor, *rest: Tensor) -> Tensor:
    return F.ctc_loss(log_probs.transpose(0, 1), *rest)


def ctc_with_logits(logits: Tensor, *rest: Tensor, blank: int = 0) -> Tensor:
    return F.ctc_loss(logits.transpose(0, 1).log_softmax(2), *rest, blank=blank)


def language_model_cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), target[:, 1:].flatten())


def linear_cross_entropy(hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
    return F.cross_entropy(F.linear(hidden, weight), target)


def z_loss(logits: Tensor) -> Tensor:
    return (logits.logsumexp(1) ** 2).mean()


def log_cosh(x: Tensor, y: Tensor) -> Tensor:
    error = x - y
    return (error + F.softplus(-2 * error) - math.log(2)).mean()


def batch_hard_triplet(x: Tensor, y: Tensor, margin: float | None = 1.0) -> Tensor:
    distances = torch.cdist(x, x)
    same = y[:, None] == y[None]
    others = ~torch.eye(len(x), dtype=torch.bool)
    far = distances.masked_fill(~(same & others), -torch.inf).amax(1)
    near = distances.masked_fill(same, torch.inf).amin(1)
    gap = (far - near)[(same & others).any(1) & ~same.all(1)]
    return (F.softplus(gap) if margin is None else F.relu(gap + margin)).mean()


def supervised_contrastive(x: Tensor, y: Tensor, temperature: float) -> Tensor:
    x = F.normalize(x)
    itself = torch.eye(len(x), dtype=torch.bool)
    log_p = (x @ x.T / temperature).masked_fill(itself, -torch.inf).log_softmax(1)
    pairs = (y[:, None] == y[None]) & ~itself
    count = pairs.sum(1)
    return (-log_p.masked_fill(~pairs, 0.0).sum(1)[count > 0] / count[count > 0]).mean()


def info_nce(x: Tensor, y: Tensor, temperature: float) -> Tensor:
    return F.cross_entropy(F.normalize(x) @ F.normalize(y).T / temperature, torch.arange(len(x)))


def nt_xent(x: Tensor, y: Tensor, temperature: float) -> Tensor:
    views = F.normalize(torch.cat((x, y)))
    scores = (views @ views.T / temperature).masked_fill(torch.eye(len(views), dtype=torch.bool), -torch.inf)
    return F.cross_entropy(scores, torch.arange(len(views)).roll(len(x)))


def clip_contrastive(x: Tensor, y: Tensor, log_scale: Tensor) -> Tensor:
    scores = log_scale.exp() * F.normalize(x) @ F.normalize(y).T
    pairs = torch.arange(len(x))
    return (F.cross_entropy(scores, pairs) + F.cross_entropy(scores.T, pairs)) / 2


def siglip(x: Tensor, y: Tensor, log_scale: Tensor, bias: Tensor) -> Tensor:
    scores = log_scale.exp() * F.normalize(x) @ F.normalize(y).T + bias
    return -F.logsigmoid((2 * torch.eye(len(x)) - 1) * scores).sum() / len(x)


def focal(x: Tensor, y: Tensor, gamma: float = 2.0, weight: Tensor | None = None, class_dim: int = 1) -> Tensor:
    log_p = x.log_softmax(class_dim).gather(class_dim, y.unsqueeze(class_dim)).squeeze(class_dim)
    values = -((1 - log_p.exp()) ** gamma) * log_p
    if weight is None:
        return values.mean()
    factors = weight.to(x.dtype)[y]
    return (factors * values).sum() / factors.sum()


def arcface(x: Tensor, weight: Tensor, y: Tensor, scale: float, margin: float = 0.5) -> Tensor:
    cosines = F.linear(F.normalize(x), F.normalize(weight))
    sines = (1 - cosines**2).clamp_min(1e-7).sqrt()
    turned = cosines * math.cos(margin) - sines * math.sin(margin)
    turned = torch.where(cosines > math.cos(math.pi - margin), turned, cosines - margin * math.sin(margin))
    hit = F.one_hot(y, len(weight)).bool()
    return F.cross_entropy(scale * torch.where(hit, turned, cosines), y)


def cosface(x: Tensor, weight: Tensor, y: Tensor, scale: float, margin: float) -> Tensor:
    cosines = F.linear(F.normalize(x), F.normalize(weight))
    return F.cross_entropy(scale * (cosines - margin * F.one_hot(y, len(weight))), y)


def crammer_singer_hinge(x: Tensor, y: Tensor, margin: float) -> Tensor:
    true = x.gather(1, y[:, None])
    rival = x.scatter(1, y[:, None], -torch.inf).amax(1, keepdim=True)
    return F.relu(margin + rival - true).mean()


def ldam(
    x: Tensor, y: Tensor, class_counts: Sequence[float], scale: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    margins = torch.tensor(class_counts) ** -0.25
    margins = 0.5 * margins / margins.max()
    shifted = scale * (x - margins * F.one_hot(y, x.shape[1]))
    return F.cross_entropy(shifted, y, None if weight is None else weight.float())


def bi_tempered_logistic(x: Tensor, y: Tensor, t1: float = 0.8, t2: float = 1.2) -> Tensor:
    """With the fixed-point search of the paper above 1 and bisection below, through which autograd goes as well."""
    p = _tempered_above(x, t2) if t2 > 1 else _tempered_below(x, t2)
    hit = p.gather(1, y.unsqueeze(1)).squeeze(1)
    return (-(hit ** (1 - t1) - 1) / (1 - t1) - (1 - (p ** (2 - t1)).sum(1)) / (2 - t1)).mean()


def _power(u: Tensor, t: float) -> Tensor:
    return (1 + (1 - t) * u).clamp_min(0) ** (1 / (1 - t))


def _tempered_above(x: Tensor, t: float) -> Tensor:
    top = x.amax(1, keepdim=True)
    centred = shrunk = x - top
    for _ in range(20):
        total = _power(shrunk, t).sum(1, keepdim=True)
        shrunk = centred * total ** (1 - t)
    total = _power(shrunk, t).sum(1, keepdim=True)
    return _power(centred - ((total ** (t - 1) - 1) / (t - 1)), t)


def _tempered_below(x: Tensor, t: float) -> Tensor:
    top = x.amax(1, keepdim=True)
    low, high = top - 1 / (1 - t), top + 1 / (1 - t)
    for _ in range(20):
        middle = (low + high) / 2
        too_much = _power(x - middle, t).sum(1, keepdim=True) > 1
        low, high = torch.where(too_much, middle, low), torch.where(too_much, high, middle)
    p = _power(x - (low + high) / 2, t)
    return p / p.sum(1, keepdim=True)


def coral(x: Tensor, y: Tensor, threshold_weight: Tensor) -> Tensor:
    levels = (y[:, None] > torch.arange(x.shape[1])).to(x.dtype)
    costs = F.binary_cross_entropy_with_logits(x, levels, threshold_weight.to(x.dtype), reduction="none")
    return costs.sum(1).mean()


def corn(x: Tensor, y: Tensor) -> Tensor:
    steps = torch.arange(x.shape[1])
    asked = (y[:, None] >= steps).to(x.dtype)
    levels = (y[:, None] > steps).to(x.dtype)
    return F.binary_cross_entropy_with_logits(x, levels, asked)


def cumulative_link(s: Tensor, cuts: Tensor, y: Tensor) -> Tensor:
    below = torch.sigmoid(cuts - s[:, None])
    below = torch.cat((torch.zeros_like(s)[:, None], below, torch.ones_like(s)[:, None]), 1)
    return -below.diff(dim=1).gather(1, y[:, None]).log().mean()


def discrete_time_hazard_nll(x: Tensor, y: Tensor) -> Tensor:
    interval, event = y[:, :1], y[:, 1:]
    steps = torch.arange(x.shape[1])
    died = ((steps == interval) & (event == 1)).to(x.dtype)
    seen = (steps <= interval).to(x.dtype)
    return F.binary_cross_entropy_with_logits(x, died, seen, reduction="none").sum(1).mean()


def cox_partial_likelihood(x: Tensor, y: Tensor) -> Tensor:
    """Sorted from late to early, with a running log-sum-exp; ties share the risk of the last of them (Breslow)."""
    order = y[:, 0].argsort(descending=True)
    time, event, risk = y[order, 0], y[order, 1], x[order]
    last = torch.searchsorted(-time, -time, right=True) - 1
    return ((risk.logcumsumexp(0)[last] - risk) * event).sum() / event.sum()


def gaussian_crps(x: Tensor, y: Tensor) -> Tensor:
    mean, scale = x[..., 0], x[..., 1].exp()
    z = (y - mean) / scale
    density = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return (scale * (z * torch.erf(z / math.sqrt(2)) + 2 * density - 1 / math.sqrt(math.pi))).mean()


def listmle(x: Tensor, y: Tensor) -> Tensor:
    at_most = y[:, None, :] <= y[:, :, None]
    against = x[:, None, :].masked_fill(~at_most, -torch.inf).logsumexp(2)
    return (against - x).sum(1).mean()


def ranknet(x: Tensor, y: Tensor) -> Tensor:
    better = (y[:, :, None] > y[:, None, :]).to(x.dtype)
    costs = F.softplus(x[:, None, :] - x[:, :, None]) * better
    return (costs.sum((1, 2)) / better.sum((1, 2))).mean()


def lambda_loss(x: Tensor, y: Tensor, weighting: str = "lambda-rank") -> Tensor:
    gain = 2**y - 1
    places = torch.arange(x.shape[1])
    best = (gain.sort(1, descending=True).values / torch.log2(places + 2.0)).sum(1)[:, None, None]
    rank = x.argsort(1, descending=True).argsort(1) + 1.0
    if weighting == "ndcg-loss-2":
        apart = (rank[:, :, None] - rank[:, None, :]).abs()
        weight = (1 / torch.log2(1 + apart) - 1 / torch.log2(2 + apart)).masked_fill(apart == 0, 0.0)
    else:
        discount = 1 / torch.log2(1 + rank)
        weight = (discount[:, :, None] - discount[:, None, :]).abs()
    weight = weight * (gain[:, :, None] - gain[:, None, :]).clamp_min(0) / best
    return (weight * F.softplus(x[:, None, :] - x[:, :, None])).sum((1, 2)).mean() / math.log(2)


def lovasz_hinge(x: Tensor, t: Tensor) -> Tensor:
    x, t = x.flatten(2), t.flatten(2)
    return _lovasz(F.relu(1 - x * (2 * t - 1)), t).mean()


def lovasz_softmax(x: Tensor, y: Tensor, empty: str = "skip") -> Tensor:
    p = x.softmax(1).flatten(2)
    t = F.one_hot(y.flatten(1), x.shape[1]).mT.to(x.dtype)
    values = _lovasz((t - p).abs(), t)
    there = torch.ones_like(values) if empty == "count" else (t.sum(2) > 0).to(x.dtype)
    return ((values * there).sum(1) / there.sum(1)).mean()


def _lovasz(errors: Tensor, true: Tensor) -> Tensor:
    errors, order = errors.sort(2, descending=True)
    true = true.gather(2, order)
    size = true.sum(2, keepdim=True)
    jaccard = 1 - (size - true.cumsum(2)) / (size + (1 - true).cumsum(2))
    return (errors * torch.cat((jaccard[..., :1], jaccard.diff(dim=2)), 2)).sum(2)


def dpo(
    c: Tensor, r: Tensor, rc: Tensor, rr: Tensor, cm: Tensor, rm: Tensor, beta: float, label_smoothing: float = 0.0
) -> Tensor:
    z = beta * (((c - rc) * cm).sum(1) - ((r - rr) * rm).sum(1))
    return (-(1 - label_smoothing) * F.logsigmoid(z) - label_smoothing * F.logsigmoid(-z)).mean()


def ipo(c: Tensor, r: Tensor, rc: Tensor, rr: Tensor, cm: Tensor, rm: Tensor, beta: float) -> Tensor:
    return ((_average(c - rc, cm) - _average(r - rr, rm) - 1 / (2 * beta)) ** 2).mean()


def simpo(c: Tensor, r: Tensor, cm: Tensor, rm: Tensor, beta: float, gamma: float) -> Tensor:
    return -F.logsigmoid(beta * (_average(c, cm) - _average(r, rm)) - gamma).mean()


def orpo(c: Tensor, r: Tensor, cm: Tensor, rm: Tensor, odds_weight: float) -> Tensor:
    a, b = _average(c, cm), _average(r, rm)
    log_odds = (a - b) - (torch.log1p(-a.exp()) - torch.log1p(-b.exp()))
    return (-a - odds_weight * F.logsigmoid(log_odds)).mean()


def _average(x: Tensor, words: Tensor) -> Tensor:
    return (x * words).sum(1) / words.sum(1)


PLAIN: dict[str, Loss] = {
    loss.__name__.replace("_", "-"): loss
    for loss in (
        ctc,
        ctc_with_logits,
        language_model_cross_entropy,
        linear_cross_entropy,
        z_loss,
        log_cosh,
        batch_hard_triplet,
        supervised_contrastive,
        info_nce,
        nt_xent,
        clip_contrastive,
        siglip,
        focal,
        arcface,
        cosface,
        crammer_singer_hinge,
        ldam,
        bi_tempered_logistic,
        coral,
        corn,
        cumulative_link,
        discrete_time_hazard_nll,
        cox_partial_likelihood,
        gaussian_crps,
        listmle,
        ranknet,
        lambda_loss,
        lovasz_hinge,
        lovasz_softmax,
        dpo,
        ipo,
        simpo,
        orpo,
    )
}
