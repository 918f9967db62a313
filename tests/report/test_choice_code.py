import html
import re

import pytest

from rightloss.report.choice_code import code_html

SOURCE = '# note\nfrom torch import nn\n\n\ndef f(x: int) -> str:\n    return f"<{x}>" if not x & 1 else "3"\n'


@pytest.mark.parametrize("source", [SOURCE, "x = 1", "not python: </pre><script> &amp; \u00e9", ""])
def test_the_source_is_all_there(source: str) -> None:
    inner = code_html(source).removeprefix('<pre tabindex="0"><code>').removesuffix("</code></pre>")
    assert html.unescape(re.sub(r"</?span[^>]*>", "", inner)) == source.rstrip()


@pytest.mark.parametrize(
    ("text", "style"),
    [("# note", "hc"), ("from", "hk"), ("not", "hk"), ("1", "hm"), ("&quot;3&quot;", "hs"), ("f", "hf")],
)
def test_tokens_are_coloured(text: str, style: str) -> None:
    assert f'<span class="{style}">{text}</span>' in code_html(SOURCE)
