from rightloss.catalog.mistakes import MISTAKES
from rightloss.check.housekeeping import PAGES, mistakes, unreadable


def test_the_linters_own_mistakes_stand_beside_the_catalogued() -> None:
    assert set(mistakes()) == {"RL001", "RL002", *MISTAKES}
    assert len({mistake.name for mistake in mistakes().values()}) == len(mistakes())
    assert set(PAGES) == {"RL001", "RL002"}


def test_every_page_has_the_headings_of_a_rule() -> None:
    for text in PAGES.values():
        assert "## What it does" in text
        assert "## Why it hurts" in text
        assert "## Known limits" in text


def test_an_unreadable_file() -> None:
    finding = unreadable("a.py", 3, "not valid Python: x")
    assert (finding.code, finding.place.line, finding.severity) == ("RL002", 3, "error")
