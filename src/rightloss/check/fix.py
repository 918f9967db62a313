"""Edits for rules to make: they replace and unwrap syntax nodes without touching the text around them.

Their columns are `ast`'s UTF-8 offsets; the engine turns them into characters when it has the text at hand.
"""

import ast

from rightloss.findings import Edit

# What keeps its meaning wherever it is put.
_ATOMS = (
    ast.Name,
    ast.Attribute,
    ast.Call,
    ast.Subscript,
    ast.Constant,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.JoinedStr,
)


def replace(node: ast.expr, text: str) -> Edit:
    """Write `text` where the node stands."""
    return Edit(
        line=node.lineno,
        column=node.col_offset,
        end_line=node.end_lineno or node.lineno,
        end_column=node.end_col_offset or node.col_offset,
        text=text,
    )


def unwrap(outer: ast.expr, inner: ast.expr) -> tuple[Edit, Edit]:
    """Leave of the node `outer` only `inner`, a node in it, with its formatting and in parentheses where needed."""
    opening, closing = ("", "") if isinstance(inner, _ATOMS) else ("(", ")")
    end_line, end_column = inner.end_lineno or inner.lineno, inner.end_col_offset or inner.col_offset
    before = Edit(
        line=outer.lineno,
        column=outer.col_offset,
        end_line=inner.lineno,
        end_column=inner.col_offset,
        text=opening,
    )
    after = Edit(
        line=end_line,
        column=end_column,
        end_line=outer.end_lineno or end_line,
        end_column=outer.end_col_offset or end_column,
        text=closing,
    )
    return before, after


def insert_argument(call: ast.Call, text: str) -> Edit:
    """Add an argument at the end of a call that has arguments already."""
    last = max(
        (*call.args, *(keyword.value for keyword in call.keywords)), key=lambda node: (node.lineno, node.col_offset)
    )
    line, column = last.end_lineno or last.lineno, last.end_col_offset or last.col_offset
    return Edit(line=line, column=column, end_line=line, end_column=column, text=f", {text}")
