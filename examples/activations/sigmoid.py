"""Shows the sigmoid, which belongs to binary cross-entropy: computed, compared with torch, and plotted.

python sigmoid.py [FILE.svg]
"""

import sys
import tempfile
from pathlib import Path

import torch

from rightloss.catalog import find
from rightloss.losses.activations.sigmoid import sigmoid
from rightloss.report.curves import sample_curves
from rightloss.report.plots import plot_lines, save

x = torch.tensor([-3.0, -1.0, 0.0, 2.0])

ours = sigmoid(x)
theirs = torch.sigmoid(x)
print(f"rightloss {ours.tolist()}")
print(f"torch     {theirs.tolist()}")
torch.testing.assert_close(ours, theirs)

file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "sigmoid.svg"
axes = plot_lines(sample_curves([find("sigmoid")]), gradient=True)
save(axes, file, format="svg")
print(f"curve: {file}")
