"""Sphinx settings. Formulas become MathML, which browsers draw themselves: a page asks for nothing from elsewhere."""

import html

from docutils import nodes
from docutils.utils.math import latex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

import rightloss

project = "rightloss"
copyright = "the rightloss authors"
release = rightloss.__version__
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "rightloss"
html_math_renderer = "mathml"


def mathml(tex: str, *, block: bool) -> str:
    """The formula as MathML, or its source where it uses what docutils cannot translate."""
    try:
        return str(latex2mathml.tex2mathml(tex, as_block=block))
    except Exception:  # docutils raises several kinds, all of which mean the same here
        return f"<code>{html.escape(tex)}</code>"


def _inline(writer: HTML5Translator, node: nodes.math) -> None:
    writer.body.append(mathml(node.astext(), block=False))
    raise nodes.SkipNode


def _block(writer: HTML5Translator, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="math">{mathml(node.astext(), block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the renderer."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
