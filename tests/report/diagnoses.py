"""Diagnoses to show."""

import math

from rightloss.doctor.result import Diagnosis, Gradient, Histogram
from rightloss.findings import Finding, Place

HEALTHY = Diagnosis(
    findings=(),
    loss="cross-entropy",
    value=1.1,
    expected=1.0986,
    gradients=(
        Gradient(name="0.weight", size=20, norm=1.0, gradient=0.1),
        Gradient(name="0.bias", size=4, norm=0.5, gradient=0.01),
    ),
    histogram=Histogram(edges=(-0.5, 0.5, 1.5), outputs=(3, 5), targets=(4, 4), classes=True),
    curve=(1.1, 0.7, 0.3),
    tried={"examples apart": "done"},
    seconds=0.4,
)
SICK = Diagnosis(
    findings=(
        Finding(
            code="RL101",
            name="softmax-before-cross-entropy",
            place=Place(path="<train>.py", line=3),
            message="a <softmax> & more",
            why="it hurts",
            help="leave it out",
        ),
        Finding(
            code="RL717", name="examples-mixed", place=Place(path="a.py", line=4), message="mixed", severity="warning"
        ),
    ),
    value=math.nan,
    gradients=(Gradient(name="w", size=1, norm=1.0, gradient=None),),
)
EMPTY = Diagnosis(findings=SICK.findings)
