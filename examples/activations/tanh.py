"""Shows the hyperbolic tangent: computed, compared with torch, and plotted.

python tanh.py [FILE.svg]
"""

import sys
import tempfile
from pathlib import Path

import torch

from rightloss.catalog import find
from rightloss.losses.activations.tanh import tanh
from rightloss.report.curves import sample_curves
from rightloss.report.plots import plot_lines, save

x = torch.tensor([-3.0, -1.0, 0.0, 2.0])

ours = tanh(x)
theirs = torch.tanh(x)
print(f"rightloss {ours.tolist()}")
print(f"torch     {theirs.tolist()}")
torch.testing.assert_close(ours, theirs)

file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "tanh.svg"
axes = plot_lines(sample_curves([find("tanh")]), gradient=True)
save(axes, file, format="svg")
print(f"curve: {file}")
