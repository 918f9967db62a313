from pathlib import Path

import pytest

from rightloss.report.curves import sample_curves
from rightloss.report.plots import plot_lines, save
from tests.report.entries import activation, huber, loss


def test_lines_gradients_and_labels() -> None:
    lines = sample_curves([loss(), huber()], points=5)
    ax = plot_lines(lines, gradient=True)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["square", "gradient of square", "bent", "gradient of bent"]
    assert list(ax.lines[0].get_ydata()) == list(lines[0].values)
    assert list(ax.lines[1].get_ydata()) == list(lines[0].gradients)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("error (prediction - target)", "loss")


def test_axes_compose() -> None:
    ax = plot_lines(sample_curves([activation()], points=5))
    before = len(ax.lines)
    assert plot_lines(sample_curves([activation("other")], points=5), ax=ax) is ax
    assert len(ax.lines) > before
    assert ax.get_ylabel() == "activation"


@pytest.mark.parametrize(("form", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_pictures_are_the_same_each_time(form: str, start: bytes, tmp_path: Path) -> None:
    lines = sample_curves([loss()], points=5)
    written = []
    for name in ("a", "b"):
        save(plot_lines(lines), tmp_path / name, format=form)
        written.append((tmp_path / name).read_bytes())
    assert written[0].startswith(start)
    assert written[0] == written[1]
    assert b"<dc:date>" not in written[0]
