"""Layers of torch.nn: what calling them gives."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from rightloss.check import facts
from rightloss.check.flow import dims, frozen, torch_ops
from rightloss.check.flow.arguments import dim_of, integer
from rightloss.check.flow.values import (
    AVERAGED,
    NONE,
    SOMETHING,
    UNKNOWN,
    Alternatives,
    Const,
    Criterion,
    Function,
    Instance,
    Layer,
    Object,
    Sequence,
    Step,
    Table,
    Tensor,
    Value,
    constant,
    fresh,
    join_all,
    replace,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter


# Parameters of constructors, in order, as far as they matter.
SIGNATURES: dict[str, str] = {
    "Linear": "in_features out_features bias",
    "LazyLinear": "out_features bias",
    "Bilinear": "in1_features in2_features out_features bias",
    **dict.fromkeys(
        ("Conv1d", "Conv2d", "Conv3d"), "in_channels out_channels kernel_size stride padding dilation groups"
    ),
    **dict.fromkeys(("LazyConv1d", "LazyConv2d", "LazyConv3d"), "out_channels kernel_size stride padding dilation"),
    **dict.fromkeys(
        ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"),
        "in_channels out_channels kernel_size stride padding output_padding",
    ),
    **dict.fromkeys(("MaxPool1d", "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d"), "kernel_size stride padding"),
    **dict.fromkeys(
        ("AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d"), "output_size"
    ),
    **dict.fromkeys(("Softmax", "LogSoftmax", "Softmin"), "dim"),
    "Flatten": "start_dim end_dim",
    "Unflatten": "dim unflattened_size",
    "Embedding": "num_embeddings embedding_dim padding_idx",
    "EmbeddingBag": "num_embeddings embedding_dim",
    **dict.fromkeys(("LSTM", "GRU", "RNN"), "input_size hidden_size num_layers bias batch_first dropout bidirectional"),
    **dict.fromkeys(("LSTMCell", "GRUCell", "RNNCell"), "input_size hidden_size"),
    "MultiheadAttention": "embed_dim num_heads",
    "Upsample": "size scale_factor",
    "Hardtanh": "min_val max_val",
    "Softplus": "beta threshold",
    "PixelShuffle": "upscale_factor",
    "CosineSimilarity": "dim eps",
    "Dropout": "p",
}
# Words of a program that computes in another precision than float32 somewhere.
_OTHER_PRECISION = ("double", "float64", "half", "float16", "set_default", "precision", "autocast", "complex")
_SAME_SHAPE = [
    "BatchNorm",
    "LayerNorm",
    "GroupNorm",
    "InstanceNorm",
    "SyncBatchNorm",
    "RMSNorm",
    "LocalResponseNorm",
    "Dropout",
    "AlphaDropout",
    "FeatureAlphaDropout",
    "LazyBatchNorm",
]


def forward(run: "Interpreter", layer: Layer, args: tuple[Value, ...], node: ast.AST) -> Value:
    """What a layer gives for its input. Inputs that are not known are taken for tensors."""
    x = args[0] if args else UNKNOWN
    name = layer.dotted.rpartition(".")[2]
    if name in facts.ACTIVATION_CLASSES:
        return _activation(run, layer, name, x, node)
    if name == "CosineSimilarity":
        return torch_ops.apply(run, "cosine_similarity", args[:2], {"dim": layer.arguments.get("dim", Const(1))}, node)
    if isinstance(x, Alternatives):
        return join_all([forward(run, layer, (part, *args[1:]), node) for part in x.values])
    value = x if isinstance(x, Tensor) else Tensor(attached=None)
    handler = _LAYERS.get(name)
    if handler is None:
        return _unchanged(run, layer, value) if name.startswith(tuple(_SAME_SHAPE)) else UNKNOWN
    result = handler(layer, value)
    states = [part for state in args[1:] for part in _tensors(state)]
    value = replace(value, graph=value.graph.union(*(part.graph for part in states)))
    if isinstance(result, Tensor):
        return _parametric(run, layer, value, result)
    return _recorded(run, layer, value, result)


def _tensors(value: Value) -> list[Tensor]:
    if isinstance(value, Sequence):
        return [part for inner in value.names.values() for part in _tensors(inner)]
    return [value] if isinstance(value, Tensor) else []


def _recorded(run: "Interpreter", layer: Layer, x: Tensor, result: Value) -> Value:
    """Outputs and states of a recurrent layer: all of them have its graph."""
    if isinstance(result, Sequence):
        return sequence([_recorded(run, layer, x, part) for part in result.items], result.kind)
    if not isinstance(result, Tensor):
        return result
    own = {(layer.identity, fresh())} if not result.graph else frozenset()
    graph = result.graph | x.graph | own if run.graded else frozenset()
    unknown = frozenset((SOMETHING,)) if x.attached is None else frozenset()
    still = frozen.state(run, layer.identity)
    attached = run.graded and (True if still is False or x.attached else None if still is None else x.attached)
    if not attached:
        graph = frozenset()
    return replace(result, attached=attached, graph=graph, source=x.source | unknown | {layer.identity})


def _parametric(run: "Interpreter", layer: Layer, x: Tensor, result: Tensor) -> Tensor:
    name = layer.dotted.rpartition(".")[2]
    still = frozen.state(run, layer.identity)
    learns = name not in _FIXED and still is False
    unsure = still is None and name not in _FIXED
    attached = run.graded and (True if learns or x.attached else None if unsure else x.attached)
    if result.dtype is None and not run.mentions(*_OTHER_PRECISION):
        result = replace(result, dtype="float")
    if run.autocast and result.space == "scores":
        result = replace(result, dtype="half")
    number = fresh()
    own: frozenset[tuple[int, int]] = frozenset(((layer.identity, number),) if learns and attached is True else ())
    graph = x.graph | own if attached else frozenset()
    unknown = frozenset((SOMETHING,)) if x.attached is None else frozenset()
    return replace(
        result,
        attached=attached,
        graph=graph,
        hard=_cut(run, x, attached, learns, still),
        source=x.source | unknown | ({layer.identity} if name not in _FIXED else frozenset()),
        number=number,
        made=(name, (x.number,)),
        trail=() if name not in _FIXED else x.trail,
        terms=(),
    )


def _cut(run: "Interpreter", x: Tensor, attached: bool | None, learns: bool, still: bool | None) -> str:
    """What cut the output of a layer off the graph of its own parameters, or of what its input came from."""
    if attached:
        return ""
    if (learns or x.attached) and not run.graded:
        return "no_grad"
    return x.hard or (frozen.named(run) if still and attached is False and run.graded else "")


def _activation(run: "Interpreter", layer: Layer, name: str, x: Value, node: ast.AST) -> Value:
    kwargs = {key: value for key, value in layer.arguments.items() if key == "dim"}
    if name == "Softmax2d":
        kwargs = {"dim": Const(-3)}
    run.acting = layer
    try:
        return torch_ops.apply(run, facts.ACTIVATION_CLASSES[name], (x,), kwargs, node)
    finally:
        run.acting = None


def _unchanged(run: "Interpreter", layer: Layer, x: Tensor) -> Tensor:
    """Normalisation keeps the shape; raw scores stay raw, anything else is no longer what it was."""
    dropout = "Dropout" in layer.dotted
    space = "scores" if x.space == "scores" or not dropout else None
    # Norms have parameters of their own (unless affine=False, which is rare: then nothing is certain).
    attached = x.attached if dropout or x.attached or "Instance" in layer.dotted else True
    if not x.attached and frozen.state(run, layer.identity) is not False:
        attached = x.attached if frozen.state(run, layer.identity) else None
    if not run.graded:
        attached = False
    if "affine" in layer.arguments or "elementwise_affine" in layer.arguments:
        attached = x.attached or None
    return replace(
        x,
        attached=attached,
        hard="" if attached else x.hard,
        space=space,
        dim=None,
        low=-facts.INF,
        high=facts.INF,
        trail=(),
        made=("", ()),
        number=0,
    )


def _raw(shape: dims.Shape | None, x: Tensor) -> Tensor:
    dtype = x.dtype if x.dtype in facts.FLOATING else None
    return Tensor(space="scores", shape=shape, dtype=dtype)


def _linear(layer: Layer, x: Tensor) -> Tensor:
    out = dim_of(layer.arguments.get("out_features"))
    shape = (*x.shape[:-1], out) if x.shape else None
    return replace(_raw(shape, x), order=(), tail=() if shape else (out,))


def _per_node(layer: Layer, x: Tensor) -> Tensor:
    out = dim_of(layer.arguments.get("out_features"))
    return replace(_raw((x.shape[0] if x.shape else None, out), x), order=())


def _convolution(layer: Layer, x: Tensor) -> Tensor:
    out = dim_of(layer.arguments.get("out_channels"))
    rank = int(layer.dotted[-2])
    if x.shape is None or len(x.shape) not in (rank + 1, rank + 2):
        return replace(_raw(None, x), tail=(out, *(None,) * rank))
    spatial = tuple(_window(layer, size, at) for at, size in enumerate(x.shape[-rank:]))
    return _raw((*x.shape[: -rank - 1], out, *spatial), x)


def _window(layer: Layer, size: dims.Dim, at: int) -> dims.Dim:
    """The size after a convolution or pooling window."""
    pooling = "Pool" in layer.dotted
    kernel = _pair(layer.arguments.get("kernel_size"), at)
    stride = _pair(layer.arguments.get("stride"), at) if "stride" in layer.arguments else (kernel if pooling else 1)
    padding_value = layer.arguments.get("padding", Const(0))
    if constant(padding_value) == "same":
        return size
    padding = 0 if constant(padding_value) == "valid" else _pair(padding_value, at)
    dilation = _pair(layer.arguments.get("dilation", Const(1)), at)
    if kernel is None or stride is None or padding is None or dilation is None or stride <= 0:
        return None
    if "Transpose" in layer.dotted:
        extra = _pair(layer.arguments.get("output_padding", Const(0)), at)
        if not isinstance(size, int) or extra is None:
            return None
        return (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
    reach = dilation * (kernel - 1) + 1
    if stride == 1 and reach == 2 * padding + 1:
        return size
    return (size + 2 * padding - reach) // stride + 1 if isinstance(size, int) else None


def _part(value: Value | None, at: int) -> Value | None:
    """What an argument says of one spatial dimension: its element there, or itself where it is for all."""
    if isinstance(value, Sequence) and value.exact and at < len(value.names):
        return value.items[at]
    return value


def _pair(value: Value | None, at: int) -> int | None:
    return integer(_part(value, at))


def _pool(layer: Layer, x: Tensor) -> Tensor:
    rank = int(layer.dotted[-2])
    of = AVERAGED if "Avg" in layer.dotted else x.of
    x = replace(x, space=x.space if x.space in ("scores", "non-negative") else None, dim=None, of=of)
    if x.shape is None or len(x.shape) < rank + 1:
        return replace(x, shape=None, tail=_pooled_tail(layer, x, rank))
    if "Adaptive" in layer.dotted:
        spatial: dims.Shape = tuple(_adapted(layer, dim, at) for at, dim in enumerate(x.shape[-rank:]))
    else:
        spatial = tuple(_window(layer, dim, at) for at, dim in enumerate(x.shape[-rank:]))
    return replace(x, shape=(*x.shape[:-rank], *spatial), order=())


def _adapted(layer: Layer, size: dims.Dim, at: int) -> dims.Dim:
    """The size that adaptive pooling leaves: its own, or that of the input where None is given."""
    given = _part(layer.arguments.get("output_size"), at)
    return size if given == NONE else integer(given)


def _pooled_tail(layer: Layer, x: Tensor, rank: int) -> dims.Shape:
    """The channels and what adaptive pooling leaves, of an input whose number of dimensions is unknown."""
    if x.shape is not None or len(x.tail) <= rank:
        return ()
    spatial = x.tail[-rank:]
    return (
        *x.tail[:-rank],
        *(_adapted(layer, dim, at) if "Adaptive" in layer.dotted else None for at, dim in enumerate(spatial)),
    )


def _flatten(layer: Layer, x: Tensor) -> Value:
    start, end = integer(layer.arguments.get("start_dim", Const(1))), integer(layer.arguments.get("end_dim", Const(-1)))
    if x.shape is None or start is None or end is None or len(x.shape) <= start:
        return replace(x, shape=None, dim=None, order=(), tail=())
    end = end + len(x.shape) if end < 0 else end
    return replace(x, shape=(*x.shape[:start], dims.product(x.shape[start : end + 1]), *x.shape[end + 1 :]), dim=None)


def _unflatten(layer: Layer, x: Tensor) -> Tensor:
    at, sizes = integer(layer.arguments.get("dim")), layer.arguments.get("unflattened_size")
    if x.shape is None or at is None or not isinstance(sizes, Sequence) or not -len(x.shape) <= at < len(x.shape):
        return replace(x, shape=None, dim=None, order=(), tail=())
    at %= len(x.shape)
    shape = (*x.shape[:at], *map(dim_of, sizes.items), *x.shape[at + 1 :])
    return replace(x, shape=tuple(None if dim == -1 else dim for dim in shape), dim=None, order=())


def _embedding(layer: Layer, x: Tensor) -> Tensor:
    width = dim_of(layer.arguments.get("embedding_dim"))
    if "Bag" in layer.dotted:
        # Rows of a matrix are bags; a vector of indices comes with offsets, and then their number is not known.
        return Tensor(
            space="scores", shape=(x.shape[0], width) if x.shape and len(x.shape) == 2 else None, dtype="float"
        )
    shape = (*x.shape, width) if x.shape is not None else None
    return Tensor(space="scores", shape=shape, tail=() if shape else (width,), dtype="float")


def _recurrent(layer: Layer, x: Tensor) -> Value:
    hidden = dim_of(layer.arguments.get("hidden_size"))
    both = constant(layer.arguments.get("bidirectional", Const(False)), None)
    width = dims.times(hidden, 2) if both else hidden if both is False else None
    shape = (*x.shape[:-1], width) if x.shape else None
    tail = () if shape else (width,)
    call = fresh()
    graph = x.graph | {(layer.identity, call)}
    out = Tensor(space="hidden", shape=shape, tail=tail, attached=True, number=call, graph=graph)
    state = Tensor(space="hidden", attached=True, number=fresh(), graph=graph)
    inner: Value = sequence([state, state]) if "LSTM" in layer.dotted else state
    return sequence([out, inner])


def _cell(layer: Layer, x: Tensor) -> Value:
    width = dim_of(layer.arguments.get("hidden_size"))
    state = Tensor(space="hidden", shape=(*x.shape[:-1], width) if x.shape else None, attached=True, number=fresh())
    return sequence([state, state]) if "LSTM" in layer.dotted else state


def _attention(layer: Layer, x: Tensor) -> Value:
    return sequence([Tensor(space="scores", shape=x.shape, attached=True), UNKNOWN])


def _same(layer: Layer, x: Tensor) -> Tensor:
    return x


def _upsample(layer: Layer, x: Tensor) -> Tensor:
    scale = constant(layer.arguments.get("scale_factor"))
    if x.shape is None:
        return replace(x, tail=(*x.tail[:1], *(None,) * (len(x.tail) - 1)), order=())
    if isinstance(scale, int):
        return replace(x, shape=(*x.shape[:2], *(dims.times(dim, scale) for dim in x.shape[2:])), order=())
    return replace(x, shape=(*x.shape[:2], *(None,) * (len(x.shape) - 2)), order=())


def _transformer(layer: Layer, x: Tensor) -> Tensor:
    return Tensor(space="scores", shape=x.shape, tail=x.tail)


_FIXED = frozenset(
    [
        "Flatten",
        "Unflatten",
        "Identity",
        "Upsample",
        "MaxPool1d",
        "MaxPool2d",
        "MaxPool3d",
        "AvgPool1d",
        "AvgPool2d",
        "AvgPool3d",
        "AdaptiveAvgPool1d",
        "AdaptiveAvgPool2d",
        "AdaptiveMaxPool1d",
        "AdaptiveMaxPool2d",
    ]
)
_LAYERS: dict[str, Callable[[Layer, Tensor], Value]] = {
    **dict.fromkeys(("Linear", "LazyLinear", "Bilinear"), _linear),
    **dict.fromkeys(
        [f"{lazy}Conv{part}{rank}d" for lazy in ("", "Lazy") for part in ("", "Transpose") for rank in (1, 2, 3)],
        _convolution,
    ),
    **dict.fromkeys(
        [f"{kind}Pool{rank}d" for kind in ("Max", "Avg", "AdaptiveAvg", "AdaptiveMax") for rank in (1, 2, 3)], _pool
    ),
    "Flatten": _flatten,
    "Unflatten": _unflatten,
    **dict.fromkeys(("Embedding", "EmbeddingBag"), _embedding),
    **dict.fromkeys(("LSTM", "GRU", "RNN"), _recurrent),
    **dict.fromkeys(("LSTMCell", "GRUCell", "RNNCell"), _cell),
    "MultiheadAttention": _attention,
    "Identity": _same,
    **dict.fromkeys(("Upsample", "UpsamplingBilinear2d", "UpsamplingNearest2d"), _upsample),
    **dict.fromkeys(
        ("TransformerEncoder", "TransformerEncoderLayer", "TransformerDecoder", "TransformerDecoderLayer"), _transformer
    ),
    "GraphLayer": _per_node,
}


def arguments(name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value]) -> dict[str, Value]:
    """Arguments of a layer's constructor by name."""
    return dict(zip(SIGNATURES.get(name, "").split(), args, strict=False)) | dict(kwargs)


def identities(parameters: Value) -> frozenset[int]:
    """The layers whose parameters an optimizer got, empty where others may be among them."""
    if isinstance(parameters, Sequence) and parameters.exact and parameters.names:
        each = [identities(part) for part in parameters.items]
        return frozenset().union(*each) if all(each) else frozenset()
    if not isinstance(parameters, Object) or parameters.kind != "parameters":
        return frozenset()
    found = list(_layers_in(parameters.names["owner"], 0))
    return frozenset(part.identity for part in found if part is not None) if None not in found else frozenset()


def _layers_in(value: Value, depth: int) -> Iterator[Layer | None]:
    """The layers inside a module; None for something that may have parameters of its own."""
    if isinstance(value, Layer):
        yield value
    elif isinstance(value, Instance | Sequence | Table) and depth < 8:
        for part in value.names.values():
            yield from _layers_in(part, depth + 1)
    elif not isinstance(value, Const | Criterion | Function):
        yield None


__all__ = ["Step", "arguments", "forward", "identities"]
