import os
import re
import subprocess
import sys

import click
import pytest

from rightloss import __version__
from rightloss._optional import MissingExtraError
from rightloss.cli import main as module
from rightloss.cli.main import group
from tests.cli.run import invoke, real


def test_the_help_names_every_subcommand_and_the_exit_codes() -> None:
    done = real("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for name in module._COMMANDS:
        assert f"\n  {name} " in done.stdout
    assert (
        "Exit codes: 0 done; 1 mistakes found (check, diagnose); 2 usage or input error; 3 internal error; 130 interrupted."
        in done.stdout
    )


@pytest.mark.parametrize("name", module._COMMANDS)
def test_every_subcommand_is_called_as_listed_and_has_help(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.name == name
    done = invoke(name, "--help")
    assert done.exit_code == 0
    assert "Example:" in done.stdout


def test_the_version() -> None:
    assert invoke("--version").stdout == f"rightloss, version {__version__}\n"


@pytest.mark.parametrize("arguments", [["nonsense"], ["list", "--nonsense"], ["--color", "blue", "list"]])
def test_usage_errors_exit_with_2(arguments: list[str]) -> None:
    done = real(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_usage_of_a_subcommand_is_one_line() -> None:
    done = invoke("list", "--nonsense")
    assert (done.exit_code, done.stdout) == (2, "")
    assert re.fullmatch(r"Error: No such option:? '?--nonsense'?; see `group list --help`\.\n", done.stderr)


def _failing(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(module, "resolve", lambda _: command)


def test_an_internal_error_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(ZeroDivisionError("by\nzero"), monkeypatch)
    done = invoke("list")
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith("Error: internal error: ZeroDivisionError: by zero (run `rightloss --debug")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("arguments", "environment"), [(["--debug"], {}), ([], {"RIGHTLOSS_DEBUG": "1"})])
def test_debug_shows_the_traceback(
    arguments: list[str], environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(ZeroDivisionError("by zero"), monkeypatch)
    done = invoke(*arguments, "list", **environment)
    assert done.exit_code == 3
    assert done.stderr.startswith("Traceback")
    assert "Error: internal error: ZeroDivisionError: by zero\n" in done.stderr


def test_a_missing_extra_is_an_input_error(monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(MissingExtraError("this needs x"), monkeypatch)
    done = invoke("list")
    assert (done.exit_code, done.stderr) == (2, "Error: this needs x\n")


def test_an_interruption_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(KeyboardInterrupt(), monkeypatch)
    assert invoke("list").exit_code == 130


def test_a_reader_that_hangs_up_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "rightloss", "list", "--json"], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_shell_completes_subcommands_and_names() -> None:
    done = real("x", _RIGHTLOSS_COMPLETE="bash_complete", COMP_WORDS="rightloss show hub", COMP_CWORD="2")
    assert "plain,huber" in done.stdout
    done = real("x", _RIGHTLOSS_COMPLETE="bash_complete", COMP_WORDS="rightloss expl", COMP_CWORD="1")
    assert "plain,explain" in done.stdout
