"""A choice as a web page: one self-contained file that asks nobody for anything; and as a fragment for notebooks."""

import json
from collections.abc import Iterator

from rightloss.choose.result import Choice
from rightloss.report import choice_sections as sections
from rightloss.report import choice_words as words
from rightloss.report.choice_code import code_html
from rightloss.report.choice_style import FRAGMENT, PAGE, SHARED

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# Named, so that a browser does not ask a server for /favicon.ico.
_ICON = '<link rel="icon" href="data:,">'


def to_html(choice: Choice) -> str:
    """The report as one file: light and dark, for screen, phone and paper, with the JSON form inside."""
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{_ICON}<title>{sections.text(words.headline(choice))} · rightloss</title><style>{SHARED}{PAGE}</style>"
    )
    body = "\n".join((_header(choice), *(_section(*part) for part in _parts(choice)), _machine(choice)))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body class="rightloss">{body}</body></html>\n'


def to_html_fragment(choice: Choice) -> str:
    """The choice for a notebook cell: its styles reach no further than itself."""
    body = [f'<p class="verdict">{sections.prose(choice.verdict)}</p>', sections.chips(choice), _top(choice)]
    body += [f'<p class="head">{title}</p>{inner}' for title, inner in _told(choice) if inner]
    if choice.best and choice.best.snippet:
        body.append(f"<details><summary>Code</summary>{code_html(choice.best.snippet)}</details>")
    return f'<div class="rightloss"><style>{SHARED}{FRAGMENT}</style>{"".join(body)}</div>'


def _header(choice: Choice) -> str:
    source = choice.data.get("source")
    where = f" · {sections.text(str(source))}" if source else ""
    return (
        f'<header><p class="brand"><b>rightloss</b> choose{where}</p>'
        f'<h1 class="verdict">{sections.prose(choice.verdict)}</h1>{sections.chips(choice)}</header>{_top(choice)}'
    )


def _top(choice: Choice) -> str:
    cards = sections.key_facts(choice) + sections.distribution(choice)
    return f'<div class="top">{cards}</div>' if cards else ""


def _parts(choice: Choice) -> Iterator[tuple[str, str]]:
    yield "How the losses weigh a miss", sections.curves(choice)
    yield from _told(choice)
    yield "Ruled out", sections.ruled_out(choice)
    yield "Code", code_html(choice.best.snippet) if choice.best and choice.best.snippet else ""
    yield "Data", sections.data(choice)


def _told(choice: Choice) -> Iterator[tuple[str, str]]:
    yield "Why", sections.reasons(choice)
    yield "Watch out", sections.points(choice.best.caveats if choice.best else ())
    yield "One question would settle it", sections.question(choice)
    yield "Ranking", sections.ranking(choice) + sections.rivals(choice)


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>" if body else ""


def _machine(choice: Choice) -> str:
    """The JSON form for programs. No "<" can end the element early: it is written as an escape of JSON's."""
    text = json.dumps(choice.to_dict(), allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/json" id="rightloss-choice">{text}</script>'
