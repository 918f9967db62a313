"""Shows the negative log-likelihood, which takes log-probabilities: computed, compared with torch, and plotted.

python nll.py [FILE.svg]
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

log_p = torch.log_softmax(torch.tensor([[2.0, 0.5, -1.0], [0.0, 1.0, 0.0]]), dim=1)
target = torch.tensor([0, 1])

ours = rightloss.functional.nll_loss(log_p, target)
theirs = F.nll_loss(log_p, target)
print(f"rightloss {ours.item():.6f}, torch {theirs.item():.6f}")
torch.testing.assert_close(ours, theirs)

file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "nll.svg"
axes = plot_lines(sample_curves([find("nll")]), gradient=True)
save(axes, file, format="svg")
print(f"curve: {file}")
