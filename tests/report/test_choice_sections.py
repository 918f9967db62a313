from dataclasses import replace

import pytest

from rightloss.report import choice_sections as sections
from tests.report.choices import ASKED, CONSTANT, HEAVY, IDENTIFIER, NASTY, NOMINAL


def test_text_is_escaped_and_code_is_marked() -> None:
    assert sections.prose('`<b>` & "x"') == "<code>&lt;b&gt;</code> &amp; &quot;x&quot;"
    assert sections.text("`a`\x00") == "`a`\N{REPLACEMENT CHARACTER}"


def test_tables_say_what_their_cells_are() -> None:
    found = sections.table(("Loss", "#Weight"), ["<tr></tr>"])
    assert '<th scope="col">Loss</th><th scope="col" class="num">Weight</th>' in found
    assert sections.table(("Loss",), []) == ""


def test_reasons_have_their_numbers_and_sources() -> None:
    cells = '<td class="num" data-name="Number">3.804</td><td data-name="Source">Huber 1964</td>'
    assert cells in sections.reasons(HEAVY)


def test_the_question_gives_the_flags() -> None:
    found = sections.question(ASKED)
    assert '<code class="flag">--metric rmse</code>' in found
    assert "L2 loss (mean squared error)" in found
    assert sections.question(HEAVY) == ""


def test_the_ranking_shows_weights_and_arguments() -> None:
    found = sections.ranking(HEAVY)
    assert found.count('<th scope="row">') == 3
    assert '<i style="width:66.0%">' in found
    assert "<code>delta=2.31</code>" in found
    assert sections.ranking(NOMINAL) == ""


def test_rivals_say_only_what_is_new() -> None:
    found = sections.rivals(HEAVY)
    assert found.count("<details>") == 2
    assert "steps do not shrink near the optimum" in found
    same = replace(HEAVY.ranking[1], reasons=HEAVY.ranking[0].reasons, caveats=HEAVY.ranking[0].caveats)
    assert sections.rivals(replace(HEAVY, ranking=(HEAVY.ranking[0], same))) == ""


def test_the_caption_counts_the_classes_that_are_not_shown() -> None:
    assert "(820 values; 24 smaller classes are not shown)" in sections.distribution(NASTY)
    assert "(150 values)" in sections.distribution(NOMINAL)


@pytest.mark.parametrize("choice", [IDENTIFIER, CONSTANT])
def test_a_refusal_has_no_recommendation(choice: object) -> None:
    parts = (sections.key_facts, sections.reasons, sections.ranking, sections.rivals, sections.curves)
    assert [part(choice) for part in parts] == [""] * len(parts)  # type: ignore[arg-type]


def test_curves_come_with_the_reason_for_their_scale() -> None:
    assert "Each curve is divided by its largest value" in sections.curves(HEAVY)
    single = replace(HEAVY, ranking=HEAVY.ranking[1:2])
    assert "divided" not in sections.curves(single)
    assert sections.curves(single).count("<svg") == 2


def test_data_and_notes_are_listed() -> None:
    assert '<th scope="row">rows used</th><td>990</td>' in sections.data(HEAVY)
    assert "<li>10 rows have no target and are left out.</li>" in sections.data(ASKED)
