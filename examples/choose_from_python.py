"""Asks for a loss from Python: for a data frame, an array and a tensor."""

from pathlib import Path

import numpy as np
import polars as pl
import torch

import rightloss

data = pl.read_csv(Path(__file__).parent / "data" / "doctor_visits.csv", infer_schema_length=None)

choice = rightloss.choose("visits", features=data)
print(choice.verdict)
for reason in choice.best.reasons:
    print("-", reason.text)

choice = rightloss.choose("visits", features=data, metric="rmse")
print(choice.verdict)

labels = np.array(["cat", "dog", "bird"])[np.random.default_rng(0).integers(0, 3, 200)]
print(rightloss.choose(labels).verdict)

angles = torch.rand(500, generator=torch.Generator().manual_seed(0)) * 360
print(rightloss.choose(angles).verdict)
