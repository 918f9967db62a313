"""What an expression can be: tensors with what is known of them, modules, losses, functions, containers, constants."""

import ast
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as altered
from typing import Any, NamedTuple

from rightloss.check.flow import dims

MAX_ALTERNATIVES = 6
# In the source of a tensor: it may have come through layers that are not known.
SOMETHING = -1
_MAX_TRAIL = 6
AVERAGED = "averaged"
# One count for all: equal numbers are equal values, and no two makers may hand out the same.
_counted = itertools.count(1)


def fresh() -> int:
    """A number that nothing else has: of a value, a layer, a call."""
    return next(_counted)


@dataclass(frozen=True, eq=False, slots=True)
class Origin:
    """What wrote a step, for fixes: the expression (for "returned by", the function), the names there, the layer."""

    node: ast.AST | None
    scope: "Scope | None" = None
    layer: "Layer | None" = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a value on its way, for messages: "softmax(dim=1)" at a line of a file."""

    what: str
    path: str
    line: int
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Site:
    """A call in the source."""

    node: ast.AST
    path: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything at all. Nothing is ever reported about it."""


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Const:
    """A constant: number, string, True, None..."""

    value: Any


NONE = Const(None)


@dataclass(frozen=True, slots=True)
class Term:
    """One loss that a value is made of; `serial` tells two runs of the same call apart.

    `source` and `reached` are the layers that its arguments came through, and those among them that get a gradient.
    """

    loss: str
    path: str
    line: int
    column: int
    hard: str = ""
    attached: bool | None = None
    reduced: bool = True
    serial: int = 0
    source: frozenset[int] = field(default=frozenset(), compare=False)
    reached: frozenset[int] = field(default=frozenset(), compare=False)


class Tensor(NamedTuple):
    """A tensor (or array) and what is certain about it. A tuple, as most of these are copies of others.

    Attributes:
        space: what its numbers are (a name of the catalog's spaces, "scores" for raw outputs), None if unknown.
        dim: the dimension it was normalised over.
        dtype: "float", "half", "double", "long", "int", "uint8", "bool"; None if unknown.
        shape: sizes of its dimensions, None if even their number is unknown.
        tail: where their number is unknown: the sizes of the last ones, as far as a layer fixes them.
        attached: whether gradients flow through it to parameters.
        hard: the step that cut it off the graph although its input was on it ("argmax", "round", ">").
        low: lower bound of its values.
        high: upper bound of its values.
        trail: what happened to it, the latest last.
        terms: the losses it is made of.
        source: identities of the layers that it came through, and SOMETHING where others may be among them.
        order: names of its axes in memory order, where view and permute have to be told apart.
        array: whether it is a numpy array.
        number: equal for tensors that are certainly equal (value numbering), 0 where that is not tracked.
        made: the operation that made it and the numbers of its operands.
        graph: the layers that certainly lie in the graph behind it: identity of the layer, number of the call.
        of: the space of what the last activation was taken of, or AVERAGED where a mean was taken since.
    """

    space: str | None = None
    dim: int | None = None
    dtype: str | None = None
    shape: dims.Shape | None = None
    tail: dims.Shape = ()
    attached: bool | None = None
    hard: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    trail: tuple[Step, ...] = ()
    terms: tuple[Term, ...] = ()
    source: frozenset[int] = frozenset()
    order: tuple[str, ...] = ()
    array: bool = False
    number: int = 0
    made: tuple[str, tuple[int, ...]] = ("", ())
    graph: frozenset[tuple[int, int]] = frozenset()
    of: str | None = None

    def via(self, step: Step, **changes: Any) -> "Tensor":
        """The tensor after a step."""
        return replace(self, trail=(*self.trail, step)[-_MAX_TRAIL:], **changes)

    def via_detached(self) -> "Tensor":
        """The tensor without its graph."""
        return replace(self, attached=False, hard="detach" if self.attached else self.hard, graph=frozenset())


def replace(tensor: Tensor, **changes: Any) -> Tensor:
    """A tensor with other things known about it."""
    return tensor._replace(**changes)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of a few values; which one depends on what is not known."""

    values: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class External:
    """A name of another package, by its dotted path: torch.nn.functional.softmax."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A method of a tensor, container or other value, not called yet."""

    owner: "Value"
    name: str


@dataclass(frozen=True, slots=True)
class Layer:
    """An instance of a class of torch.nn (not a loss), with its arguments; `element`: written in a Sequential."""

    dotted: str
    arguments: Mapping[str, "Value"]
    node: ast.AST
    path: str
    identity: int
    element: bool = False

    def __hash__(self) -> int:
        return self.identity


@dataclass(frozen=True, slots=True)
class Criterion:
    """An instance of a loss class, with its arguments."""

    loss: str
    dotted: str
    arguments: Mapping[str, "Value"]
    node: ast.AST
    path: str

    def __hash__(self) -> int:
        return hash((self.loss, id(self.node)))


@dataclass(eq=False, slots=True)
class Scope:
    """Names and their values; the module's scope is the outermost.

    `stars` are the modules that it imports all of; `watch`, while a module is half made, is told what is looked up.
    """

    names: dict[Any, "Value"] = field(default_factory=dict)
    parent: "Scope | None" = None
    path: str = ""
    stars: "dict[tuple[str, int], Lazy]" = field(default_factory=dict)
    watch: Callable[[str], None] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    """A function of the project, with the scope it was defined in."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    path: str
    owner: "Class | None" = None
    # Decorators that matter: "staticmethod", "classmethod", "property", "no_grad".
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False, slots=True)
class Class:
    """A class of the project."""

    node: ast.ClassDef
    bases: tuple["Value", ...]
    scope: Scope
    path: str


@dataclass(eq=False, slots=True)
class Instance:
    """An object of a class of the project. Its attributes change as the program runs."""

    cls: Class
    names: dict[Any, "Value"] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Method:
    """A function bound to an object."""

    function: Function
    self: "Value"


@dataclass(frozen=True, eq=False, slots=True)
class Partial:
    """A callable with some arguments given."""

    function: "Value"
    args: tuple["Value", ...]
    kwargs: Mapping[str, "Value"]


@dataclass(eq=False, slots=True)
class Sequence:
    """A tuple, list, nn.ModuleList or nn.Sequential. `names` maps positions to elements.

    `exact` says that the elements are all there are; else any element may repeat, and `names[0]` stands for all.
    `born` counts the loops of unknown length around the place where it was made: what such a loop appends repeats.
    """

    names: dict[Any, "Value"] = field(default_factory=dict)
    kind: str = "list"
    exact: bool = True
    identity: int = 0
    born: int = 0

    @property
    def items(self) -> list["Value"]:
        """The elements in order."""
        return [self.names[index] for index in range(len(self.names))]


@dataclass(eq=False, slots=True)
class Table:
    """A dict or nn.ModuleDict with constant keys. `exact` as for sequences."""

    names: dict[Any, "Value"] = field(default_factory=dict)
    exact: bool = True
    kind: str = "dict"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the project, imported as a module."""

    scope: Scope


@dataclass(frozen=True, eq=False, slots=True)
class Lazy:
    """What an import binds, found out when it is wanted. Stands in scopes only."""

    force: Callable[[], "Value"]


@dataclass(eq=False, slots=True)
class Object:
    """An instance of a class of another package that we know something about: optimizer, DataLoader, distribution."""

    kind: str
    names: dict[Any, "Value"] = field(default_factory=dict)


Value = (
    Unknown
    | Const
    | Tensor
    | Alternatives
    | External
    | Bound
    | Layer
    | Criterion
    | Function
    | Class
    | Instance
    | Method
    | Partial
    | Sequence
    | Table
    | Object
    | File
    | Lazy
)


@dataclass
class Frame:
    """One call: where its names live, what it returned so far, and where it was called."""

    scope: Scope
    path: str
    function: Function | None = None
    site: Site | None = None
    returns: list[Value] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)


def sequence(values: "list[Value] | tuple[Value, ...]", kind: str = "tuple", exact: bool = True) -> Sequence:
    """A sequence of values."""
    return Sequence(names=dict(enumerate(values)), kind=kind, exact=exact)


def alternatives(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value, itself if there is one."""
    return value.values if isinstance(value, Alternatives) else (value,)


def forced(value: Value) -> Value:
    """The value itself, an import found out."""
    return value.force() if type(value) is Lazy else value


def join(a: Value, b: Value) -> Value:
    """What is true of both values."""
    if a is b or a == b:
        return a
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return UNKNOWN
    found: list[Value] = list(alternatives(a))
    for value in alternatives(b):
        _include(found, value)
    if len(found) > MAX_ALTERNATIVES:
        return UNKNOWN
    return found[0] if len(found) == 1 else Alternatives(tuple(found))


def _include(found: list[Value], value: Value) -> None:
    for index, old in enumerate(found):
        if old is value or old == value:
            return
        if isinstance(old, Tensor) and isinstance(value, Tensor) and _alike(old, value):
            found[index] = _merge(old, value)
            return
        if isinstance(old, Sequence) and isinstance(value, Sequence) and _rows(old, value):
            found[index] = sequence([join(a, b) for a, b in zip(old.items, value.items, strict=True)])
            return
    found.append(value)


def _rows(a: Sequence, b: Sequence) -> bool:
    """Whether both are tuples of one length, which never change."""
    return a.kind == b.kind == "tuple" and a.exact and b.exact and len(a.names) == len(b.names)


def _alike(a: Tensor, b: Tensor) -> bool:
    return (a.space, a.dim, a.dtype, a.hard, a.attached) == (b.space, b.dim, b.dtype, b.hard, b.attached)


def _merge(a: Tensor, b: Tensor) -> Tensor:
    return replace(
        a,
        shape=dims.join(a.shape, b.shape),
        tail=a.tail if a.tail == b.tail else (),
        low=min(a.low, b.low),
        high=max(a.high, b.high),
        terms=tuple(dict.fromkeys((*a.terms, *b.terms))),
        source=a.source | b.source,
        order=a.order if a.order == b.order else (),
        array=a.array and b.array,
        graph=a.graph & b.graph,
        trail=a.trail if _one_way(a.trail, b.trail) else tuple(altered(step, origin=None) for step in a.trail),
    )


def _one_way(a: tuple[Step, ...], b: tuple[Step, ...]) -> bool:
    """Whether the same expressions made both: a fix of one way alone would hide the other."""
    if len(a) != len(b):
        return False
    pairs = [(x.origin, y.origin) for x, y in zip(a, b, strict=True)]
    return all(
        x is y or (x is not None and y is not None and x.node is y.node and x.layer == y.layer) for x, y in pairs
    )


def join_all(values: "list[Value]") -> Value:
    """What is true of all values; Unknown for none."""
    if not values:
        return UNKNOWN
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


def constant(value: Value | None, default: Any = None) -> Any:
    """The constant that a value is, else the default."""
    return value.value if isinstance(value, Const) else default
