"""The tasks that a user may name, and the kinds of target that each allows."""

import difflib

from rightloss.choose.result import Kind
from rightloss.choose.sample import InputError

TASKS: dict[str, tuple[Kind, ...]] = {
    "regression": (
        "real",
        "positive",
        "count",
        "zero-inflated-positive",
        "proportion",
        "circular",
        "multi-output",
    ),
    "classification": ("binary", "nominal", "ordinal", "multi-label", "soft-label", "mask"),
    "binary": ("binary",),
    "nominal": ("nominal", "soft-label"),
    "ordinal": ("ordinal",),
    "count": ("count",),
    "positive": ("positive",),
    "zero-inflated-positive": ("zero-inflated-positive",),
    "proportion": ("proportion",),
    "real": ("real",),
    "circular": ("circular",),
    "duration": ("duration",),
    "multi-label": ("multi-label",),
    "soft-label": ("soft-label",),
    "multi-output": ("multi-output",),
    "mask": ("mask",),
    "ranking": ("ordinal", "count"),
}

_SYNONYMS = {
    "multiclass": "nominal",
    "multi-class": "nominal",
    "multi-class-classification": "nominal",
    "binary-classification": "binary",
    "multilabel": "multi-label",
    "multi-label-classification": "multi-label",
    "ordinal-regression": "ordinal",
    "ordinal-classification": "ordinal",
    "counts": "count",
    "count-regression": "count",
    "positive-regression": "positive",
    "proportion-regression": "proportion",
    "circular-regression": "circular",
    "angle": "circular",
    "survival": "duration",
    "segmentation": "mask",
    "semantic-segmentation": "mask",
    "multioutput": "multi-output",
    "multi-output-regression": "multi-output",
}


def parse_task(text: str) -> str:
    """The key of TASKS that `text` means.

    Raises:
        InputError: no task is called so.
    """
    plain = text.strip().lower().replace("_", "-").replace(" ", "-")
    plain = _SYNONYMS.get(plain, plain)
    if plain not in TASKS:
        near = difflib.get_close_matches(plain, (*TASKS, *_SYNONYMS), n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known tasks: {', '.join(TASKS)}."
        raise InputError(f"unknown task {text!r}; {hint}")
    return plain
