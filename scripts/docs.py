"""Write the pages of docs/ that come from the code: losses, activations, mistakes, tables, keys of the JSON.

python scripts/docs.py            write them
python scripts/docs.py --check    exit 1 and name those that are stale, missing or left over
"""

import argparse
import dataclasses
import inspect
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rightloss.catalog import Activation, Input, Loss, Option, Reference, Target, activations, losses
from rightloss.catalog.schema import Curve, Difference, Exemption
from rightloss.check.housekeeping import mistakes
from rightloss.choose import result
from rightloss.findings import Finding
from rightloss.report.entry import markdown_table, to_markdown
from rightloss.report.mistake import to_markdown as mistake_page
from rightloss.report.page import computed_by, entry_page

DOCS = Path(__file__).parents[1] / "docs"
_MEASURED = Path(__file__).parents[1] / "benchmarks" / "results"
_FOLDERS = ("losses", "activations", "mistakes")
_CATALOG_TYPES = (Loss, Activation, Input, Target, Option, Reference, Curve, Exemption, Difference)
_CHOOSE_TYPES = (
    result.Choice,
    result.Recommendation,
    result.TargetForm,
    result.Reason,
    result.RuledOut,
    result.Question,
    result.Answer,
    result.Distribution,
)


def main(arguments: list[str] | None = None, docs: Path = DOCS) -> int:
    """Write or check the pages; the exit code."""
    parser = argparse.ArgumentParser(description="Write the generated pages of the documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and name the stale pages")
    wanted = pages()
    if not parser.parse_args(arguments).check:
        write(wanted, docs)
        return 0
    found = stale(wanted, docs)
    for page in found:
        print(f"stale: {page}; run: python scripts/docs.py", file=sys.stderr)
    return 1 if found else 0


def pages() -> dict[str, str]:
    """Every generated page: path under docs/ -> text."""
    tables: dict[str, Mapping[str, Loss | Activation]] = {"losses": losses(), "activations": activations()}
    found = {
        f"{folder}/{name}.md": to_markdown(entry_page(entry))
        for folder, entries in tables.items()
        for name, entry in entries.items()
    }
    found["losses/index.md"] = _index("Losses", losses(), ("loss", "used for", "computed by"))
    found["activations/index.md"] = _index("Activations", activations(), ("activation", "gives", "computed by"))
    found |= {f"mistakes/{item.name}.md": mistake_page(item) for item in mistakes().values()}
    found["mistakes/index.md"] = _mistakes_index()
    found["drop-ins.md"] = _drop_ins_page()
    found["performance.md"] = _performance_page()
    found["json.md"] = _json_page()
    found["same-name.md"] = _same_name_page(json.loads((_MEASURED / "peers.json").read_text(encoding="utf-8")))
    return found


def write(wanted: Mapping[str, str], docs: Path) -> None:
    """Write the pages and remove those of entries that are gone."""
    for name, text in wanted.items():
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in _left_over(wanted, docs):
        (docs / name).unlink()


def stale(wanted: Mapping[str, str], docs: Path) -> list[str]:
    """Names of the pages that are missing, differ, or belong to no entry."""
    differ = [name for name, text in wanted.items() if _read(docs / name) != text]
    return sorted({*differ, *_left_over(wanted, docs)})


def _left_over(wanted: Mapping[str, str], docs: Path) -> list[str]:
    there = [path.relative_to(docs).as_posix() for folder in _FOLDERS for path in (docs / folder).glob("*.md")]
    return [name for name in there if name not in wanted]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _index(title: str, entries: Mapping[str, Loss | Activation], header: tuple[str, str, str]) -> str:
    rows = [
        (
            f"[{entry.title}]({name}.md)",
            ", ".join(entry.tasks) if isinstance(entry, Loss) else entry.gives,
            ", ".join(f"`{call}`" for call in computed_by(entry)),
        )
        for name, entry in entries.items()
    ]
    tree = "\n".join(["```{toctree}", ":hidden:", "", *entries, "```"])
    return f"# {title}\n\n{markdown_table(header, rows)}\n\n{tree}\n"


_TIMED = {
    "Cross-entropy on given logits, forward and backward": "cross_entropy",
    "Linear head and cross-entropy, forward and backward": "linear_cross_entropy",
    "Memory of a linear head as its classes grow": "memory_over_classes",
}
_HOW = (
    "What `make bench` measured, and nothing else. Contenders run in fresh processes that alternate; a number is "
    'the median, in brackets the 20th and 80th percentile. "of ours" is the time divided by that of rightloss in '
    "the same round. Processor time says more than wall time where other work shared the machine: see its load.\n\n"
    'Memory is the peak above what the inputs take. "beyond results" leaves out the gradients that a run returns, '
    "which any way of computing them must hold: it is the working memory, and all that an implementation can "
    "save. (With `overwrite_logits` the gradient takes the place of the logits.) The floors are what must be done "
    "at the least: for given logits each must be read and a gradient written; for a head three matrix products "
    "cannot be avoided, and where ours takes the time of the three, nothing is left to gain on that machine. "
    "Chunks of a head's logits take 32 MiB however many classes there are, so that its working memory does not "
    "grow with them; the rest of the peak is the gradient of the weights. With bfloat16 inputs ours computes and "
    "sums in float32, which takes longer than bfloat16 products where the processor has these, and a float32 sum "
    'of the gradient of the weights; "error" is the largest of a gradient against float64, over the largest '
    "gradient."
)


def _performance_page() -> str:
    runs = [
        (title, run)
        for title, name in _TIMED.items()
        if (_MEASURED / f"{name}.json").exists()
        for run in _latest(json.loads((_MEASURED / f"{name}.json").read_text(encoding="utf-8")))
    ]
    parts = [f"# Time and memory\n\n{_HOW}", *(_run_table(title, run) for title, run in runs)]
    if (_MEASURED / "losses.json").exists():
        parts.append(_every_loss(json.loads((_MEASURED / "losses.json").read_text(encoding="utf-8"))))
    return "\n\n".join(parts) + "\n"


def _every_loss(measured: Mapping[str, Any]) -> str:
    """The section about each loss beside the plain composition of torch operations."""
    rows: list[tuple[str, ...]] = []
    slow: list[tuple[str, ...]] = []
    ratios = [row["ratio"] for _, *sizes in measured["losses"].values() for row in sizes]
    for name, (call, *sizes) in measured["losses"].items():
        found = [f"{row['ratio']:.2f} at {row['rows']:,}" for row in sizes]
        rows.append((f"`{name}`", *found, f"{call['ours_us']:.0f} / {call['plain_us']:.0f}"))
        if max(row["ratio"] for row in sizes) > measured["noise"]:
            slow.append((f"`{name}`", *found, measured["reasons"].get(name.partition(":")[0], "not looked into")))
    text = (
        "Forward and backward beside torch's own function where there is one, else beside the formula as a person "
        "writes it down (`benchmarks/_plain.py`, or the definition that the tests hold the loss to); both gave one "
        "number first. The ratio is the processor time of ours over that of the plain one, the median of "
        f"{measured['runs']} pairs on one thread, at two numbers of rows, with freed memory "
        "kept by the process; below 1 ours is faster. "
        f"`python benchmarks/losses.py`, {measured['date']}, commit {measured['commit']}, {measured['machine']}, load "
        f"{measured['load']} when it ended: single ratios swing by a tenth and more. Of {len(ratios)} ratios "
        f"{sum(ratio <= 1 for ratio in ratios)} are at most 1 and "
        f"{sum(ratio <= measured['noise'] for ratio in ratios)} at most {measured['noise']}."
    )
    fixed = (
        "The last column is what a call costs however little it computes, ours / plain in microseconds at 64 rows: "
        "our checks of shapes, dtypes and options are Python, and only a training step of microseconds notices them."
    )
    header = ("loss", "smaller", "larger")
    return "\n\n".join(
        [
            f"## Every loss beside the plain composition\n\n{text}\n\n{fixed}",
            markdown_table((*header, "a call"), rows),
            f"### Above {measured['noise']}, and why\n\nThe reasons are read off the code, not measured apart; some "
            "ratios here are noise of a busy machine.\n\n" + markdown_table((*header, "why"), slow),
        ]
    )


def _latest(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest run of each number of threads."""
    return [run for _, run in sorted({run["threads"]: run for run in runs}.items())]


def _run_table(title: str, run: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run["versions"].items())
    about = (
        f"{run['date']}, commit {run['commit']}, {run['machine']}, load {run['load']} when it ended, {versions}; "
        f"{run['rounds']} rounds of {run['calls']} calls, of which the fastest counts."
    )
    header = ("case", "", "processor s", "of ours", "wall s", "of ours", "peak MB", "beyond results")
    figures = list(dict.fromkeys(name for row in run["rows"] for name in row.get("figures", ())))
    rows = [
        (
            row["case"],
            row["contender"],
            *(_spread(item) for kind in ("processor", "wall") for item in (row[kind], row["times_ours"][kind])),
            f"{row['megabytes']:.0f}",
            f"{row['megabytes_beyond']:.0f}" if "megabytes_beyond" in row else "not measured",
            *(f"{row['figures'][name]:.2g}" if name in row["figures"] else "" for name in figures),
        )
        for row in run["rows"]
    ]
    threads = "1 thread" if run["threads"] == 1 else f"{run['threads']} threads"
    return f"## {title}: {threads}\n\n{about}\n\n{markdown_table((*header, *figures), rows)}"


def _spread(three: list[float]) -> str:
    low, middle, high = three
    return f"{middle:g} [{low:g}, {high:g}]"


def _mistakes_index() -> str:
    known = mistakes().values()
    rows = [(item.code, f"[{item.name}]({item.name}.md)", item.summary) for item in known]
    tree = "\n".join(["```{toctree}", ":hidden:", "", *(item.name for item in known), "```"])
    return f"# Mistakes\n\n{markdown_table(('code', 'mistake', 'what is wrong'), rows)}\n\n{tree}\n"


def _drop_ins_page() -> str:
    entries = [entry for entry in losses().values() if entry.differences]
    every = {item.name: item for entry in entries for item in entry.differences}
    named = [(entry, *entry.own_names) for entry in entries if entry.own_names]
    names = [(f"`{cls}`", f"`{call}`", f"[{entry.title}](losses/{entry.name}.md)") for entry, call, cls in named]
    rows = [
        (
            item.case,
            item.torch,
            item.ours,
            ", ".join(f"`{cls}`" for entry, _, cls in named if item in entry.differences),
        )
        for item in every.values()
    ]
    return (
        "\n\n".join(
            [
                "# Drop-ins",
                f"{len(entries)} losses have the names, the order of arguments and the defaults of torch.nn. Change "
                "the import, and a correct program gets the same numbers; `mask`, `sample_weight` and `denominator` "
                "(and `class_dim` where there are classes) come behind, by keyword.",
                markdown_table(("torch.nn", "function", "about it"), names),
                "## Where they differ",
                "This is the whole list. PyTorch's own test tables (every OpInfo and ModuleInfo that names one of "
                "these losses: samples, references, error inputs, first and second derivatives) run against ours, and "
                "what is not listed here must agree; what is listed must be seen to differ. "
                "Values are at hand on the CPU, outside torch.compile and torch.func. Where both refuse, ours raises "
                "ValueError.",
                markdown_table(("when", "torch.nn", "rightloss", "losses"), rows),
            ]
        )
        + "\n"
    )


def _same_name_page(measured: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in measured["versions"].items())
    parts = [
        "# Same name, different number",
        "What libraries make of one batch under one name. The numbers were computed by `python scripts/peers.py` "
        f"on {measured['date']} with {versions}; a library that was not installed has no row.",
    ]
    for subject in measured["subjects"]:
        table = markdown_table(("call", "gives"), [(label, number) for label, number in subject["rows"]])
        parts += [f"## {subject['title']}", f"{subject['definition']}.", table]
    return "\n\n".join(parts) + "\n"


def _json_page() -> str:
    return (
        "\n\n".join(
            [
                "# The JSON",
                '`"schema": 1` names this version of the keys. A key may be added under the same number; '
                "a key is renamed or removed only under a new one. "
                "There is no NaN and no infinity: null stands for them.",
                "## rightloss list --json\n\n"
                '`{"schema": 1, "losses": [...], "activations": [...]}`, each item a Loss or an Activation as below.',
                "## rightloss show NAME --format json\n\n"
                '`{"schema": 1, "type": "loss" or "activation", ...}` with the keys of a Loss or an Activation.',
                "## rightloss list --mistakes --json\n\n"
                '`{"schema": 1, "mistakes": [{"code", "name", "summary"}, ...]}`.',
                "## rightloss check --output-format json\n\n"
                '`{"schema": 1, "findings": [...]}`, each item with the keys '
                "of a Finding below: those of its `place` stand beside the others, `end_line` and `end_column` are "
                "exclusive, and `cell` is there for notebooks only. `trail` has `what`, `path` and `line`; `fix` has "
                "`message`, `safe`, `path` (a fix may lie in another file than its finding), `cell` for notebooks "
                "and `edits` with `line`, `column`, `end_line`, `end_column` and `text`. "
                "All columns count characters from 1.",
                _keys(Finding),
                *map(_keys, _CATALOG_TYPES),
                '## rightloss choose --format json\n\n`{"schema": 1, ...}` with the keys of a Choice.',
                *map(_keys, _CHOOSE_TYPES),
                "### data\n\nWhat was read. `summary`, `classes` and `event` are there where they apply.\n\n"
                "| key | meaning |\n| --- | --- |\n"
                + "\n".join(f"| `{key}` | {meaning} |" for key, meaning in result.DATA.items()),
                "## Kinds and traits\n\n"
                f"`kind` is one of: {', '.join(result.Kind.__args__)}.\n\n"
                f"`traits` are among: {', '.join(result.Trait.__args__)}.",
            ]
        )
        + "\n"
    )


def _keys(cls: type) -> str:
    doc = inspect.getdoc(cls) or ""
    summary = doc.partition("\n")[0]
    meanings = _attributes(doc)
    rows = [
        (f"`{field.name}`", f"`{_type(field.type)}`", meanings.get(field.name, "")) for field in dataclasses.fields(cls)
    ]
    header: tuple[str, ...] = ("key", "type", "meaning")
    if not meanings:
        header, rows = header[:2], [row[:2] for row in rows]
    return f"### {cls.__name__}\n\n{summary}\n\n{markdown_table(header, rows)}"


def _type(annotation: object) -> str:
    text = inspect.formatannotation(annotation)
    for alias in ("Kind", "Trait"):
        text = text.replace(inspect.formatannotation(getattr(result, alias)), alias)
    text = re.sub(r"\b(?:rightloss|collections|typing)\.[a-z.]*", "", text)
    text = re.sub(r"Literal\[(.+?)\]", lambda found: found[1].replace("'", '"').replace(", ", " or "), text)
    text = text.replace("tuple[float, float]", "[float, float]")
    return re.sub(r"tuple\[([\w]+), \.\.\.\]", r"list of \1", text).replace("None", "null")


def _attributes(doc: str) -> dict[str, str]:
    """The entries of a docstring's "Attributes:" section, each on one line."""
    section = doc.partition("Attributes:\n")[2]
    joined = re.sub(r"\n {8,}", " ", section)
    return dict(re.findall(r"^ {4}(\w+): (.+)$", joined, flags=re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main())
