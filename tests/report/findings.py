"""Findings that the tests of the formats share."""

from rightloss.findings import Edit, Finding, Fix, Place, Trace

BARE = Finding(
    code="RL901", name="unknown-name", place=Place(path="b.py", line=2, column=3), message="100% wrong, says: x"
)
FULL = Finding(
    code="RL101",
    name="softmax-before-cross-entropy",
    place=Place(path="train.py", line=58, column=8, end_line=58, end_column=12),
    message="softmax was applied before",
    why="the loss cannot fall below 1.461",
    help="pass the raw scores",
    trail=(Trace(what="softmax(dim=1)", place=Place(path="model.py", line=31)),),
    fix=Fix(message="drop it", edits=(Edit(line=58, column=0, end_line=58, end_column=3, text="x"),)),
)
IN_CELL = Finding(
    code="RL103",
    name="log-softmax-before-cross-entropy",
    place=Place(path="a b.ipynb", line=2, column=1, end_line=2, end_column=4, cell=3),
    message="once is enough",
    severity="warning",
    confidence="likely",
    fix=Fix(message="drop it", edits=(Edit(line=9, column=0, end_line=9, end_column=3, text="x"),), safe=True),
)
ALL = (BARE, FULL, IN_CELL)
