"""The spaces that inputs and targets of a loss live in: the types of the contract.

A space says what the numbers *are*, not only what range they have: logits and log-rates are both real,
and a loss that wants one of them does not accept the other.
"""

from dataclasses import dataclass
from typing import Literal

Normalised = Literal["none", "sum-to-one", "log-sum-exp-zero", "unit-norm"]


@dataclass(frozen=True, kw_only=True)
class Space:
    """One space.

    Attributes:
        name: kebab-case name, the key in `SPACES`.
        meaning: one sentence that a reader can act on.
        low: greatest lower bound of a single element.
        high: least upper bound of a single element.
        integral: whether every element is a whole number.
        normalised: what holds along the class (or feature) dimension.
    """

    name: str
    meaning: str
    low: float = float("-inf")
    high: float = float("inf")
    integral: bool = False
    normalised: Normalised = "none"

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise ValueError(f"space {self.name!r}: low {self.low} is not below high {self.high}")


_ALL = (
    # What networks give and losses take as input.
    Space(name="real", meaning="Any real number, in the units of the target."),
    Space(name="logits", meaning="Raw class scores, unbounded and not normalised; softmax has not been applied."),
    Space(
        name="binary-logits",
        meaning="One raw score (log-odds) per yes/no question; sigmoid has not been applied.",
    ),
    Space(
        name="log-probabilities",
        meaning="Logarithms of class probabilities: their exponentials sum to one over the class dimension.",
        high=0.0,
        normalised="log-sum-exp-zero",
    ),
    Space(
        name="probabilities",
        meaning="Class probabilities: in [0, 1] and summing to one over the class dimension.",
        low=0.0,
        high=1.0,
        normalised="sum-to-one",
    ),
    Space(
        name="independent-probabilities",
        meaning="One probability per yes/no question, each in [0, 1]; they need not sum to one.",
        low=0.0,
        high=1.0,
    ),
    Space(
        name="independent-log-probabilities",
        meaning="Logarithm of one probability per yes/no question, each at most 0.",
        high=0.0,
    ),
    Space(name="symmetric-interval", meaning="Numbers in [-1, 1].", low=-1.0, high=1.0),
    Space(name="non-negative", meaning="Numbers that are zero or more.", low=0.0),
    Space(name="positive", meaning="Numbers above zero.", low=0.0),
    Space(name="log-rate", meaning="Logarithm of a positive mean or rate; unbounded."),
    Space(name="log-variance", meaning="Logarithm of a variance; unbounded."),
    Space(name="margin-scores", meaning="Real scores whose sign or order decides; no probability meaning."),
    Space(name="ordinal-logits", meaning="K-1 scores for K ordered levels, one per threshold."),
    Space(
        name="threshold-logits",
        meaning="K-1 log-odds of exceeding each threshold between K ordered levels, falling from one to the next.",
    ),
    Space(name="boxes", meaning="Corners (x1, y1, x2, y2) of boxes, x1 at most x2 and y1 at most y2, in one unit."),
    Space(name="embeddings", meaning="Feature vectors whose distances or angles matter."),
    Space(name="unit-vectors", meaning="Feature vectors of length one.", low=-1.0, high=1.0, normalised="unit-norm"),
    Space(name="direction", meaning="A (cos, sin) pair, up to its length: an angle written as a point."),
    Space(name="log-risk", meaning="Logarithm of a relative hazard; only differences matter."),
    Space(
        name="token-log-probabilities",
        meaning="The logarithm of the probability that a model gave to each token of a text; at most 0.",
        high=0.0,
    ),
    Space(name="hidden-states", meaning="Outputs of the last hidden layer; the loss owns or receives the head."),
    # What the targets are.
    Space(name="class-index", meaning="Whole numbers 0 to C-1, one class each.", low=0.0, integral=True),
    Space(
        name="class-probabilities",
        meaning="A probability per class, summing to one over the class dimension (soft labels, one-hot included).",
        low=0.0,
        high=1.0,
        normalised="sum-to-one",
    ),
    Space(name="zero-one", meaning="0 or 1 (or a probability between them) per yes/no question.", low=0.0, high=1.0),
    Space(name="sign", meaning="-1 or +1.", low=-1.0, high=1.0, integral=True),
    Space(name="count", meaning="Whole numbers 0, 1, 2, ... that count events.", low=0.0, integral=True),
    Space(name="ordinal-level", meaning="Whole numbers 0 to K-1 whose order has a meaning.", low=0.0, integral=True),
    Space(name="angle", meaning="Angles in radians; values one turn apart are the same."),
    Space(name="open-unit-interval", meaning="Numbers strictly between 0 and 1.", low=0.0, high=1.0),
    Space(name="class-index-set", meaning="Class indices of the true labels, padded with -1.", low=-1.0, integral=True),
    Space(name="token-sequence", meaning="Sequences of label indices, with their lengths.", low=0.0, integral=True),
    Space(name="time-and-event", meaning="A positive time and a 0/1 flag: was the event seen at that time?", low=0.0),
    Space(name="relevance", meaning="Graded relevance of each item in a list, zero or more.", low=0.0),
)

SPACES: dict[str, Space] = {space.name: space for space in _ALL}
