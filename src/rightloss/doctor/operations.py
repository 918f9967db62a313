"""Names of operations as the doctor writes them, and which of them leave a tensor's meaning as it is."""

from rightloss.check.facts import ACTIVATIONS, HARD, SAME, Activated
from rightloss.doctor.evidence import Node

_BACKWARDS = {"radd": "add", "rmul": "mul", "iadd": "add", "isub": "sub", "imul": "mul", "itruediv": "div"}
_BACKWARDS |= {"truediv": "div", "rdiv": "rdiv", "rtruediv": "rdiv", "rpow": "rpow", "setitem": "setitem"}

# Same numbers, perhaps others shape, dtype or selection.
TRANSPARENT = frozenset(
    [
        "ddpsink",
        "view",
        "reshape",
        "flatten",
        "unflatten",
        "permute",
        "transpose",
        "t",
        "movedim",
        "squeeze",
        "unsqueeze",
        "expand",
        "expand_as",
        "view_as",
        "reshape_as",
        "contiguous",
        "clone",
        "to",
        "tocopy",
        "float",
        "double",
        "half",
        "bfloat16",
        "cuda",
        "cpu",
        "type",
        "getitem",
        "index",
        "index_select",
        "select",
        "slice",
        "narrow",
        "gather",
        "alias",
        "chunk",
        "split",
        "unbind",
        "asstrided",
        "unsafeview",
        "as_subclass",
        "requires_grad_",
        "squeeze_",
        "masked_select",
        "take",
        "take_along_dim",
        "diagonal",
        "mt",
    ]
)
_SCALING = frozenset(("mul", "div", "rdiv", "add", "sub", "rsub", "neg", "mean", "sum", "stack", "cat", "squeeze"))
_MOST_TERMS = 64


def named(function_name: str) -> str:
    """The common name: "__rsub__" -> "rsub", "softmax_" -> "softmax", "special_expit" -> "sigmoid"."""
    bare = function_name.strip("_")
    bare = _BACKWARDS.get(bare, bare)
    return SAME.get(bare, bare)


def producer(node: Node | None) -> Node | None:
    """The operation that made the numbers: views, casts and selections are skipped."""
    while node is not None and node.op in TRANSPARENT:
        node = node.inputs[0] if node.inputs else None
    return node


def way_to_producer(node: Node | None) -> list[Node]:
    """The views, casts and selections between a tensor and the operation that made its numbers."""
    found = []
    while node is not None and node.op in TRANSPARENT:
        found.append(node)
        node = node.inputs[0] if node.inputs else None
    return found


def activation(node: Node | None) -> Activated | None:
    """What is known of the result of an activation; None for other operations."""
    return None if node is None else ACTIVATIONS.get(node.op)


def is_hard(node: Node) -> bool:
    """Whether it has no derivative: argmax, round, a comparison."""
    return node.op in HARD or node.op in ("gt", "ge", "lt", "le", "eq", "ne")


def terms(node: Node | None) -> list[Node]:
    """The numbers that are added up to make a number: through sums, differences and factors."""
    found: list[Node] = []
    queue = [node]
    while queue:
        item = queue.pop()
        if item is None:
            continue
        branches = [before for before in item.inputs if before is not None]
        if item.op in ("mul", "div", "rdiv") and any(before.attached for before in branches):
            branches = [before for before in branches if before.attached]
        if item.op in _SCALING and _are_numbers(item, branches) and len(found) < _MOST_TERMS:
            queue += branches
        else:
            found.append(item)
    return found


def _are_numbers(item: Node, branches: list[Node]) -> bool:
    """Whether only numbers went in, or a list of numbers was put together."""
    listed = item.op in ("stack", "cat", "sum", "mean") and len(item.shape) <= 1
    return bool(branches) and all(not before.shape or (listed and before.op in ("stack", "cat")) for before in branches)
