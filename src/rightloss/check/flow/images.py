"""Pictures: torchvision's data sets and transforms, PIL and OpenCV."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.check.facts import INF
from rightloss.check.flow import dims
from rightloss.check.flow.arguments import bind, dim_of, dtype_of, integer, number
from rightloss.check.flow.values import (
    UNKNOWN,
    Const,
    Object,
    Sequence,
    Step,
    Tensor,
    Value,
    constant,
    replace,
    sequence,
)
from rightloss.check.known_data import LABEL, SAME_IMAGE, TORCHVISION

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
# How far below zero black must come to call an image standardised.
_DARK = 0.2
_MODES = {"L": 0, "1": 0, "P": 0, "I": 0, "F": 0, "RGB": 3, "RGBA": 4, "YCbCr": 3, "HSV": 3, "CMYK": 4}


def picture(dotted: str, args: Args, kwargs: Kwargs) -> Value:
    """`Image.open(...)`, `cv2.imread(...)`."""
    if dotted == "PIL.Image.open":
        return Object(kind="picture", names={"mode": UNKNOWN, "height": UNKNOWN, "width": UNKNOWN})
    if dotted == "cv2.imread":
        flag = args[1] if len(args) > 1 else Const(1)
        gray = flag == Const(0) or getattr(flag, "dotted", "") == "cv2.IMREAD_GRAYSCALE"
        colour = flag == Const(1) or getattr(flag, "dotted", "") == "cv2.IMREAD_COLOR"
        shape = (None, None) if gray else (None, None, 3) if colour else None
        return Tensor(dtype="uint8", shape=shape, low=0.0, attached=False, array=True)
    return UNKNOWN


def picture_method(owner: Object, name: str, args: Args, kwargs: Kwargs) -> Value:
    """`image.convert("L")`, `image.resize((width, height))`: another picture."""
    names = dict(owner.names)
    if name == "convert" and args:
        names["mode"] = args[0]
    elif name == "resize" and args and isinstance(args[0], Sequence) and len(args[0].names) == 2:
        names["width"], names["height"] = args[0].items
    elif name not in ("rotate", "transpose", "copy", "filter"):
        return UNKNOWN
    elif name in ("rotate", "transpose"):
        names["width"] = names["height"] = UNKNOWN
    return Object(kind="picture", names=names)


def as_array(owner: Object) -> Tensor:
    """`np.array(image)`: height, width, channels."""
    channels = _MODES.get(constant(owner.names["mode"], ""))
    size = (dim_of(owner.names["height"]), dim_of(owner.names["width"]))
    shape = None if channels is None else size if channels == 0 else (*size, channels)
    return Tensor(dtype="uint8", shape=shape, low=0.0, attached=False, array=True)


# Data sets


def dataset(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A data set of torchvision: one example is an image, transformed, and a class."""
    fact = TORCHVISION.get(name)
    if fact is None:
        return UNKNOWN
    sizes = (fact.channels, fact.height or None, fact.width or None)
    label: Value = Tensor(
        space="class-index",
        dtype="long",
        shape=(),
        low=0.0,
        high=float(fact.classes - 1) if fact.classes else INF,
        attached=False,
        trail=(Step(f"{LABEL} {name}", run.path, getattr(node, "lineno", 1)),),
    )
    given = dict(kwargs)
    if name == "ImageFolder" and len(args) > 1:
        given.setdefault("transform", args[1])
    image = transformed(run, Tensor(dtype=None, shape=sizes, attached=False), given.get("transform", UNKNOWN), node)
    if given.get("target_transform", Const(None)) != Const(None):
        from rightloss.check.flow import calls

        label = calls.call(run, given["target_transform"], (label,), {}, node)
    item = sequence([image, label])
    return Object(kind="dataset", names={"item": item, "columns": sequence([])})


# Transforms


def transform(run: "Interpreter", parts: list[str], args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """`transforms.Resize(...)`: kept with its arguments until it is called."""
    name = parts[-1]
    if "functional" in parts:
        if name == "to_tensor" and args:
            return _step(run, "ToTensor", (), {}, _image(args[0]), node)
        return UNKNOWN
    return Object(
        kind="transform", names={"name": Const(name), "args": sequence(args), **{f"={k}": v for k, v in kwargs.items()}}
    )


def transformed(run: "Interpreter", x: Tensor, how: Value, node: ast.AST) -> Value:
    """An image after a transform: a Tensor of channels, height, width; Unknown where the transform is."""
    if not isinstance(how, Object) or how.kind != "transform":
        from rightloss.check.flow import calls
        from rightloss.check.flow.values import Function, Instance, Method

        return calls.call(run, how, (x,), {}, node) if isinstance(how, Function | Method | Instance) else UNKNOWN
    inner = how.names["args"]
    args = tuple(inner.items) if isinstance(inner, Sequence) else ()
    kwargs = {name[1:]: value for name, value in how.names.items() if str(name).startswith("=")}
    return _step(run, constant(how.names["name"], ""), args, kwargs, x, node)


def call(run: "Interpreter", how: Object, args: Args, node: ast.AST) -> Value:
    """A transform is called on a picture or tensor."""
    return transformed(run, _image(args[0] if args else UNKNOWN), how, node)


def _image(value: Value) -> Tensor:
    """A picture as channels, height, width."""
    if isinstance(value, Object) and value.kind == "picture":
        channels = _MODES.get(constant(value.names["mode"], ""))
        size = (dim_of(value.names["height"]), dim_of(value.names["width"]))
        return Tensor(shape=(None if channels is None else channels or 1, *size), attached=False)
    if isinstance(value, Tensor) and value.array:
        if value.shape is None or len(value.shape) not in (2, 3):
            return Tensor(attached=False)
        last = value.shape[2] if len(value.shape) == 3 else 1
        return Tensor(dtype=value.dtype, shape=(last, *value.shape[:2]), attached=False)
    return value if isinstance(value, Tensor) else Tensor(attached=False)


def _step(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, x: Tensor, node: ast.AST) -> Value:
    if name == "Compose":
        steps = args[0] if args else UNKNOWN
        value: Value = x
        for part in steps.items if isinstance(steps, Sequence) and steps.exact else [UNKNOWN]:
            value = transformed(run, value, part, node) if isinstance(value, Tensor) else UNKNOWN
        return value
    if name == "Lambda" and args:
        from rightloss.check.flow import calls

        return calls.call(run, args[0], (x,), {}, node)
    if name in ("ToTensor", "ToDtype", "ConvertImageDtype"):
        kind = "float" if name == "ToTensor" else dtype_of(args[0]) if args else None
        return replace(x, dtype=kind, low=0.0, high=1.0 if name != "ToDtype" or "scale" in kwargs else INF)
    if name == "Normalize":
        return _normalised(x, bind("mean std inplace", args, kwargs))
    if name in ("Resize", "CenterCrop", "RandomCrop", "RandomResizedCrop"):
        return _resized(x, name, args[0] if args else kwargs.get("size", UNKNOWN))
    if name == "Grayscale":
        channels = args[0] if args else kwargs.get("num_output_channels", Const(1))
        return replace(x, shape=(dim_of(channels), *x.shape[1:]) if x.shape else None)
    return x if name in SAME_IMAGE or name in ("ToImage", "PILToTensor", "RandomApply", "Pad") else UNKNOWN


def _resized(x: Tensor, name: str, size: Value) -> Tensor:
    if x.shape is None or len(x.shape) != 3:
        return replace(x, shape=None)
    at = integer(size)
    if isinstance(size, Sequence) and size.exact and len(size.names) == 2:
        wanted: dims.Shape = tuple(dim_of(part) for part in size.items)
    elif at is not None and (name != "Resize" or (x.shape[1] is not None and x.shape[1] == x.shape[2])):
        wanted = (at, at)
    else:
        wanted = (None, None)
    return replace(x, shape=(x.shape[0], *wanted))


def _normalised(x: Tensor, given: Mapping[str, Value]) -> Tensor:
    """(x - mean) / std for each channel: the range that this gives."""
    means, deviations = (_numbers(given.get(name)) for name in ("mean", "std"))
    if not means or not deviations or len(means) != len(deviations) or 0 in deviations or x.high == INF:
        return replace(x, space=None, low=-INF, high=INF)
    pairs = list(zip(means, deviations, strict=True))
    low, high = min((x.low - m) / s for m, s in pairs), max((x.high - m) / s for m, s in pairs)
    # Black pixels are there in every picture: they become negative.
    return replace(x, space="normal" if low < -_DARK else None, low=low, high=high)


def _numbers(value: Value | None) -> list[float]:
    parts = value.items if isinstance(value, Sequence) and value.exact else [value] if value is not None else []
    found = [number(part) for part in parts]
    return [part for part in found if part is not None] if None not in found else []
