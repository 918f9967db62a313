"""What an operation leaves of the graph: whether gradients flow, from which losses and layers."""

from collections.abc import Mapping

from rightloss.check import facts
from rightloss.check.flow.values import SOMETHING, Sequence, Tensor, Term, Unknown, Value, replace

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
_MAX_TERMS = 32
_MAX_GRAPH = 64


def flowing(name: str, value: Tensor, args: Args, kwargs: Kwargs) -> Tensor:
    """Whether gradients flow, which losses are inside, and where it came from."""
    parts = [part for arg in (*args, *kwargs.values()) for part in _inside(arg)]
    attached = attached_to(parts)
    unknown = any(_has_unknown(arg) for arg in (*args, *kwargs.values()))
    if attached is False and unknown and name in facts.MIXES:
        attached = None
    hard = next((part.hard for part in parts if part.hard), "")
    if name == "detach":
        hard, attached = ("detach" if attached else hard), False
    if name in facts.HARD or name in facts.COMPARISONS:
        hard = name if attached else hard
        attached = False
    # A factor without a graph weighs the others; what it was computed from is no term.
    weighed = [part for part in parts if part.attached] if name in ("mul", "div") and attached else parts
    terms = tuple(dict.fromkeys(term for part in weighed for term in part.terms))[-_MAX_TERMS:]
    if name in ("add", "sub") and attached and terms:
        dead = (_dead(part) for part in parts if part.shape == () and not part.terms and _is_dead(part))
        terms = (*terms, *(term for term in dead if term.line))
    if name in facts.COMPARISONS:
        terms = ()
    source = frozenset().union(*(part.source for part in parts)) if parts else frozenset()
    if any(part.attached is None for part in parts) or unknown:
        source |= {SOMETHING}
    trail = value.trail or max((part.trail for part in parts), key=len, default=())
    if name == "requires_grad_":
        attached = value.attached
    if value.dtype in facts.INTEGRAL:
        hard, attached = (hard or (f"{name}()" if attached else "")), False
    graph = frozenset().union(*(part.graph for part in parts)) if attached and len(parts) else frozenset()
    graph = graph if len(graph) <= _MAX_GRAPH else frozenset(sorted(graph)[-_MAX_GRAPH:])
    hard = "" if attached else hard
    return replace(value, attached=attached, hard=hard, terms=terms, source=source, trail=trail, graph=graph)


# What cuts the graph on purpose, or for a number.
_SOFT = ("", "detach", "item", "no_grad", "frozen")


def _is_dead(x: Tensor) -> bool:
    """A number that depends on the model only through a step without a gradient."""
    return x.attached is False and x.hard not in _SOFT and not x.hard.startswith("torch.")


def _dead(x: Tensor) -> Term:
    """A term of a loss that has no gradient, at the step that took it."""
    step = next((step for step in x.trail if step.what.startswith(x.hard)), None)
    where = (step.path, step.line) if step else ("", 0)
    return Term(loss="term", path=where[0], line=where[1], column=0, hard=x.hard, attached=False)


def _has_unknown(value: Value) -> bool:
    if isinstance(value, Sequence):
        return any(isinstance(part, Unknown) for part in value.names.values())
    return isinstance(value, Unknown)


def _inside(value: Value) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, Sequence):
        return [part for part in value.names.values() if isinstance(part, Tensor)]
    return []


def attached_to(parts: list[Tensor]) -> bool | None:
    """Whether gradients flow through any of these, None where that is not known."""
    states = [part.attached for part in parts]
    return True if True in states else None if None in states else False
