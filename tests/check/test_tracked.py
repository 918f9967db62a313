from pathlib import Path

from rightloss.check.tracked import TrackedProject


def test_what_was_read_and_what_was_missed_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    project = TrackedProject()
    scope = project.modules.find("a", 0, str(tmp_path / "main.py"))
    assert scope is not None
    assert "x" in scope.names
    assert project.find("b", 1, str(tmp_path / "main.py")) is None
    assert project.reads == {str(tmp_path / "a.py")}
    assert project.absent == {str(tmp_path / "b.py"), str(tmp_path / "b" / "__init__.py")}
    project.start()
    assert (project.reads, project.absent) == (set(), set())


def test_texts_stand_for_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    path = str(tmp_path / "a.py")
    project = TrackedProject(texts={path: b"x = 2\n", str(tmp_path / "b.py"): b"\xff"})
    found = project.read(path)
    assert found is not None
    assert found.text == "x = 2\n"
    assert project.read(str(tmp_path / "b.py")) is None


def test_forgotten_sources_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    project = TrackedProject()
    project.read(str(path))
    path.write_text("x = 2\n")
    project.forget()
    found = project.read(str(path))
    assert found is not None
    assert found.text == "x = 2\n"
