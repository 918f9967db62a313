"""What answers without torch, numpy and polars. `import rightloss` costs nothing until it is used."""

import os
import subprocess
import sys

import pytest

HEAVY = ("torch", "numpy", "polars", "scipy", "sklearn", "matplotlib")

_BLOCK = f"import sys\nfor name in {HEAVY!r}: sys.modules[name] = None\n"
_RUN = "from rightloss.cli.main import group\ngroup.main({args!r}, prog_name='rightloss')\n"


def python(code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)


def without_heavy(code: str) -> subprocess.CompletedProcess[str]:
    return python(_BLOCK + code)


@pytest.mark.parametrize(
    "module",
    ["rightloss", "rightloss.catalog", "rightloss.cli.main", "rightloss.report.curves", "rightloss.choose.result"],
)
def test_imports_without_the_heavy_packages(module: str) -> None:
    done = without_heavy(f"import {module}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", HEAVY)
def test_the_block_blocks(name: str) -> None:
    done = without_heavy(f"import {name}")
    assert done.returncode == 1
    assert "ModuleNotFoundError" in done.stderr


def test_a_module_that_needs_numpy_is_caught() -> None:
    assert without_heavy("import rightloss.choose.sample").returncode == 1


COMMANDS = {
    "--help": "The right loss function",
    "--version": "rightloss, version",
    "list": "cross-entropy",
    "list --mistakes": "RL101",
    "explain RL101": "Why it hurts",
    "check --isolated --no-cache src/rightloss/check/fix.py": "All checks passed.",
    "list --json": '"schema": 1',
    "explain cross-entropy": "ross-entropy",
    "show cross-entropy": "ross-entropy",
    "show cross-entropy --format json": '"name": "cross-entropy"',
}


@pytest.mark.parametrize("arguments", COMMANDS)
def test_commands_answer_without_the_heavy_packages(arguments: str) -> None:
    done = without_heavy(_RUN.format(args=arguments.split()))
    assert done.returncode == 0, done.stderr
    assert COMMANDS[arguments] in done.stdout


def test_show_says_that_the_curve_needs_torch() -> None:
    done = without_heavy(_RUN.format(args=["show", "cross-entropy"]))
    assert done.stderr.startswith("no curve: this needs torch")
    assert "pip install" in done.stderr


@pytest.mark.parametrize("arguments", ["plot l1", "choose data.csv --target y"])
def test_commands_that_need_an_extra_name_it(arguments: str) -> None:
    done = without_heavy(_RUN.format(args=arguments.split()))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")
    assert "pip install" in done.stderr
    assert done.stderr.count("\n") == 1


_LIGHT = ("rich", "rightloss.catalog", "rightloss.report", *HEAVY)


def test_help_imports_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys\nfrom rightloss.cli.main import group\n"
        "try: group.main(['--help'], prog_name='rightloss')\n"
        f"finally: print([name for name in {_LIGHT!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = python(code)
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_the_folder_of_the_activations_does_not_hide_their_table() -> None:
    code = "from rightloss import catalog\nfor _ in range(2): assert 'identity' in catalog.activations()"
    done = python(code)
    assert (done.returncode, done.stderr) == (0, "")
