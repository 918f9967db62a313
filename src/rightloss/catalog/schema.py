"""What an entry of the catalog says, validated when it is made. No torch here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rightloss.catalog.spaces import SPACES

DType = Literal["float", "long", "integer", "bool", "any"]

TASKS = (
    "regression",
    "quantile-regression",
    "count-regression",
    "positive-regression",
    "proportion-regression",
    "circular-regression",
    "survival",
    "binary-classification",
    "multi-class-classification",
    "multi-label-classification",
    "ordinal-regression",
    "segmentation",
    "object-detection",
    "metric-learning",
    "ranking",
    "distillation",
    "sequence",
    "language-modelling",
    "preference-tuning",
    "policy-optimisation",
)

FAMILIES = (
    "regression",
    "probabilistic",
    "binary",
    "multiclass",
    "ordinal",
    "imbalanced",
    "noisy",
    "segmentation",
    "detection",
    "embedding",
    "ranking",
    "distillation",
    "language",
    "survival",
)

ELICITS = (
    "mean",
    "median",
    "mode",
    "quantile",
    "expectile",
    "geometric-mean",
    "robust-centre",
    "class-probabilities",
    "event-probability",
    "distribution",
    "circular-mean",
    "ordered-class-probabilities",
    "order",
    "preference",
    "expected-reward",
    "similarity",
    "overlap",
    "hazard",
    "sign",
    "nothing",
)

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REFERENCE_ID = re.compile(r"arXiv:\d{4}\.\d{4,5}|doi:10\.\S+|isbn:[\d-]+X?|openreview:\S+|url:https://\S+")


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A paper or book. `id` starts with arXiv:, doi:, isbn:, openreview: or url:."""

    authors: str
    year: int
    title: str
    id: str

    def __post_init__(self) -> None:
        _require(1700 < self.year < 2100, f"reference {self.title!r}: year {self.year} is out of range")
        _require(
            _REFERENCE_ID.fullmatch(self.id) is not None, f"reference {self.title!r}: id {self.id!r} has no known form"
        )


@dataclass(frozen=True, kw_only=True)
class Option:
    """One argument of a loss besides input and target. `default` is Python source text, empty where it is required."""

    name: str
    default: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """A law of `rightloss.testing` that a loss of ours does not obey, and why."""

    law: str
    reason: str

    def __post_init__(self) -> None:
        _check_sentences(self.law, (self.reason,))


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One way in which a loss of ours differs from that of torch.nn whose name and arguments it has.

    Attributes:
        name: kebab-case name.
        case: when they differ.
        torch: what PyTorch does then.
        ours: what ours does then.
    """

    name: str
    case: str
    torch: str
    ours: str

    def __post_init__(self) -> None:
        _check_names(self.name, ())
        _check_sentences(self.name, (self.case, self.torch, self.ours))


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input tensor: the name of the argument, its space, its symbolic shape, where its classes are."""

    argument: str
    space: str
    shape: str
    class_dim: int | None = None

    def __post_init__(self) -> None:
        _require(self.space in SPACES, f"input {self.argument!r}: unknown space {self.space!r}; see catalog/spaces.py")


@dataclass(frozen=True, kw_only=True)
class Target:
    """One accepted form of the target. Shapes use the letters of the inputs' shapes: equal letters, equal sizes."""

    space: str
    dtype: DType
    shape: str

    def __post_init__(self) -> None:
        _require(self.space in SPACES, f"target: unknown space {self.space!r}; see catalog/spaces.py")


@dataclass(frozen=True, kw_only=True)
class Curve:
    """How to draw the loss as a function of one number.

    Attributes:
        axis: what the horizontal axis is: "error" (prediction - target), "logit" (of the true class or of y=1),
            "prediction" (target fixed) or "probability" (of the true class).
        start: left end.
        stop: right end.
        target: the fixed target, as a number (class index for class losses).
        layout: "elementwise" calls loss(x, target) on 1-D tensors; "two-class" calls it on rows (x, 0), target class 0.
    """

    axis: Literal["error", "logit", "prediction", "probability"]
    start: float
    stop: float
    target: float = 0.0
    layout: Literal["elementwise", "two-class"] = "elementwise"

    def __post_init__(self) -> None:
        _require(self.start < self.stop, f"curve: start {self.start} is not below stop {self.stop}")


@dataclass(frozen=True, kw_only=True)
class Activation:
    """An activation: a map from one space to another.

    Attributes:
        name: kebab-case standard name.
        title: as written in a heading.
        aliases: other names that people use.
        summary: one sentence.
        explanation: paragraphs in Markdown; empty where the summary says it all.
        formula: LaTeX.
        takes: space of its input.
        gives: space of its output.
        over_dim: whether it normalises over a dimension (softmax does, sigmoid does not).
        monotone: whether larger inputs never give smaller outputs (elementwise ones only).
        low: greatest lower bound of its output.
        high: least upper bound of its output.
        options: its arguments.
        relations: what it equals, and its limits.
        fits: catalog names of the losses whose predictions it makes from their inputs.
        pitfalls: what goes wrong, one sentence each.
        references: papers or books.
        calls: dotted names that compute it (torch.nn classes, functionals, tensor functions).
    """

    name: str
    title: str
    summary: str
    formula: str
    takes: str
    gives: str
    calls: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    explanation: str = ""
    over_dim: bool = False
    monotone: bool = True
    low: float = float("-inf")
    high: float = float("inf")
    options: tuple[Option, ...] = ()
    relations: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    def __post_init__(self) -> None:
        _check_names(self.name, self.aliases)
        for space in (self.takes, self.gives):
            _require(space in SPACES, f"activation {self.name!r}: unknown space {space!r}; see catalog/spaces.py")
        _require(self.low < self.high, f"activation {self.name!r}: low {self.low} is not below high {self.high}")
        _check_sentences(self.name, (self.summary, *self.pitfalls, *self.relations))


@dataclass(frozen=True, kw_only=True)
class Loss:
    """A loss: its contract and what there is to know about it.

    Attributes:
        name: kebab-case standard name; the name that `choose`, `check` and the docs use.
        title: as written in a heading.
        aliases: other names that people use.
        summary: one sentence.
        explanation: paragraphs in Markdown; empty where the other fields say it all.
        family: the folder it is in.
        tasks: what it is used for.
        inputs: its input tensors.
        targets: the forms of target that it accepts; empty where it takes none.
        activation: catalog name of the activation that turns the (first) input into a prediction.
        outputs: number of output units of the head, as an expression: "1", "C", "K - 1", "2".
        elicits: the statistic of the target's distribution that minimises its expectation.
        proper: whether it is a proper scoring rule for what it elicits.
        formula: LaTeX of the value per element (before the reduction).
        initial: its expected value at initialisation, as an expression ("ln C"), or None where it depends on the data.
        lower_bound: greatest lower bound of the value, None where there is none.
        options: its arguments besides inputs and target.
        relations: what it equals, and its limits.
        pitfalls: what goes wrong, one sentence each.
        references: papers or books.
        calls: dotted names that compute it in PyTorch and elsewhere; empty where only ours does.
        impl: "module:function:Class" of our own definition ("rightloss.losses.regression.l1:l1_loss:L1Loss"), or "".
        extras: further public names of ours that belong to it, as "module:name": heads that own parameters, functions
            that make its weights.
        curve: how to draw it, None where one number is not enough.
        exemptions: the laws of `rightloss.testing` that ours does not obey, by the nature of the loss.
        differences: where ours differs from the loss of torch.nn that it stands in for; empty where it is no drop-in.
    """

    name: str
    title: str
    summary: str
    family: str
    tasks: tuple[str, ...]
    inputs: tuple[Input, ...]
    targets: tuple[Target, ...]
    activation: str
    outputs: str
    elicits: str
    proper: bool
    formula: str
    aliases: tuple[str, ...] = ()
    explanation: str = ""
    initial: str | None = None
    lower_bound: float | None = 0.0
    options: tuple[Option, ...] = ()
    relations: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    calls: tuple[str, ...] = ()
    impl: str = ""
    extras: tuple[str, ...] = ()
    curve: Curve | None = None
    exemptions: tuple[Exemption, ...] = ()
    differences: tuple[Difference, ...] = ()

    def __post_init__(self) -> None:
        _check_names(self.name, self.aliases)
        _require(self.family in FAMILIES, f"loss {self.name!r}: unknown family {self.family!r}")
        _require(self.elicits in ELICITS, f"loss {self.name!r}: unknown statistic {self.elicits!r}")
        _require(bool(self.inputs), f"loss {self.name!r}: it needs at least one input")
        unknown = set(self.tasks) - set(TASKS)
        _require(bool(self.tasks) and not unknown, f"loss {self.name!r}: unknown or missing tasks {sorted(unknown)}")
        _require(bool(self.calls or self.impl), f"loss {self.name!r}: nothing computes it")
        _require(self.impl == "" or self.impl.count(":") == 2, f"loss {self.name!r}: impl is not module:function:Class")
        _require(all(name.count(":") == 1 for name in self.extras), f"loss {self.name!r}: an extra is not module:name")
        _check_sentences(self.name, (self.summary, *self.pitfalls, *self.relations))

    @property
    def own_names(self) -> tuple[str, str] | None:
        """(function name, class name) of our definition, or None where there is none."""
        if not self.impl:
            return None
        _, function, cls = self.impl.split(":")
        return function, cls


def public_names(entries: Iterable[Loss]) -> tuple[dict[str, str], dict[str, str]]:
    """Names of our own definitions with their modules: the functions, and the classes.

    A class is what begins with a capital letter; what a loss brings along (`extras`) is sorted in the same way.
    """
    functions: dict[str, str] = {}
    classes: dict[str, str] = {}
    for loss in entries:
        module, _, names = loss.impl.partition(":")
        pairs = [(module, name) for name in names.split(":") if name]
        for where, name in pairs + [(where, name) for where, _, name in (e.partition(":") for e in loss.extras)]:
            (classes if name[0].isupper() else functions)[name] = where
    return functions, classes


def _check_names(name: str, aliases: tuple[str, ...]) -> None:
    _require(_NAME.fullmatch(name) is not None, f"name {name!r} is not kebab-case")
    _require(name not in aliases and len(set(aliases)) == len(aliases), f"{name!r}: an alias repeats a name")


def _check_sentences(name: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        _require(text.endswith((".", "?", "!")), f"{name!r}: not a sentence: {text!r}")
