"""A diagnosis as a web page: one self-contained file; and as a fragment for notebooks."""

import html
import json

from rightloss.doctor.result import Diagnosis
from rightloss.findings import Finding
from rightloss.report.choice_style import FRAGMENT, PAGE, SHARED
from rightloss.report.diagnosis_figures import figures
from rightloss.report.diagnosis_words import facts, headline, tried
from rightloss.report.finding_text import position

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def to_html(diagnosis: Diagnosis) -> str:
    """The diagnosis as one file: light and dark, with the JSON form inside."""
    title = html.escape(headline(diagnosis))
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{title} · rightloss</title><style>{SHARED}{PAGE}</style>"
    )
    body = (
        f'<header><p class="brand"><b>rightloss</b> diagnose</p><h1 class="verdict">{title}</h1></header>'
        f"{_body(diagnosis)}{_machine(diagnosis)}"
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body class="rightloss">{body}</body></html>\n'


def to_html_fragment(diagnosis: Diagnosis) -> str:
    """The diagnosis for a notebook cell: its styles reach no further than itself."""
    title = html.escape(headline(diagnosis))
    return (
        f'<div class="rightloss"><style>{SHARED}{FRAGMENT}</style><p class="verdict">{title}</p>'
        f"{_body(diagnosis)}</div>"
    )


def _body(diagnosis: Diagnosis) -> str:
    parts = [_finding(item) for item in diagnosis.findings]
    rows = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in facts(diagnosis))
    if rows:
        parts.append(f'<section><h2>Measured</h2><dl class="facts">{rows}</dl></section>')
    plots = [
        f'<figure class="card">{figure}<figcaption>{html.escape(caption)}.</figcaption></figure>'
        for caption, figure in figures(diagnosis)
    ]
    if plots:
        parts.append(f'<section><h2>Plots</h2><div class="top">{"".join(plots)}</div></section>')
    notes = "".join(f"<li>{html.escape(note)}</li>" for note in tried(diagnosis))
    if notes:
        parts.append(f"<section><h2>Tried</h2><ul>{notes}</ul></section>")
    return "".join(parts)


def _finding(finding: Finding) -> str:
    notes = (("Why", finding.why), ("Help", finding.help), ("At", position(finding.place)))
    told = "".join(f"<p><b>{label}</b> {html.escape(text)}</p>" for label, text in notes if text)
    return (
        f'<section class="card"><h2><code>{finding.code}</code> {html.escape(finding.name)}</h2>'
        f"<p>{html.escape(finding.message)}</p>{told}</section>"
    )


def _machine(diagnosis: Diagnosis) -> str:
    """The JSON form for programs. No "<" can end the element early: it is written as an escape of JSON's."""
    text = json.dumps(diagnosis.to_dict(), allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/json" id="rightloss-diagnosis">{text}</script>'
