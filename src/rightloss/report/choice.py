"""How a `Choice` looks: as text, JSON, Markdown, a web page, and in a notebook."""

import json

from rightloss.choose.result import Choice
from rightloss.report.choice_html import to_html, to_html_fragment
from rightloss.report.choice_markdown import to_markdown
from rightloss.report.choice_text import to_text

__all__ = ["to_html", "to_html_fragment", "to_json", "to_markdown", "to_text"]


def to_json(choice: Choice) -> str:
    """The choice as JSON ("schema" first, no NaN), with a final newline."""
    return json.dumps(choice.to_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
