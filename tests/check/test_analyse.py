import ast
from collections.abc import Iterator

import pytest

from rightloss.check.analyse import Analysis, analyse, characters, listeners
from rightloss.check.fix import replace
from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.interpreter import Interpreter
from rightloss.check.flow.project import Project, Source
from rightloss.check.rule import Report, Rule
from rightloss.findings import Edit, Fix
from tests.check.sources import BAD


def run(text: str, *rules: Rule) -> Analysis:
    project = Project()
    source = Source(path="/a.py", text=text)
    project.add(source)
    return analyse(source, project, {LossCall: list(rules)} if rules else listeners())


def rule(check: object) -> Rule:
    return Rule(code="RL101", listens=(LossCall,), check=check, bad=(), good=())  # type: ignore[arg-type]


def test_a_finding_stands_where_the_rule_says() -> None:
    done = run(BAD)
    (finding,) = [item for item in done.findings if item.code == "RL101"]
    place = finding.place
    assert (place.path, place.line, place.column, place.end_line, place.end_column) == ("/a.py", 5, 8, 5, 54)
    assert [step.what for step in finding.trail] == ["softmax(dim=1)"]
    assert done.problems == []


def test_columns_and_fixes_count_characters() -> None:
    def check(event: Event) -> Iterator[Report]:
        assert isinstance(event, LossCall)
        assert isinstance(event.node, ast.Call)
        yield Report(node=event.node, message="", fix=Fix(message="", edits=(replace(event.node, "0"),)))

    text = BAD.replace("loss = ", "é = 'üü'; loss = ")
    (finding,) = run(text, rule(check)).findings
    assert finding.place.column == 18
    assert finding.fix is not None
    assert finding.fix.edits == (Edit(line=5, column=17, end_line=5, end_column=63, text="0"),)
    assert finding.fix.path == "/a.py"


def test_a_place_is_reported_once() -> None:
    def check(event: Event) -> Iterator[Report]:
        yield Report(node=event.node, message="")
        yield Report(node=event.node, message="again")

    assert len(run(BAD, rule(check)).findings) == 1


def test_a_rule_that_fails_ends_nothing_else() -> None:
    def fails(event: Event) -> Iterator[Report]:
        raise ZeroDivisionError("by zero")

    def works(event: Event) -> Iterator[Report]:
        yield Report(node=event.node, message="", confidence="likely")

    done = run(BAD, rule(fails), rule(works))
    assert [item.severity for item in done.findings] == ["warning"]
    assert len(done.problems) == 1
    assert "ZeroDivisionError: by zero" in done.problems[0]


def test_an_interpreter_that_fails_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Interpreter, source: Source) -> None:
        raise KeyError("x")

    monkeypatch.setattr(Interpreter, "run", fails)
    done = run(BAD)
    assert done.findings == []
    assert "KeyError" in done.problems[0]


@pytest.mark.parametrize(("offset", "expected"), [(0, 0), (1, 1), (3, 2), (99, 4)])
def test_characters(offset: int, expected: int) -> None:
    assert characters(["aéb "], 1, offset) == expected


def test_characters_of_a_line_that_is_not_there() -> None:
    assert characters([], 3, 7) == 7
