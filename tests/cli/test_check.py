import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner

from rightloss.check.config import forget
from rightloss.cli.main import group
from tests.check.sources import BAD, BROKEN, GOOD, HEAD, notebook
from tests.cli.run import invoke, real

FOUND = "Found 1 mistake. 1 can be fixed with --fix --unsafe-fixes.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.py").write_text(BAD)
    (tmp_path / "good.py").write_text(GOOD)
    forget()
    return tmp_path


def test_findings_exit_with_1(folder: Path) -> None:
    done = real("check", "--output-format", "concise")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("bad.py:5:8: RL101 ")
    assert done.stdout.endswith(FOUND)


def test_nothing_found_exits_with_0(folder: Path) -> None:
    done = invoke("check", "good.py")
    assert (done.exit_code, done.stdout) == (0, "All checks passed.\n")


def test_exit_zero(folder: Path) -> None:
    assert invoke("check", "--exit-zero").exit_code == 0


def test_the_full_form_is_the_default(folder: Path) -> None:
    lines = invoke("check", "bad.py").stdout.splitlines()
    assert lines[1:6] == [
        " --> bad.py:5:8",
        "  |",
        "5 | loss = F.cross_entropy(F.softmax(model(x), dim=1), y)",
        "  |        " + "^" * 46,
        "  = way: softmax(dim=1) at bad.py:5 -> here at bad.py:5",
    ]


def test_json(folder: Path) -> None:
    found = json.loads(invoke("check", "--output-format", "json").stdout)
    assert found["schema"] == 1
    assert [(item["path"], item["line"], item["code"]) for item in found["findings"]] == [("bad.py", 5, "RL101")]


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_formats_for_machines_are_valid_even_without_findings(form: str, folder: Path) -> None:
    done = invoke("check", "good.py", "--output-format", form)
    assert done.exit_code == 0
    json.loads(done.stdout)


def test_github_says_nothing_where_nothing_is_found(folder: Path) -> None:
    assert invoke("check", "good.py", "--output-format", "github").stdout == ""


def test_the_format_may_come_from_the_environment(folder: Path) -> None:
    done = invoke("check", "bad.py", RIGHTLOSS_OUTPUT_FORMAT="github")
    assert done.stdout.startswith("::error title=rightloss (RL101),file=bad.py,line=5,")


def test_a_file_for_the_output(folder: Path) -> None:
    done = invoke("check", "-o", "report.json", "--output-format", "json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert json.loads((folder / "report.json").read_text())["findings"]


SELECTED = {
    "--select RL101": 1,
    "--select softmax-before-cross-entropy": 1,
    "--select RL2": 0,
    "--ignore RL1": 0,
    "--ignore RL1 --extend-select RL101": 1,
    "--per-file-ignores bad.py:RL101": 0,
    "--exclude bad.py": 0,
}


@pytest.mark.parametrize("options", SELECTED)
def test_selection(options: str, folder: Path) -> None:
    assert invoke("check", *options.split()).exit_code == SELECTED[options]


WRONG = {
    "--select XX9": "no mistake is called 'XX9'",
    "--per-file-ignores RL101": "wants PATTERN:CODES",
    "gone.py": "gone.py does not exist.",
    "--stdin-filename a.py": "goes with `-`",
    "- bad.py": "goes with no other path",
    "- --watch": "needs files",
    "--output-format xml": "Invalid value",
    "--jobs -1": "Invalid value",
    "-o gone/report.txt": "cannot be written",
}


@pytest.mark.parametrize("options", WRONG)
def test_wrong_usage_exits_with_2(options: str, folder: Path) -> None:
    done = invoke("check", *options.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert WRONG[options] in done.stderr


def test_a_configuration_that_cannot_be_used_exits_with_2(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.rightloss]\nselcet = []\n")
    done = invoke("check")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "did you mean 'select'?" in done.stderr


def test_the_configuration_holds_unless_isolated(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.rightloss]\nignore = ["RL101"]\n')
    assert invoke("check").exit_code == 0
    assert invoke("check", "--isolated").exit_code == 1
    assert invoke("check", "--select", "RL101").exit_code == 1


def test_a_file_that_does_not_parse_does_not_hide_the_others(folder: Path) -> None:
    (folder / "broken.py").write_text(BROKEN)
    (folder / "null.py").write_bytes(b"import torch\nloss = 1\0\n")
    done = invoke("check", "--output-format", "json")
    codes = [(item["path"], item["code"]) for item in json.loads(done.stdout)["findings"]]
    assert codes == [("bad.py", "RL101"), ("broken.py", "RL002"), ("null.py", "RL002")]
    assert done.exit_code == 1


@pytest.mark.parametrize(("name", "expected"), [(None, "-:5:8:"), ("src/train.py", "src/train.py:5:8:")])
def test_standard_input(name: str | None, expected: str, folder: Path) -> None:
    options = ["--stdin-filename", name] if name else []
    done = CliRunner().invoke(group, ["check", "-", "--output-format", "concise", *options], input=BAD)
    assert done.exit_code == 1
    assert done.stdout.startswith(expected)


def test_a_notebook_on_standard_input(folder: Path) -> None:
    arguments = ["check", "-", "--output-format", "concise", "--stdin-filename", "a.ipynb"]
    done = CliRunner().invoke(group, arguments, input=notebook("a = 1", BAD))
    assert done.stdout.startswith("a.ipynb:cell 2:5:8:")


def test_fixing_standard_input_writes_the_text(folder: Path) -> None:
    done = CliRunner().invoke(group, ["check", "-", "--fix"], input=HEAD + "z = 1  # noqa: RL101\n")
    assert (done.exit_code, done.stdout) == (0, HEAD + "z = 1\n")
    unchanged = CliRunner().invoke(group, ["check", "-", "--fix"], input=BAD)
    assert (unchanged.exit_code, unchanged.stdout) == (1, BAD)


def test_fix(folder: Path) -> None:
    path = folder / "unused.py"
    path.write_bytes(b"x = 1  # noqa: RL101\r\n")
    path.chmod(0o755)
    diff = invoke("check", "unused.py", "--diff")
    assert diff.exit_code == 1
    assert "-x = 1  # noqa: RL101\n+x = 1\n" in diff.stdout
    assert path.read_bytes() == b"x = 1  # noqa: RL101\r\n"
    done = invoke("check", "unused.py", "--fix")
    assert (done.exit_code, done.stderr) == (0, "1 fixed\n")
    assert path.read_bytes() == b"x = 1\r\n"
    assert path.stat().st_mode & 0o777 == 0o755
    again = invoke("check", "unused.py", "--diff")
    assert (again.exit_code, again.stdout) == (0, "")


def test_statistics(folder: Path) -> None:
    assert invoke("check", "--statistics").stdout == "1  RL101  softmax-before-cross-entropy\n" + FOUND


def test_quiet(folder: Path) -> None:
    assert invoke("check", "good.py", "-q").stdout == ""
    assert "Found" not in invoke("check", "bad.py", "-q").stdout


def test_show_files(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.ipynb").write_text("{}")
    assert invoke("check", "--show-files").stdout == "bad.py\ngood.py\nsub/a.ipynb\n"


def test_results_are_kept(folder: Path) -> None:
    assert invoke("check").exit_code == 1
    assert list((folder / ".rightloss_cache").glob("*.json"))
    assert invoke("check").exit_code == 1


@pytest.mark.parametrize("options", [["--no-cache"], ["--cache-dir", "elsewhere"]])
def test_nothing_is_kept_where_it_is_not_wanted(options: list[str], folder: Path) -> None:
    invoke("check", *options)
    assert not (folder / ".rightloss_cache").exists()


def test_several_processes(folder: Path) -> None:
    done = real("check", "--jobs", "2", "--output-format", "concise", cwd=folder)
    assert done.stdout.startswith("bad.py:5:8: RL101 ")


def test_an_internal_error_is_told_and_ends_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("here")

    monkeypatch.setattr("rightloss.check.flow.interpreter.Interpreter.run", fails)
    done = invoke("check")
    assert done.exit_code == 0
    assert done.stderr == "internal error in bad.py: KeyError: 'here'\ninternal error in good.py: KeyError: 'here'\n"
    assert "Traceback" in invoke("--debug", "check").stderr


def test_what_is_checked_only_in_part_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rightloss.check.flow.project._MAX_PARSED", 40)
    told = invoke("check").stderr
    assert "bad.py is checked only in part: it is too large, and left out from line" in told


def test_colours_on_request(folder: Path) -> None:
    assert "\x1b[31mRL101\x1b[0m" in invoke("--color", "always", "check", NO_COLOR="").stdout
    assert "\x1b" not in invoke("--color", "never", "check").stdout


def test_a_check_imports_neither_rich_nor_torch(folder: Path) -> None:
    code = "import sys\nfrom rightloss.cli.main import group\n"
    code += "group.main(['check', 'bad.py'], standalone_mode=False)\n"
    code += "print([name for name in ('rich', 'torch', 'numpy', 'concurrent.futures') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("[]\n"), done.stderr


def lines_of(stream: IO[str]) -> "queue.Queue[str]":
    """The lines of a stream as they come, from a thread, so that whoever waits for one can give up."""
    found: queue.Queue[str] = queue.Queue()

    def pump() -> None:
        for line in stream:
            found.put(line)

    threading.Thread(target=pump, daemon=True).start()
    return found


@contextmanager
def watching(*options: str) -> Iterator[tuple["subprocess.Popen[str]", Callable[[], str]]]:
    """A process that watches, and what gives its next line within a minute; it is gone at the end."""
    command = [sys.executable, "-m", "rightloss", "check", "--watch", "--no-cache", *options]
    # A test run in the background ignores SIGINT, and so would the child: Python heeds what it inherits.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    try:
        lines = lines_of(process.stdout)
        yield process, lambda: lines.get(timeout=60)
    finally:
        process.kill()
        process.wait(timeout=60)
        process.stdout.close()


def test_unsafe_fixes_need_to_be_asked_for(folder: Path) -> None:
    assert invoke("check", "--fix", "bad.py").exit_code == 1
    assert (folder / "bad.py").read_text() == BAD
    done = invoke("check", "--fix", "--unsafe-fixes", "bad.py")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "All checks passed.\n", "1 fixed\n")
    assert (folder / "bad.py").read_text() == GOOD


def test_a_notebook_is_fixed_in_place(folder: Path) -> None:
    cells = HEAD, ("markdown", "# the loss"), "%matplotlib inline\n" + BAD.removeprefix(HEAD)
    old = notebook(*cells, kernelspec={"name": "python3"})
    (folder / "a.ipynb").write_text(old)
    (item,) = json.loads(invoke("check", "a.ipynb", "--output-format", "json").stdout)["findings"]
    assert {key: item["fix"][key] for key in ("path", "cell")} == {"path": "a.ipynb", "cell": 3}
    assert {edit["line"] for edit in item["fix"]["edits"]} == {item["line"]} == {2}
    assert invoke("check", "--fix", "--unsafe-fixes", "a.ipynb").exit_code == 0
    assert (folder / "a.ipynb").read_text() == old.replace("F.softmax(model(x), dim=1)", "model(x)")


def test_a_fix_may_lie_in_the_file_of_the_model(folder: Path) -> None:
    model = "import torch\n\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    model += "        self.body = torch.nn.Linear(5, 10)\n\n    def forward(self, x):\n"
    (folder / "model.py").write_text(model + "        ü = 'é'; return torch.softmax(self.body(x), 1)\n")
    train = "\n" * 10 + HEAD + "from model import Net\nloss = F.cross_entropy(Net()(x), y)\n"
    (folder / "train.py").write_text(train)
    assert invoke("check", "--fix", "--unsafe-fixes", "train.py", "model.py").exit_code == 0
    assert (folder / "model.py").read_text() == model + "        ü = 'é'; return self.body(x)\n"
    assert (folder / "train.py").read_text() == train


@pytest.mark.slow
def test_watch_checks_again_when_a_file_changes(folder: Path) -> None:
    with watching("--output-format", "concise") as (process, line):
        assert line().startswith("bad.py:5:8: RL101")
        assert line() == FOUND
        (folder / "bad.py").write_text(GOOD)
        os.utime(folder / "bad.py", (time.time() + 9, time.time() + 9))
        assert line() == "All checks passed.\n"
        (folder / "pyproject.toml").write_text("[tool.rightloss]\nselcet = []\n")
        time.sleep(1.5)
        assert process.poll() is None
        (folder / "pyproject.toml").write_text("[tool.rightloss]\nselect = []\n")
        assert line() == "All checks passed.\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
