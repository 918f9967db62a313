"""Curves drawn with matplotlib. Every function takes and returns Axes, so that pictures compose."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rightloss._optional import need
from rightloss.report.curves import AXIS_LABELS, Line

FORMATS = ("svg", "png")


def plot_lines(lines: Sequence[Line], *, gradient: bool = False, ax: Any = None) -> Any:
    """Draw curves that share an axis.

    Args:
        lines: what to draw.
        gradient: draw the gradients as well, dashed, in the colour of their curve.
        ax: matplotlib Axes to draw on; a new figure's where None.

    Returns:
        The Axes.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    ax = _new_axes() if ax is None else ax
    for line in lines:
        (drawn,) = ax.plot(line.x, line.values, label=line.name)
        if gradient:
            ax.plot(line.x, line.gradients, linestyle="--", color=drawn.get_color(), label=f"gradient of {line.name}")
    ax.set_xlabel(AXIS_LABELS[lines[0].axis])
    ax.set_ylabel("activation" if lines[0].axis == "input" else "loss")
    ax.axhline(0.0, color="0.7", linewidth=0.8, zorder=0)
    ax.grid(alpha=0.25)
    ax.legend()
    return ax


def save(ax: Any, path: Path, *, format: str) -> None:
    """Write the figure of `ax`, byte for byte the same each time it is drawn.

    Args:
        ax: matplotlib Axes.
        path: where to.
        format: "svg" or "png".
    """
    matplotlib = need("matplotlib", extra="plots")
    metadata = {"Date": None} if format == "svg" else {"Software": None}
    with matplotlib.rc_context({"svg.hashsalt": "rightloss", "svg.fonttype": "none"}):
        ax.figure.savefig(path, format=format, metadata=metadata, dpi=150)


def _new_axes() -> Any:
    # A Figure of its own, not pyplot's: nothing is registered globally and no display is needed.
    figure = need("matplotlib.figure", extra="plots")
    return figure.Figure(figsize=(6.4, 4.2), layout="constrained").add_subplot()
