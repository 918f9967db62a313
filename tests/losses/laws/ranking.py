"""Cases of the losses over ranked lists."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from tests.losses.laws._case import case, normal, softplus


def _lists(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, 4, 5), torch.randint(0, 4, (4, 5), generator=g).double()


def _listmle(x: Tensor, y: Tensor) -> Tensor:
    """Item by item: it against all that are no more relevant."""
    rows = []
    for scores, grades in zip(x, y, strict=True):
        terms = [torch.logsumexp(scores[grades <= grade], 0) - s for s, grade in zip(scores, grades, strict=True)]
        rows.append(torch.stack(terms).sum())
    return torch.stack(rows)


def _pairs(grades: Tensor) -> list[tuple[int, int]]:
    size = range(len(grades))
    return [(i, j) for i in size for j in size if grades[i] > grades[j]]


def _ranknet(x: Tensor, y: Tensor) -> Tensor:
    return torch.stack(
        [torch.stack([softplus(s[j] - s[i]) for i, j in _pairs(g)]).mean() for s, g in zip(x, y, strict=True)]
    )


def _lambda(weigh: Callable[[int, int], float]) -> Callable[[Tensor, Tensor], Tensor]:
    """The sum over pairs, where `weigh` takes the ranks of both items, from 1."""

    def oracle(x: Tensor, y: Tensor) -> Tensor:
        rows = []
        for scores, grades in zip(x, y, strict=True):
            best = sum((2**g - 1) / math.log2(k + 2) for k, g in enumerate(sorted(grades.tolist(), reverse=True)))
            rank = {item: place + 1 for place, item in enumerate(scores.argsort(descending=True).tolist())}
            terms = [
                (2 ** grades[i] - 2 ** grades[j]) / best * weigh(rank[i], rank[j]) * softplus(scores[j] - scores[i])
                for i, j in _pairs(grades)
            ]
            rows.append(torch.stack(terms).sum() / math.log(2))
        return torch.stack(rows)

    return oracle


def _swap(i: int, j: int) -> float:
    return abs(1 / math.log2(1 + i) - 1 / math.log2(1 + j))


def _apart(i: int, j: int) -> float:
    return 1 / math.log2(1 + abs(i - j)) - 1 / math.log2(2 + abs(i - j))


CASES = {
    "listnet": case("listnet", draw=_lists, oracle=lambda x, y: -(y.softmax(-1) * x.log_softmax(-1)).sum(-1)),
    "listmle": case("listmle", draw=_lists, oracle=_listmle),
    "ranknet": case("ranknet", draw=_lists, oracle=_ranknet),
    "lambda-loss": case("lambda-loss", draw=_lists, oracle=_lambda(_swap)),
    "lambda-loss:ndcg-loss-2": case(
        "lambda-loss", draw=_lists, options={"weighting": "ndcg-loss-2"}, oracle=_lambda(_apart)
    ),
}
