"""The parts of a choice's report in HTML; every text of the user's is escaped here."""

import html
import re
from collections.abc import Sequence

from rightloss.choose.result import Choice, Recommendation
from rightloss.report import choice_words as words
from rightloss.report.choice_curves import Panel, panels
from rightloss.report.choice_figures import distribution_figure, gradient_figure, hidden_classes, value_figure

_ONE_CURVE = "Computed by the loss itself, its gradient by automatic differentiation."
_WEIGHTS = "A weight says how likely this is the right choice; the weights add up to 100%."
_SCALED = (
    "Each curve is divided by its largest value (given in the legend), so that their shapes can be compared: "
    "a constant factor on a loss only acts like another learning rate. "
)


def text(value: str) -> str:
    """Escaped text."""
    return html.escape(words.clean(value))


def prose(value: str) -> str:
    """Escaped text with `code` spans."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text(value))


def chips(choice: Choice) -> str:
    """The kind of the target and its traits."""
    items = "".join(f"<li>{text(chip)}</li>" for chip in words.chips(choice))
    return f'<ul class="chips" aria-label="What the target is">{items}</ul>'


def key_facts(choice: Choice) -> str:
    """What to build."""
    if choice.best is None:
        return ""
    rows = []
    for name, value, note in words.facts(choice.best):
        small = f"<small>{text(note)}</small>" if note != value else ""
        rows.append(f"<dt>{text(name)}</dt><dd>{text(value)}{small}</dd>")
    return f'<dl class="facts card">{"".join(rows)}</dl>'


def distribution(choice: Choice) -> str:
    """The target's distribution."""
    figure = distribution_figure(choice)
    if not figure or choice.distribution is None:
        return ""
    total, hidden = sum(choice.distribution.counts), hidden_classes(choice.distribution)
    rest = f"; {hidden} smaller classes are not shown" if hidden else ""
    caption = f"Distribution of <code>{text(words.subject(choice))}</code> ({total:,} values{rest})"
    return f'<figure class="card">{figure}<figcaption>{caption}</figcaption></figure>'


def reasons(choice: Choice) -> str:
    """The winner's reasons, with their numbers and sources."""
    if choice.best is None:
        return ""
    rows = []
    for reason in choice.best.reasons:
        value = "" if reason.value is None else words.number(reason.value)
        number = f'<td class="num" data-name="Number">{text(value)}</td>'
        cells = f'{number}<td data-name="Source">{text(reason.source)}</td>'
        rows.append(f'<tr><td class="text">{prose(reason.text)}</td>{cells}</tr>')
    return table(("What was seen", "#Number", "Source"), rows, style="stack")


def points(items: Sequence[str]) -> str:
    """A list of sentences."""
    return f"<ul>{''.join(f'<li>{prose(item)}</li>' for item in items)}</ul>" if items else ""


def question(choice: Choice) -> str:
    """The one question, its answers and the flags that give them."""
    if choice.question is None:
        return ""
    rows = []
    for answer in choice.question.answers:
        leads = text(words.loss_title(answer.leads_to))
        flag = f'<code class="flag">{text(answer.flag)}</code>'
        rows.append(f"<tr><td>{prose(answer.text)}</td><td>{flag}</td><td>{leads}</td></tr>")
    answers = table(("If the answer is", "run again with", "which leads to"), rows)
    return f'<div class="card ask"><p>{prose(choice.question.text)}</p>{answers}</div>'


def ranking(choice: Choice) -> str:
    """All hypotheses, the best first."""
    if len(choice.ranking) < 2:
        return ""
    header = ("Loss", "#Weight", "Activation", "#Units", "Right choice")
    rows = [_ranked(item) for item in choice.ranking]
    return table(header, rows, style="stack") + f'<p class="soft">{_WEIGHTS}</p>'


def _ranked(item: Recommendation) -> str:
    given = words.arguments(item)
    extra = f"<br><code>{text(given)}</code>" if given else ""
    share = f'<span class="bar" aria-hidden="true"><i style="width:{100 * item.weight:.1f}%"></i></span>'
    return (
        f'<tr><th scope="row">{text(words.loss_title(item.loss))}{extra}</th>'
        f'<td class="num" data-name="Weight">{text(words.percent(item.weight))}{share}</td>'
        f'<td data-name="Activation">{text(item.activation)}</td>'
        f'<td class="num" data-name="Units">{item.outputs:,}</td>'
        f'<td class="text" data-name="Right choice">{prose(item.wins_when)}</td></tr>'
    )


def rivals(choice: Choice) -> str:
    """What else speaks for and against each runner-up, folded."""
    if choice.best is None:
        return ""
    folded = []
    for item in choice.ranking[1:]:
        why = [reason for reason in item.reasons if reason not in choice.best.reasons]
        said = [f"{reason.text} [{words.support(reason)}]" for reason in why]
        said += [f"Watch out: {caveat}" for caveat in item.caveats if caveat not in choice.best.caveats]
        if said:
            title = text(words.loss_title(item.loss))
            folded.append(f"<details><summary>More on {title}</summary>{points(said)}</details>")
    return "".join(folded)


def ruled_out(choice: Choice) -> str:
    """The losses that the data exclude."""
    rows = [
        f'<tr><th scope="row">{text(words.loss_title(item.loss))}</th><td class="text">{prose(item.why)}</td></tr>'
        for item in choice.ruled_out
    ]
    return table(("Loss", "Why not"), rows)


def data(choice: Choice) -> str:
    """What was read, and what happened on the way."""
    rows = [
        f'<tr><th scope="row">{text(name)}</th><td>{text(value)}</td></tr>' for name, value in words.data_facts(choice)
    ]
    return table(("Fact", "Value"), rows) + points(choice.notes)


def table(header: Sequence[str], rows: Sequence[str], *, style: str = "plain") -> str:
    """A table; a "#" before the name of a column says that it holds numbers. "" without rows.

    On a phone the cells of a table of the style "stack" stand below each other, each with its `data-name`.
    """
    if not rows:
        return ""
    names = "".join(map(_column, header))
    inner = f"<thead><tr>{names}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'<div class="wide"><table class="{style}">{inner}</table></div>'


def _column(name: str) -> str:
    numeric = ' class="num"' if name.startswith("#") else ""
    return f'<th scope="col"{numeric}>{name.lstrip("#")}</th>'


def curves(choice: Choice) -> str:
    """Loss and gradient of the winner and its rivals, over the range of the data's residuals."""
    found, missing = panels(choice)
    note = f'<p class="soft">{text(missing)}</p>' if missing else ""
    return "".join(map(_pair, found)) + note


def _pair(panel: Panel) -> str:
    names = text(", ".join(words.loss_title(line.name) for line in panel.lines))
    scaled = _SCALED if panel.scaled else ""
    return (
        f'<div class="pair"><figure class="card"><h3>The loss</h3>{value_figure(panel)}'
        f"<figcaption>What a prediction costs: {names}.</figcaption></figure>"
        f'<figure class="card"><h3>Its gradient</h3>{gradient_figure(panel)}'
        f"<figcaption>How hard each pulls at the model.</figcaption></figure></div>"
        f'<p class="soft">{scaled}{_ONE_CURVE}</p>'
    )
