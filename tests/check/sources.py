"""Sources that the tests of the linter share."""

import json
from pathlib import Path

from rightloss.check.discovery import Found

HEAD = """import torch
import torch.nn.functional as F
model = torch.nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
"""

# RL101 on line 5.
BAD = HEAD + "loss = F.cross_entropy(F.softmax(model(x), dim=1), y)\n"
GOOD = HEAD + "loss = F.cross_entropy(model(x), y)\n"
NO_TORCH = "def double(x):\n    return 2 * x\n"
BROKEN = "import torch\nloss = (\n"


def found(path: Path, *, named: bool = True) -> Found:
    return Found(path.as_posix(), str(path), named)


def notebook(*cells: str | tuple[str, str], as_list: bool = True, **metadata: object) -> str:
    """JSON of a notebook: code cells, or (type, text)."""
    made = []
    for cell in cells:
        kind, text = cell if isinstance(cell, tuple) else ("code", cell)
        source = text.splitlines(keepends=True) if as_list else text
        extra = {"execution_count": 7, "outputs": [{"output_type": "stream"}]} if kind == "code" else {}
        made.append({"cell_type": kind, **extra, "metadata": {"id": "é"}, "source": source})
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"
