"""What the operations and layers of torch do to a tensor, as data: each fact is checked against torch in the tests."""

from dataclasses import dataclass

INF = float("inf")


@dataclass(frozen=True, kw_only=True)
class Activated:
    """Output of an activation: its space, its range, whether it is normalised over a dimension."""

    space: str | None
    low: float = -INF
    high: float = INF
    over_dim: bool = False


ACTIVATIONS: dict[str, Activated] = {
    "sigmoid": Activated(space="independent-probabilities", low=0.0, high=1.0),
    "hardsigmoid": Activated(space="independent-probabilities", low=0.0, high=1.0),
    "logsigmoid": Activated(space="independent-log-probabilities", high=0.0),
    "softmax": Activated(space="probabilities", low=0.0, high=1.0, over_dim=True),
    "softmin": Activated(space="probabilities", low=0.0, high=1.0, over_dim=True),
    "gumbel_softmax": Activated(space="probabilities", low=0.0, high=1.0, over_dim=True),
    "log_softmax": Activated(space="log-probabilities", high=0.0, over_dim=True),
    "tanh": Activated(space="symmetric-interval", low=-1.0, high=1.0),
    "hardtanh": Activated(space="symmetric-interval", low=-1.0, high=1.0),
    "softsign": Activated(space="symmetric-interval", low=-1.0, high=1.0),
    "relu": Activated(space="non-negative", low=0.0),
    "relu6": Activated(space="non-negative", low=0.0, high=6.0),
    "softplus": Activated(space="non-negative", low=0.0),
    "leaky_relu": Activated(space="scores"),
    "rrelu": Activated(space="scores"),
    "prelu": Activated(space="scores"),
    "elu": Activated(space="scores", low=-1.0),
    "celu": Activated(space="scores", low=-1.0),
    "selu": Activated(space="scores", low=-1.7582),
    "gelu": Activated(space="scores", low=-0.17),
    "silu": Activated(space="scores", low=-0.2785),
    "mish": Activated(space="scores", low=-0.3089),
    "hardswish": Activated(space="scores", low=-0.375),
    "normalize": Activated(space="unit-vectors", low=-1.0, high=1.0),
}

# torch.nn classes of the same.
ACTIVATION_CLASSES: dict[str, str] = {
    "Sigmoid": "sigmoid",
    "Hardsigmoid": "hardsigmoid",
    "LogSigmoid": "logsigmoid",
    "Softmax": "softmax",
    "Softmax2d": "softmax",
    "Softmin": "softmin",
    "LogSoftmax": "log_softmax",
    "Tanh": "tanh",
    "Hardtanh": "hardtanh",
    "Softsign": "softsign",
    "ReLU": "relu",
    "ReLU6": "relu6",
    "Softplus": "softplus",
    "LeakyReLU": "leaky_relu",
    "RReLU": "rrelu",
    "PReLU": "prelu",
    "ELU": "elu",
    "CELU": "celu",
    "SELU": "selu",
    "GELU": "gelu",
    "SiLU": "silu",
    "Mish": "mish",
    "Hardswish": "hardswish",
}

# Other spellings of operations.
SAME: dict[str, str] = {
    "expit": "sigmoid",
    "special_expit": "sigmoid",
    "sigmoid_": "sigmoid",
    "softmax_": "softmax",
    "relu_": "relu",
    "tanh_": "tanh",
    "concat": "cat",
    "concatenate": "cat",
    "swapaxes": "transpose",
    "swapdims": "transpose",
    "moveaxis": "movedim",
    "multiply": "mul",
    "divide": "div",
    "true_divide": "div",
    "subtract": "sub",
    "negative": "neg",
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "absolute": "abs",
    "clip": "clamp",
    "clamp_": "clamp",
    "mm": "matmul",
    "bmm": "matmul",
    "arccos": "acos",
    "float_power": "pow",
    "unsqueeze_": "unsqueeze",
    "squeeze_": "squeeze",
    "add_": "add",
    "mul_": "mul",
    "sub_": "sub",
    "div_": "div",
    "detach_": "detach",
    "masked_fill_": "masked_fill",
    "expand_dims": "unsqueeze",
    "type_as": "to",
}

# These give back what they get: same numbers, same shape.
KEEPS = frozenset(
    [
        "contiguous",
        "clone",
        "cuda",
        "cpu",
        "to",
        "requires_grad_",
        "requires_grad",
        "pin_memory",
        "share_memory_",
        "retain_grad",
        "numpy",
        "asarray",
        "identity",
        "nan_to_num",
        "register_hook",
        "as_tensor",
        "from_numpy",
        "copy",
        "xpu",
        "npu",
        "mps",
        "tensor",
        "is_contiguous",
        "align_as",
        "to_dense",
        "half_",
        "refine_names",
        "rename",
        "copy_",
        "nan_to_num_",
        "movesaxis",
    ]
)

CASTS: dict[str, str] = {
    "float": "float",
    "double": "double",
    "half": "half",
    "bfloat16": "half",
    "long": "long",
    "int": "int",
    "short": "int",
    "bool": "bool",
    "byte": "uint8",
}
DTYPES: dict[str, str] = {
    "torch.float": "float",
    "torch.float32": "float",
    "torch.float64": "double",
    "torch.double": "double",
    "torch.half": "half",
    "torch.float16": "half",
    "torch.bfloat16": "half",
    "torch.long": "long",
    "torch.int64": "long",
    "torch.int": "int",
    "torch.int32": "int",
    "torch.int16": "int",
    "torch.int8": "int",
    "torch.uint8": "uint8",
    "torch.bool": "bool",
    "torch.LongTensor": "long",
    "torch.FloatTensor": "float",
    "numpy.float32": "float",
    "numpy.float64": "double",
    "numpy.int64": "long",
    "numpy.int32": "int",
    "numpy.uint8": "uint8",
    "numpy.long": "long",
    "builtins.float": "float",
    "builtins.int": "long",
    "builtins.bool": "bool",
    "float32": "float",
    "float64": "double",
    "int64": "long",
    "int32": "int",
    "uint8": "uint8",
}
INTEGRAL = frozenset(("long", "int", "uint8", "bool"))
FLOATING = frozenset(("float", "double", "half"))

# Elementwise functions that keep neither space nor range.
ELEMENTWISE = frozenset(
    [
        "abs",
        "sqrt",
        "square",
        "pow",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "exp",
        "log",
        "log1p",
        "expm1",
        "log2",
        "log10",
        "rsqrt",
        "reciprocal",
        "neg",
        "erf",
        "erfc",
        "floor",
        "ceil",
        "trunc",
        "frac",
        "clamp",
        "clamp_min",
        "clamp_max",
        "dropout",
        "dropout2d",
        "alpha_dropout",
        "feature_dropout",
        "nan_to_num",
        "logit",
        "lgamma",
        "digamma",
        "sign",
        "round",
        "masked_fill",
        "fmod",
        "sinh",
        "cosh",
    ]
)
BINARY = frozenset(
    [
        "add",
        "sub",
        "mul",
        "div",
        "pow",
        "remainder",
        "floor_divide",
        "maximum",
        "minimum",
        "atan2",
        "hypot",
        "fmod",
        "addcmul",
        "bitwise_and",
        "bitwise_or",
        "bitwise_xor",
        "bitwise_left_shift",
        "bitwise_right_shift",
        "logical_and",
        "logical_or",
        "logical_xor",
        "xlogy",
    ]
)
# Operations of several tensors besides: what is not known among their arguments may carry gradients.
MIXES = BINARY | frozenset(
    [
        "linear",
        "bilinear",
        "conv1d",
        "conv2d",
        "conv3d",
        "conv_transpose1d",
        "conv_transpose2d",
        "einsum",
        "tensordot",
        "matmul",
        "dot",
        "mv",
        "inner",
        "outer",
        "kron",
        "cross",
        "addmm",
        "baddbmm",
        "lerp",
        "cat",
        "stack",
        "where",
        "cdist",
        "pairwise_distance",
        "cosine_similarity",
        "index_add",
        "scatter_add",
        "scaled_dot_product_attention",
    ]
)
COMPARISONS = frozenset(
    ["eq", "ne", "lt", "le", "gt", "ge", "isclose", "isnan", "isinf", "isfinite", "logical_not", "signbit"]
)
# These cut the graph: their derivative is zero almost everywhere, or they give indices.
HARD = frozenset(
    [
        "argmax",
        "argmin",
        "round",
        "floor",
        "ceil",
        "trunc",
        "sign",
        "argsort",
        "multinomial",
        "bernoulli",
        "bincount",
        "one_hot",
        "nonzero",
    ]
)

REDUCTIONS = frozenset(
    [
        "sum",
        "mean",
        "prod",
        "std",
        "var",
        "norm",
        "logsumexp",
        "amax",
        "amin",
        "max",
        "min",
        "median",
        "all",
        "any",
        "nansum",
        "nanmean",
        "count_nonzero",
        "aminmax",
    ]
)

# Methods that tell a tensor (or array) from everything else that a program may call them on.
TENSOR_METHODS = frozenset(
    [
        "softmax",
        "log_softmax",
        "sigmoid",
        "logsigmoid",
        "float",
        "long",
        "double",
        "half",
        "bool",
        "byte",
        "int",
        "argmax",
        "view",
        "reshape",
        "permute",
        "unsqueeze",
        "to",
        "type",
        "astype",
        "backward",
    ]
)
