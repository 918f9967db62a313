import re

import pytest

from rightloss.report.choice_style import _DARK, _LIGHT, FRAGMENT, PAGE, SHARED

THEMES = {"light": _LIGHT, "dark": _DARK}
TEXTS = ("ink", "soft", "accent", "good", "warn", "k", "s", "m", "c", "f")
LINES = ("s1", "s2", "s3", "s4", "accent")


def colors(theme: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w]+):(#[0-9a-f]{6})", theme))


def luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "card"])
@pytest.mark.parametrize(("names", "least"), [(TEXTS, 4.5), (LINES, 3.0)], ids=["texts", "lines"])
def test_contrast_meets_wcag_aa(theme: str, ground: str, names: tuple[str, ...], least: float) -> None:
    found = colors(THEMES[theme])
    assert [name for name in names if contrast(found[name], found[ground]) < least] == []


def test_contrast_is_measured() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_themes_define_the_same_colours() -> None:
    assert colors(_LIGHT).keys() == colors(_DARK).keys()


@pytest.mark.parametrize("css", [SHARED, PAGE, FRAGMENT], ids=["shared", "page", "fragment"])
def test_styles_are_complete_and_load_nothing(css: str) -> None:
    assert css.count("{") == css.count("}")
    assert not re.search(r"url\(|@import|https?:|</", css)
    assert set(re.findall(r"var\(--(\w+)\)", css)) <= colors(_LIGHT).keys()


@pytest.mark.parametrize("css", [SHARED, FRAGMENT], ids=["shared", "fragment"])
def test_styles_of_a_fragment_stay_inside_it(css: str) -> None:
    flat = re.sub(r"@media\([^)]*\)\{((?:[^{}]*\{[^{}]*\})*)\}", r"\1", css)
    selectors = re.findall(r"([^{}]+)\{", flat)
    singles = [part.strip() for selector in selectors for part in re.split(r",(?![^(]*\))", selector)]
    assert len(singles) > 3
    assert [part for part in singles if not re.match(r"(div)?\.rightloss\b", part)] == []
