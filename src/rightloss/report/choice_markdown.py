"""A choice as Markdown, for issues, pull requests and notes."""

import re
from collections.abc import Iterator, Sequence

from rightloss.choose.result import Choice, Reason, Recommendation
from rightloss.report import choice_words as words

_CODE_SPAN = re.compile(r"(`[^`]+`)")


def to_markdown(choice: Choice) -> str:
    """The choice as GitHub-flavoured Markdown, with a final newline."""
    return "\n\n".join(_blocks(choice)) + "\n"


def escaped(text: str) -> str:
    """One line of Markdown that shows the text as it is; only its `code` spans mean anything."""
    parts = _CODE_SPAN.split(words.clean(text))
    return "".join(part if index % 2 else _plain(part) for index, part in enumerate(parts))


def _plain(text: str) -> str:
    return re.sub(r"([\\*_\[\]~])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")


def _blocks(choice: Choice) -> Iterator[str]:
    yield f"# {escaped(words.headline(choice))}"
    yield f"**Verdict.** {escaped(choice.verdict)}"
    yield f"Target: {', '.join(f'`{chip}`' for chip in words.chips(choice))}"
    if best := choice.best:
        yield _table(
            ("", "", ""),
            [(f"**{name}**", escaped(value), escaped(note)) for name, value, note in words.facts(best)],
        )
        yield from _section("Why", _table(("reason", "number", "source"), list(map(_reason, best.reasons))))
        yield from _section("Watch out", _list(best.caveats))
    yield from _question(choice)
    yield from _ranking(choice)
    yield from _section("Ruled out", _list([f"`{item.loss}`: {item.why}" for item in choice.ruled_out]))
    if best and best.snippet:
        yield from _section("Code", f"```python\n{best.snippet.strip()}\n```")
    facts = [(escaped(name), escaped(value)) for name, value in words.data_facts(choice)]
    yield from _section("Data", _table(("", ""), facts))
    yield from _section("Notes", _list(choice.notes))


def _section(title: str, body: str) -> Iterator[str]:
    if body:
        yield from (f"## {title}", body)


def _reason(reason: Reason) -> tuple[str, str, str]:
    value = "" if reason.value is None else words.number(reason.value)
    return escaped(reason.text), escaped(value), escaped(reason.source)


def _list(items: Sequence[str]) -> str:
    return "\n".join(f"- {escaped(item)}" for item in items)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


def _question(choice: Choice) -> Iterator[str]:
    if choice.question is None:
        return
    rows = [
        (escaped(answer.text), f"`{answer.flag}`", escaped(words.loss_title(answer.leads_to)))
        for answer in choice.question.answers
    ]
    yield from _section("One question would settle it", escaped(choice.question.text))
    yield _table(("answer", "run again with", "leads to"), rows)


def _ranking(choice: Choice) -> Iterator[str]:
    rows = [_ranked(item) for item in choice.ranking]
    yield from _section("Ranking", _table(("weight", "loss", "activation", "units", "right choice"), rows))


def _ranked(item: Recommendation) -> tuple[str, ...]:
    given = words.arguments(item)
    loss = f"`{item.loss}`{f' ({escaped(given)})' if given else ''}"
    return (
        words.percent(item.weight),
        loss,
        f"`{item.activation}`",
        f"{item.outputs:,}",
        escaped(item.wins_when),
    )
