import pytest

from rightloss.report.curves import Line
from rightloss.report.terminal_plot import terminal_plot


def line(name: str = "v", slope: float = 1.0) -> Line:
    x = tuple(float(k) for k in range(-5, 6))
    return Line(
        name=name, axis="error", x=x, values=tuple(slope * abs(a) for a in x), gradients=tuple(slope for _ in x)
    )


def test_a_v_in_ascii() -> None:
    picture = terminal_plot([line()], width=14, height=6, unicode=False)
    assert picture.splitlines() == [
        "5 |*         *",
        "  | *       *",
        "  |  *     *",
        "  |   *   *",
        "  |    * *",
        "0 |     *",
        "  +-----------",
        "   -5 error  5",
    ]


def test_one_curve_is_drawn_in_braille() -> None:
    picture = terminal_plot([line()], width=40, height=6)
    assert any("\u2801" <= letter <= "\u28ff" for letter in picture)


def test_several_curves_have_marks_and_a_legend() -> None:
    picture = terminal_plot([line("one"), line("two", 0.5)], width=40, height=8, unicode=False)
    assert "* one" in picture
    assert "o two" in picture


def test_curves_that_coincide_are_both_seen() -> None:
    drawing = terminal_plot([line("one"), line("two")], width=40, height=8, unicode=False).partition("+")[0]
    assert "*" in drawing
    assert "o" in drawing


def test_the_gradient_is_drawn_on_demand() -> None:
    assert "gradient of v" in terminal_plot([line()], gradient=True)
    assert "gradient" not in terminal_plot([line()])


@pytest.mark.parametrize("width", [20, 60, 100])
@pytest.mark.parametrize("unicode", [True, False])
def test_the_width_is_kept(width: int, unicode: bool) -> None:
    picture = terminal_plot([line("one"), line("two", 2.0)], width=width, unicode=unicode)
    assert max(map(len, picture.splitlines())) <= width
    assert unicode or picture.isascii()


def test_a_constant_and_values_that_are_not_finite_are_drawn() -> None:
    flat = Line(
        name="flat", axis="input", x=(0.0, 1.0, 2.0), values=(1.0, 1.0, float("inf")), gradients=(0.0, 0.0, 0.0)
    )
    assert "*" in terminal_plot([flat], width=30, height=5, unicode=False)
