"""Shows the softmax, which cross-entropy applies itself: computed, compared with torch, and plotted.

python softmax.py [FILE.svg]
"""

import sys
import tempfile
from pathlib import Path

import torch

from rightloss.catalog import find
from rightloss.losses.activations.softmax import softmax
from rightloss.report.curves import sample_curves
from rightloss.report.plots import plot_lines, save

x = torch.tensor([-3.0, -1.0, 0.0, 2.0])

ours = softmax(x, dim=0)
theirs = torch.softmax(x, dim=0)
print(f"rightloss {ours.tolist()}")
print(f"torch     {theirs.tolist()}")
torch.testing.assert_close(ours, theirs)

file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "softmax.svg"
axes = plot_lines(sample_curves([find("softmax")]), gradient=True)
save(axes, file, format="svg")
print(f"curve: {file}")
