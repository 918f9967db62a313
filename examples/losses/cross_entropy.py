"""Shows cross-entropy, which takes raw scores: computed, compared with torch, and plotted.

python cross_entropy.py [FILE.svg]
"""

import sys
import tempfile
from pathlib import Path

import torch
from torch.nn import functional as F

import rightloss
from rightloss.catalog import find
from rightloss.report.curves import sample_curves
from rightloss.report.plots import plot_lines, save

scores, target = torch.tensor([[2.0, 0.5, -1.0], [0.0, 1.0, 0.0]]), torch.tensor([0, 1])

ours = rightloss.functional.cross_entropy(scores, target)
theirs = F.cross_entropy(scores, target)
print(f"rightloss {ours.item():.6f}, torch {theirs.item():.6f}")
torch.testing.assert_close(ours, theirs)

file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "cross_entropy.svg"
axes = plot_lines(sample_curves([find("cross-entropy")]), gradient=True)
save(axes, file, format="svg")
print(f"curve: {file}")
