"""Losses are called: arguments sorted out, rules told, and the value that comes back."""

import ast
import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.catalog.schema import Loss
from rightloss.check import facts
from rightloss.check.flow import dims
from rightloss.check.flow.events import LossCall
from rightloss.check.flow.gradients import attached_to
from rightloss.check.flow.values import (
    SOMETHING,
    UNKNOWN,
    Alternatives,
    Const,
    Criterion,
    Sequence,
    Tensor,
    Term,
    Value,
    constant,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

_serials = itertools.count(1)

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]

# Order of the arguments after input and target, of the functional forms.
_FUNCTIONAL: dict[str, str] = {
    "cross_entropy": "input target weight size_average ignore_index reduce reduction label_smoothing",
    "nll_loss": "input target weight size_average ignore_index reduce reduction",
    "binary_cross_entropy": "input target weight size_average reduce reduction",
    "binary_cross_entropy_with_logits": "input target weight size_average reduce reduction pos_weight",
    "mse_loss": "input target size_average reduce reduction weight",
    "l1_loss": "input target size_average reduce reduction weight",
    "smooth_l1_loss": "input target size_average reduce reduction beta",
    "huber_loss": "input target reduction delta weight",
    "kl_div": "input target size_average reduce reduction log_target",
    "poisson_nll_loss": "input target log_input full size_average eps reduce reduction",
    "gaussian_nll_loss": "input target var full eps reduction",
    "hinge_embedding_loss": "input target margin size_average reduce reduction",
    "soft_margin_loss": "input target size_average reduce reduction",
    "multi_margin_loss": "input target p margin weight size_average reduce reduction",
    "multilabel_margin_loss": "input target size_average reduce reduction",
    "multilabel_soft_margin_loss": "input target weight size_average reduce reduction",
    "ctc_loss": "log_probs targets input_lengths target_lengths blank reduction zero_infinity",
    "cosine_embedding_loss": "input1 input2 target margin size_average reduce reduction",
    "margin_ranking_loss": "input1 input2 target margin size_average reduce reduction",
    "triplet_margin_loss": "anchor positive negative margin p eps swap size_average reduce reduction",
    "triplet_margin_with_distance_loss": "anchor positive negative distance_function margin swap reduction",
    "linear_cross_entropy": (
        "input linear_weight target linear_bias weight reduction ignore_index label_smoothing options"
    ),
}
_CLASSES: dict[str, str] = {
    "CrossEntropyLoss": "weight size_average ignore_index reduce reduction label_smoothing",
    "NLLLoss": "weight size_average ignore_index reduce reduction",
    "NLLLoss2d": "weight size_average ignore_index reduce reduction",
    "BCELoss": "weight size_average reduce reduction",
    "BCEWithLogitsLoss": "weight size_average reduce reduction pos_weight",
    "MSELoss": "size_average reduce reduction",
    "L1Loss": "size_average reduce reduction",
    "SmoothL1Loss": "size_average reduce reduction beta",
    "HuberLoss": "reduction delta",
    "KLDivLoss": "size_average reduce reduction log_target",
    "PoissonNLLLoss": "log_input full size_average eps reduce reduction",
    "GaussianNLLLoss": "full eps reduction",
    "HingeEmbeddingLoss": "margin size_average reduce reduction",
    "SoftMarginLoss": "size_average reduce reduction",
    "MultiMarginLoss": "p margin weight size_average reduce reduction",
    "MultiLabelMarginLoss": "size_average reduce reduction",
    "MultiLabelSoftMarginLoss": "weight size_average reduce reduction",
    "CTCLoss": "blank reduction zero_infinity",
    "CosineEmbeddingLoss": "margin size_average reduce reduction",
    "MarginRankingLoss": "margin size_average reduce reduction",
    "TripletMarginLoss": "margin p eps swap size_average reduce reduction",
}
_INDEXED = ("cross-entropy", "nll", "ctc")
_TARGETS: dict[str, str] = {
    "ctc": "log_probs targets input_lengths target_lengths",
    "gaussian-nll": "input target var",
    "cosine-embedding": "input1 input2 target",
    "margin-ranking": "input1 input2 target",
    "triplet-margin": "anchor positive negative",
    "triplet-margin-with-distance": "anchor positive negative",
}


def parameters(dotted: str) -> frozenset[str]:
    """Names of the parameters of a functional loss, empty where they are not known."""
    return frozenset(_FUNCTIONAL.get(dotted.rpartition(".")[2], "").split())


def constructor(entry: Loss, dotted: str, args: Args, kwargs: Kwargs) -> dict[str, Value]:
    """Options of a loss object by name."""
    return dict(zip(_CLASSES.get(dotted.rpartition(".")[2], "").split(), args, strict=False)) | dict(kwargs)


def functional(run: "Interpreter", entry: Loss, dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """F.cross_entropy(...) and its like."""
    names = _FUNCTIONAL.get(dotted.rpartition(".")[2], "input target").split()
    given = dict(zip(names, args, strict=False)) | dict(kwargs)
    return _call(run, entry.name, dotted, names, given, node, None, "", len(args) + len(kwargs))


def called(run: "Interpreter", owner: Criterion, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """criterion(input, target)."""
    names = _TARGETS.get(owner.loss, "input target").split()
    given = {**owner.arguments, **dict(zip(names, args, strict=False)), **kwargs}
    return _call(run, owner.loss, owner.dotted, names, given, node, owner.node, owner.path, len(args) + len(kwargs))


def _call(
    run: "Interpreter",
    loss: str,
    dotted: str,
    names: list[str],
    given: dict[str, Value],
    node: ast.AST,
    made: ast.AST | None,
    made_path: str,
    count: int,
) -> Value:
    first, second = given.get(names[0], UNKNOWN), given.get(names[1] if len(names) > 1 else "target", UNKNOWN)
    options = {name: value for name, value in given.items() if name not in names[:2]}
    shown = _expressions(node, names)
    event = LossCall(
        node=node,
        path=run.path,
        loss=loss,
        dotted=dotted,
        input=first,
        target=second,
        options=options | _reduction(options),
        given=frozenset(options),
        made=made,
        made_path=made_path,
        inputs=shown[0],
        targets=shown[1],
        graded=run.graded,
        skorch=run.mentions("skorch"),
        autocast=run.autocast,
    )
    if count >= 1:
        run.emit(event)
    if isinstance(first, Tensor) and first.number:
        # One of several losses: which, is not known.
        run.judged[first.number] = loss if run.judged.get(first.number, loss) == loss else "several"
    return _value(run, event)


def _reduction(options: dict[str, Value]) -> dict[str, Value]:
    """The reduction that the deprecated size_average and reduce stand for, as torch reads them."""
    old = {name: options[name] for name in ("size_average", "reduce") if options.get(name, Const(None)) != Const(None)}
    if not old:
        return {}
    if not all(isinstance(value, Const) for value in old.values()):
        return {"reduction": UNKNOWN}
    if not constant(old.get("reduce", Const(True)), True):
        return {"reduction": Const("none")}
    return {"reduction": Const("mean" if constant(old.get("size_average", Const(True)), True) else "sum")}


def _expressions(node: ast.AST, names: list[str]) -> tuple[ast.expr | None, ast.expr | None]:
    if not isinstance(node, ast.Call):
        return None, None
    found: list[ast.expr | None] = [None, None]
    for position in range(2):
        if position < len(node.args) and not isinstance(node.args[position], ast.Starred):
            found[position] = node.args[position]
        name = names[position] if position < len(names) else ""
        found[position] = next((word.value for word in node.keywords if word.arg == name), found[position])
    return found[0], found[1]


def _value(run: "Interpreter", event: LossCall) -> Value:
    """The tensor that a loss gives: a number, or one value per element where the reduction is none."""
    parts = [part for part in (event.input, event.target) if isinstance(part, Tensor)]
    attached = attached_to(parts)
    if attached is False and len(parts) < 2:
        attached = None
    if attached is None and event.loss in _INDEXED and isinstance(event.input, Tensor):
        # Class indices have no graph, whatever they are.
        attached = event.input.attached
    if isinstance(event.input, Alternatives) or isinstance(event.target, Alternatives):
        attached = None
    reduction = constant(event.options.get("reduction", Const("mean")), None)
    shape: dims.Shape | None = () if reduction in ("mean", "sum", "batchmean") else None
    if reduction == "none":
        shape = _elements(event)
    hard = next((part.hard for part in parts if part.hard), "")
    if attached and not run.graded:
        hard = "no_grad"
    source: frozenset[int] = frozenset().union(*(part.source for part in parts)) if parts else frozenset()
    if len(parts) < 2 or any(part.attached is None for part in parts):
        source |= {SOMETHING}
    graph = _graph(run, parts)
    term = Term(
        loss=event.loss,
        path=event.path,
        line=getattr(event.node, "lineno", 1),
        column=getattr(event.node, "col_offset", 0),
        hard=hard,
        attached=attached,
        reduced=reduction != "none",
        serial=next(_serials),
        source=source,
        reached=frozenset(layer for layer, _ in graph),
    )
    low = (
        0.0
        if event.loss in ("mse", "l1", "huber", "smooth-l1", "cross-entropy", "binary-cross-entropy")
        else -facts.INF
    )
    space = f"loss:{event.loss}:{reduction}"
    return Tensor(
        space=space, shape=shape, attached=bool(attached and run.graded) if attached is not None else None,
        hard="" if attached and run.graded else hard, terms=(term,), source=source, low=low, graph=graph,
    )  # fmt: skip


def _graph(run: "Interpreter", parts: list[Tensor]) -> frozenset[tuple[int, int]]:
    empty: frozenset[tuple[int, int]] = frozenset()
    return empty.union(*(part.graph for part in parts)) if run.graded else empty


def _elements(event: LossCall) -> dims.Shape | None:
    if event.loss in ("cross-entropy", "nll"):
        x = event.input
        if isinstance(x, Tensor) and x.shape is not None and len(x.shape) >= 2:
            return (x.shape[0], *x.shape[2:])
        target = event.target
        return target.shape if isinstance(target, Tensor) and target.dtype in facts.INTEGRAL else None
    if isinstance(event.input, Tensor) and isinstance(event.target, Tensor):
        return dims.broadcast(event.input.shape, event.target.shape)
    return event.input.shape if isinstance(event.input, Tensor) else None


__all__ = ["Sequence", "called", "constructor", "functional"]
