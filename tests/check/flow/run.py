"""Runs a source through the interpreter: the events that it gives, and the values that its names end with."""

from textwrap import dedent

from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.interpreter import Interpreter
from rightloss.check.flow.project import Project, Source
from rightloss.check.flow.values import Value

HEAD = """
import torch
from torch import nn
import torch.nn.functional as F
"""


def interpreted(text: str) -> tuple[Interpreter, list[Event]]:
    """The interpreter after a program, and all events."""
    project = Project()
    project.add(Source(path="main.py", text=HEAD + dedent(text)))
    events: list[Event] = []
    run = Interpreter(project, events.append)
    run.run(project.sources["main.py"])
    return run, events


def values(text: str) -> dict[str, Value]:
    """What the names of a program are bound to at its end."""
    run, _ = interpreted(text)
    return run.main.names


def value(expression: str, before: str = "") -> Value:
    """The value of an expression after some statements."""
    return values(f"{dedent(before)}\nresult = {expression}\n")["result"]


def losses(text: str) -> list[LossCall]:
    """The losses that a program computes."""
    return [event for event in interpreted(text)[1] if isinstance(event, LossCall)]
