"""A page before it has a format: what an entry of the catalog says, part by part."""

from dataclasses import dataclass

from rightloss.catalog import SPACES, Activation, Loss, Reference, activations, losses


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A formula in LaTeX."""

    latex: str


@dataclass(frozen=True, kw_only=True)
class Prose:
    """Paragraphs of Markdown under a heading."""

    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Points:
    """A list of sentences under a heading."""

    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table under a heading; the cells are plain text."""

    heading: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Formula | Prose | Points | Table


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page: its title, its first sentence and its parts."""

    title: str
    summary: str
    parts: tuple[Part, ...]


def entry_page(entry: Loss | Activation) -> Page:
    """Everything that the catalog says about an entry."""
    contract = _loss_facts(entry) if isinstance(entry, Loss) else _activation_facts(entry)
    parts: list[Part] = [
        Formula(latex=entry.formula),
        Table(heading="At a glance", header=("", ""), rows=(("name", entry.name), *contract)),
        Prose(heading="Explanation", text=entry.explanation),
    ]
    if isinstance(entry, Loss):
        parts += _tensors(entry)
    parts += [
        Table(
            heading="Options",
            header=("option", "default", "meaning"),
            rows=tuple((option.name, option.default, option.meaning) for option in entry.options),
        ),
        Points(heading="How it relates to others", items=entry.relations),
        Points(heading="What goes wrong", items=entry.pitfalls),
        Points(heading="References", items=tuple(map(cite, entry.references))),
    ]
    return _page(entry, parts)


def explanation_page(entry: Loss | Activation) -> Page:
    """An entry in teaching words: what it is, how it relates to others, what goes wrong with it."""
    parts: list[Part] = [
        Formula(latex=entry.formula),
        Prose(heading="What it is", text=entry.explanation),
        Points(heading="How it is used", items=_loss_use(entry) if isinstance(entry, Loss) else _activation_use(entry)),
        Points(heading="How it relates to others", items=(*entry.relations, *_neighbours(entry))),
        Points(heading="What goes wrong", items=entry.pitfalls),
        Points(heading="Read more", items=tuple(map(cite, entry.references))),
    ]
    return _page(entry, parts)


def cite(reference: Reference) -> str:
    """A reference as one sentence."""
    return f"{reference.authors} ({reference.year}). {reference.title}. {reference.id}"


def computed_by(entry: Loss | Activation) -> tuple[str, ...]:
    """The dotted names that compute it, our own class first."""
    own = (f"rightloss.{entry.own_names[1]}",) if isinstance(entry, Loss) and entry.own_names else ()
    return (*own, *entry.calls)


def _page(entry: Loss | Activation, parts: list[Part]) -> Page:
    return Page(title=entry.title, summary=entry.summary, parts=tuple(part for part in parts if _says_something(part)))


def _says_something(part: Part) -> bool:
    match part:
        case Formula(latex=text) | Prose(text=text):
            return bool(text)
        case Points(items=items):
            return bool(items)
        case Table(rows=rows):
            return bool(rows)


def _loss_facts(loss: Loss) -> tuple[tuple[str, str], ...]:
    facts = (
        ("also called", ", ".join(loss.aliases)),
        ("used for", ", ".join(loss.tasks)),
        ("prediction", f"{loss.activation} of the input"),
        ("output units", loss.outputs),
        ("elicits", loss.elicits + (" (a proper scoring rule)" if loss.proper else "")),
        ("value at the start", loss.initial or ""),
        ("lowest value", "" if loss.lower_bound is None else f"{loss.lower_bound:g}"),
        ("computed by", ", ".join(computed_by(loss))),
        ("comes with", ", ".join(_at_the_door(extra) for extra in loss.extras)),
    )
    return tuple(fact for fact in facts if fact[1])


def _at_the_door(extra: str) -> str:
    name = extra.partition(":")[2]
    return f"rightloss.{name}" if name[0].isupper() else f"rightloss.functional.{name}"


def _activation_facts(activation: Activation) -> tuple[tuple[str, str], ...]:
    facts = (
        ("also called", ", ".join(activation.aliases)),
        ("takes", activation.takes),
        ("gives", activation.gives),
        ("range", f"{activation.low:g} to {activation.high:g}"),
        ("works", "over a dimension" if activation.over_dim else "on each element alone"),
        ("output of", ", ".join(activation.fits)),
        ("computed by", ", ".join(computed_by(activation))),
    )
    return tuple(fact for fact in facts if fact[1])


def _tensors(loss: Loss) -> list[Part]:
    inputs = tuple((item.argument, item.space, item.shape, SPACES[item.space].meaning) for item in loss.inputs)
    targets = tuple((item.dtype, item.space, item.shape, SPACES[item.space].meaning) for item in loss.targets)
    return [
        Table(heading="Inputs", header=("argument", "space", "shape", "meaning"), rows=inputs),
        Table(heading="Targets", header=("dtype", "space", "shape", "meaning"), rows=targets),
    ]


def _loss_use(loss: Loss) -> tuple[str, ...]:
    first = loss.inputs[0]
    found = [
        f"Its input `{first.argument}` is in the space {first.space}: {SPACES[first.space].meaning}",
        *(f"Its target may be in the space {form.space}: {SPACES[form.space].meaning}" for form in loss.targets),
        f"The prediction is {loss.activation} of the model's output; the head has {_units(loss.outputs)}.",
        f"Training minimises it; on average the target's {loss.elicits.replace('-', ' ')} gives the smallest value.",
    ]
    if loss.initial:
        found.append(f"An untrained model starts near {loss.initial}.")
    return tuple(found)


def _units(outputs: str) -> str:
    return "1 output unit" if outputs == "1" else f"{outputs} output units"


def _activation_use(activation: Activation) -> tuple[str, ...]:
    found = [
        f"It takes the space {activation.takes}: {SPACES[activation.takes].meaning}",
        f"It gives the space {activation.gives}: {SPACES[activation.gives].meaning}",
    ]
    if activation.fits:
        found.append(f"It makes predictions from the inputs of these losses: {', '.join(activation.fits)}.")
    return tuple(found)


def _neighbours(entry: Loss | Activation) -> tuple[str, ...]:
    if isinstance(entry, Activation):
        same = [name for name, other in activations().items() if other.gives == entry.gives and name != entry.name]
        return (f"Activations that also give {entry.gives}: {', '.join(same)}.",) if same else ()
    same = [
        name
        for name, other in losses().items()
        if other.elicits == entry.elicits and set(other.tasks) & set(entry.tasks) and name != entry.name
    ]
    return (f"Losses for the same tasks that also elicit the {entry.elicits}: {', '.join(same)}.",) if same else ()
