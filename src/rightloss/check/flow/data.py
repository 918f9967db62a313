"""Data sets and loaders: what an example and a batch look like."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.check.flow import dims, torch_ops
from rightloss.check.flow.arguments import bind, dim_of
from rightloss.check.flow.values import (
    UNKNOWN,
    Const,
    Function,
    Instance,
    Method,
    Object,
    Partial,
    Sequence,
    Table,
    Tensor,
    Value,
    alternatives,
    fresh,
    join_all,
    replace,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
# The size of batches of which the last has one example.
LAST_OF_ONE = "batch, at last 1"
Kwargs = Mapping[str, Value]


def make(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """A data set, loader or split of torch.utils.data."""
    if name == "TensorDataset":
        return Object(
            kind="dataset",
            names={
                "item": sequence([torch_ops.row(x) if isinstance(x, Tensor) else UNKNOWN for x in args]),
                "columns": sequence(args),
            },
        )
    if name == "DataLoader":
        given = bind("dataset batch_size shuffle sampler batch_sampler num_workers collate_fn", args, kwargs)
        return Object(kind="loader", names=dict(given))
    if name == "Subset" and args:
        return args[0] if isinstance(args[0], Object) else Object(kind="subset", names={"dataset": args[0]})
    if name == "random_split" and args and isinstance(args[0], Object | Instance):
        return Sequence(names={0: args[0]}, kind="list", exact=False)
    return UNKNOWN


def batch(run: "Interpreter", loader: Object, node: ast.AST | None = None) -> Value:
    """What a DataLoader gives: a batch of what its data set gives."""
    from rightloss.check.flow import calls

    dataset, size = loader.names.get("dataset", UNKNOWN), loader.names.get("batch_size", Const(1))
    if isinstance(dataset, Object) and dataset.kind == "subset":
        dataset = dataset.names["dataset"]
    item: Value = UNKNOWN
    count: dims.Dim = None
    if isinstance(dataset, Object) and dataset.kind == "dataset":
        item = dataset.names["item"]
        columns = dataset.names["columns"]
        lengths = (
            [x.shape[0] for x in columns.items if isinstance(x, Tensor) and x.shape]
            if isinstance(columns, Sequence)
            else []
        )
        count = lengths[0] if lengths else None
    elif isinstance(dataset, Instance):
        item = calls.dataset_item(run, dataset, dataset.cls.node)
    elif isinstance(dataset, Sequence) and dataset.names:
        item = _example(list(dataset.names.values()))
        count = len(dataset.names) if dataset.exact else None
    elif isinstance(dataset, Tensor):
        item = torch_ops.row(dataset)
        count = dataset.shape[0] if dataset.shape else None
    collate = loader.names.get("collate_fn")
    if isinstance(collate, Function | Method | Partial | Instance):
        return calls.call(run, collate, (Sequence(names={0: item}, exact=False),), {}, node or ast.Pass())
    if collate is not None and collate != Const(None):
        return UNKNOWN
    rows = dim_of(size)
    whole = isinstance(rows, int) and isinstance(count, int) and count % max(rows, 1) == 0
    one = isinstance(rows, int) and isinstance(count, int) and rows > 1 and count % rows == 1
    kept = loader.names.get("drop_last", Const(False)) == Const(False)
    first: dims.Dim = rows if whole else dims.symbol(LAST_OF_ONE if one and kept else "batch")
    return _stacked(item, first)


def _example(items: list[Value]) -> Value:
    """What every example of a list is: lists of one length are joined part by part, as tuples are."""
    rows = [part for part in items if isinstance(part, Sequence) and part.exact and part.kind == "list"]
    if len(rows) < len(items) or len({len(row.names) for row in rows}) != 1:
        return join_all(items)
    return sequence([join_all(list(column)) for column in zip(*(row.items for row in rows), strict=True)], rows[0].kind)


def _stacked(item: Value, rows: dims.Dim) -> Value:
    parts = alternatives(item)
    if len(parts) > 1:
        return join_all([_stacked(part, rows) for part in parts])
    match item:
        case Tensor():
            dim = None if item.dim is None else item.dim + 1 if item.dim >= 0 else item.dim
            return replace(
                item,
                shape=(rows, *item.shape) if item.shape is not None else None,
                dim=dim,
                array=False,
                order=(),
                number=fresh(),
            )
        case Const() if isinstance(item.value, bool | int | float):
            dtype = "bool" if isinstance(item.value, bool) else "long" if isinstance(item.value, int) else "double"
            return Tensor(dtype=dtype, shape=(rows,), attached=False)
        case Sequence() if item.exact:
            return sequence([_stacked(part, rows) for part in item.items], "list")
        case Table() if item.exact:
            return Table(names={key: _stacked(part, rows) for key, part in item.names.items()})
        case _:
            return UNKNOWN
