"""Other packages as far as losses meet them: torchvision, timm, transformers, scikit-learn, PIL, accelerate."""

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rightloss.check import known_data
from rightloss.check.flow import dims, frames, frozen, images
from rightloss.check.flow.arguments import bind, dim_of, integer
from rightloss.check.flow.events import Step as Stepped
from rightloss.check.flow.values import (
    NONE,
    UNKNOWN,
    Const,
    Layer,
    Object,
    Sequence,
    Table,
    Tensor,
    Term,
    Value,
    constant,
    fresh,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
# Far from the numbers of layers and of other tensors.


def call(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A call of a name of another package; Unknown for what is not known."""
    root, _, _ = dotted.partition(".")
    handler = _PACKAGES.get(root)
    return handler(run, dotted, args, kwargs, node) if handler is not None else UNKNOWN


# Networks


def _torchvision(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    parts = dotted.split(".")
    name = parts[-1]
    if "datasets" in parts:
        return images.dataset(run, name, args, kwargs, node)
    if "transforms" in parts:
        return images.transform(run, parts, args, kwargs, node)
    if parts[1:2] != ["models"] or not name[:1].islower() or name.startswith("get_"):
        return UNKNOWN
    if len(parts) == 4:
        kind = {"segmentation": "dense", "detection": "detector"}.get(parts[2], "")
        return network(kind, kwargs.get("num_classes", UNKNOWN)) if kind else UNKNOWN
    return network("pair" if _auxiliary(name, kwargs) else "classifier", kwargs.get("num_classes", Const(1000)))


def _auxiliary(name: str, kwargs: Kwargs) -> bool:
    """Whether a model gives a pair of outputs while it is trained."""
    return name == "inception_v3" and kwargs.get("aux_logits") in (None, Const(True))


def network(kind: str, out: Value) -> Object:
    """A model whose inside is not known: the size of its output is."""
    return Object(kind="net", names={"kind": Const(kind), "out": out, "identity": Const(fresh())})


def _timm(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    out = kwargs.get("num_classes", UNKNOWN)
    if dotted != "timm.create_model" or "features_only" in kwargs or out == Const(0):
        return UNKNOWN
    return network("classifier", out)


def _transformers(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    _, _, rest = dotted.partition(".")
    cls, _, method = rest.rpartition(".")
    if method not in ("from_pretrained", "from_config") or not ("Model" in cls or "For" in cls):
        return UNKNOWN
    kind = next((kind for mark, kind in _TRANSFORMERS.items() if mark in cls), "encoder")
    return network(kind, kwargs.get("num_labels", UNKNOWN))


_TRANSFORMERS = {
    "ForSequenceClassification": "transformers-row",
    "ForImageClassification": "transformers-row",
    "ForAudioClassification": "transformers-row",
    "ForTokenClassification": "transformers-token",
    "ForCausalLM": "transformers-token",
    "LMHeadModel": "transformers-token",
    "ForMaskedLM": "transformers-token",
    "For": "other",
}


def forward(run: "Interpreter", net: Object, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """What such a model gives."""
    kind = constant(net.names["kind"])
    if kind in ("classifier", "pair"):
        scores = _scores(run, net, args, node)
        trained = net.names.get("training", Const(True)) == Const(True)
        return sequence([scores, scores]) if kind == "pair" and trained else scores
    out = dim_of(net.names["out"])
    if kind == "dense":
        return Table(names={"out": _raw(run, net, args, (_rows(args), out, None, None))})
    if kind == "transformers-row":
        return _record(run, net, _raw(run, net, args, (None, out)), kwargs, node)
    if kind == "transformers-token":
        return _record(run, net, _raw(run, net, args, (None, None, out)), kwargs, node)
    return UNKNOWN


def _scores(run: "Interpreter", net: Object, args: Args, node: ast.AST) -> Value:
    """The output of a classifier, whose last layer may have been replaced."""
    from rightloss.check.flow import calls

    head = next((net.names[name] for name in known_data.HEADS if name in net.names), None)
    if head is None:
        return _raw(run, net, args, (_rows(args), dim_of(net.names["out"])))
    if isinstance(head, Layer) and "Conv" in head.dotted:
        return _raw(run, net, args, (_rows(args), dim_of(head.arguments.get("out_channels"))))
    inside = Tensor(
        space="hidden", shape=(_rows(args), None), attached=False if _cut(run, net, args) else None, source=_source(net)
    )
    return calls.call(run, head, (inside,), {}, node)


def _rows(args: Args) -> dims.Dim:
    x = args[0] if args else UNKNOWN
    return x.shape[0] if isinstance(x, Tensor) and x.shape else None


def _source(net: Object) -> frozenset[int]:
    return frozenset((constant(net.names["identity"], 0),))


def _cut(run: "Interpreter", net: Object, args: Args) -> bool:
    """Whether no gradient flows: all is frozen, and what goes in is data: an image may carry what is trained."""
    plain = bool(args) and isinstance(args[0], Tensor) and args[0].attached is False
    return plain and frozen.state(run, constant(net.names["identity"], 0)) is True


def _raw(run: "Interpreter", net: Object, args: Args, shape: dims.Shape) -> Tensor:
    # Some of its parameters may be frozen one by one: somewhere in it gradients flow, unless none are recorded.
    still = _cut(run, net, args)
    return Tensor(
        space="scores",
        shape=shape,
        attached=False if still or not run.graded else None,
        hard="frozen" if still and run.graded else "",
        source=_source(net),
        number=fresh(),
        made=("network", ()),
    )


def _record(run: "Interpreter", net: Object, logits: Tensor, kwargs: Kwargs, node: ast.AST) -> Value:
    """Outputs by name: the scores, and the loss where labels were given."""
    names: dict[object, Value] = {"logits": logits}
    if "labels" in kwargs:
        term = Term(loss="model", path=run.path, line=getattr(node, "lineno", 1), column=getattr(node, "col_offset", 0))
        names["loss"] = Tensor(space="loss:model:mean", shape=(), terms=(term,), source=logits.source)
    return Table(names=names, kind="record", exact=False)


def method(run: "Interpreter", net: Object, name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Methods of a model."""
    if name in ("forward", "__call__"):
        return forward(run, net, args, kwargs, node)
    if name in ("eval", "train"):
        mode = Const(False) if name == "eval" else args[0] if args else Const(True)
        run.heap.write(net, "training", mode)
        return net
    if name == "requires_grad_":
        frozen.mark(run, net, args[0] if args else Const(True))
    if name in ("to", "cuda", "cpu", "float", "half", "requires_grad_", "compile", "apply"):
        return net
    if name in ("parameters", "named_parameters"):
        return Object(kind=name.replace("_", "-"), names={"owner": net})
    if name == "zero_grad":
        run.emit(Stepped(node=node, path=run.path, what=name, optimizer=0, block=run.body))
    return UNKNOWN


# Trainers' helpers


def _helper(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    name = dotted.rpartition(".")[2]
    return Object(kind="helper") if name in ("Accelerator", "Fabric") else UNKNOWN


def _ignite(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A trainer of ignite calls the model and the loss on every batch."""
    from rightloss.check.flow import calls

    given = bind("model optimizer loss_fn", args, kwargs)
    if dotted.endswith(".create_supervised_trainer") and len(given) >= 3 and "model_transform" not in given:
        out = calls.call(run, given["model"], (UNKNOWN,), {}, node)
        calls.call(run, given["loss_fn"], (out, UNKNOWN), {}, node)
    return UNKNOWN


def helper_method(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Methods of accelerate's Accelerator and Lightning's Fabric: they give back what they prepare."""
    if name in ("prepare", "setup", "setup_module", "setup_dataloaders", "setup_optimizers", "prepare_model") and args:
        return args[0] if len(args) == 1 else sequence(args)
    if name == "backward" and args:
        run.backward(node, args[0])
        return NONE
    return UNKNOWN


# Graphs


def _graphs(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    name = dotted.rpartition(".")[2]
    if ".nn." not in dotted:
        return UNKNOWN
    if name in known_data.GRAPH_LAYERS:
        given = bind("in_channels out_channels heads concat", args, kwargs)
        wide = {"GATConv", "GATv2Conv", "TransformerConv"}
        out = dim_of(given.get("out_channels", given.get("out_feats")))
        if name in wide:
            heads = integer(given.get("heads", given.get("num_heads", Const(1))))
            out = None if "dgl" in dotted else dims.times(out, heads) if "concat" not in given else None
        names = {"out_features": Const(out)} if isinstance(out, int) else {}
        return Layer(dotted="graph.GraphLayer", arguments=names, node=node, path=run.path, identity=fresh())
    if name.startswith("global_") and name.endswith("_pool") and args and isinstance(args[0], Tensor):
        x = args[0]
        return Tensor(
            space=x.space if name != "global_add_pool" else None,
            shape=(None, x.shape[-1]) if x.shape else None,
            tail=x.tail if x.shape is None else (),
            attached=x.attached,
            source=x.source,
        )
    return UNKNOWN


def _sklearn(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return frames.sklearn(dotted.rpartition(".")[2], args, kwargs)


def _pandas(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return frames.pandas(dotted, args, kwargs)


def _pictures(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return images.picture(dotted, args, kwargs)


Handler = Callable[["Interpreter", str, Args, Kwargs, ast.AST], Value]
_PACKAGES: dict[str, Handler] = {
    "torchvision": _torchvision,
    "timm": _timm,
    "transformers": _transformers,
    "accelerate": _helper,
    "ignite": _ignite,
    "lightning": _helper,
    "lightning_fabric": _helper,
    "torch_geometric": _graphs,
    "dgl": _graphs,
    "sklearn": _sklearn,
    "pandas": _pandas,
    "PIL": _pictures,
    "cv2": _pictures,
}

__all__ = ["Sequence", "call", "forward", "helper_method", "method", "network"]
