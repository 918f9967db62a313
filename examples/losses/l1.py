"""Shows the L1 loss (mean absolute error): computed, compared with torch, and plotted.

python l1.py [FILE.svg]
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

prediction, target = torch.tensor([2.5, 0.0, 2.0]), torch.tensor([3.0, -0.5, 2.0])

ours = rightloss.functional.l1_loss(prediction, target)
theirs = F.l1_loss(prediction, target)
print(f"rightloss {ours.item():.6f}, torch {theirs.item():.6f}")
torch.testing.assert_close(ours, theirs)

file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "l1.svg"
axes = plot_lines(sample_curves([find("l1")]), gradient=True)
save(axes, file, format="svg")
print(f"curve: {file}")
