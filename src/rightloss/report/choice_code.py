"""Python source as HTML, coloured when the report is made."""

import html
from itertools import groupby

from rightloss._optional import resolve

_CLASSES = (
    ("Token.Comment", "hc"),
    ("Token.Keyword", "hk"),
    ("Token.Operator.Word", "hk"),
    ("Token.Literal.String", "hs"),
    ("Token.Literal.Number", "hm"),
    ("Token.Name.Function", "hf"),
    ("Token.Name.Class", "hf"),
    ("Token.Name.Builtin", "hf"),
    ("Token.Name.Decorator", "hf"),
)


def code_html(source: str) -> str:
    """The source in <pre><code>, its tokens in spans of the classes hc, hk, hs, hm and hf."""
    tokens = resolve("pygments.lexers.python:PythonLexer")().get_tokens(source.strip("\n"))
    marked = ((_class_of(str(kind)), text) for kind, text in tokens)
    pieces = []
    for name, group in groupby(marked, key=lambda pair: pair[0]):
        text = html.escape("".join(text for _, text in group))
        pieces.append(f'<span class="{name}">{text}</span>' if name else text)
    return f'<pre tabindex="0"><code>{"".join(pieces).rstrip()}</code></pre>'


def _class_of(kind: str) -> str:
    return next((name for prefix, name in _CLASSES if kind.startswith(prefix)), "")
