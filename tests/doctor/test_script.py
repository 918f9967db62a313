import subprocess
import sys
from pathlib import Path

import pytest

from rightloss.doctor.script import run
from tests.doctor.forked import Done, forked

# Paths in tracebacks, lines, arguments and codes must be as Python's own.
SCRIPTS = {
    "output": "import sys\nprint('out', sys.argv)\nprint('err', file=sys.stderr)\n",
    "main": "print(__name__, __file__, __package__, __doc__)\n",
    "exit code": "import sys\nsys.exit(7)\n",
    "exit text": "raise SystemExit('no data')\n",
    "exception": "def f():\n    return 1 / 0\n\n\nf()\n",
    "chained": "try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('bad') from error\n",
    "syntax": "print(1\n",
    "neighbour": "import beside\nprint(beside.X)\n",
    "pickle": "import pickle\n\n\nclass A:\n    pass\n\n\nprint(type(pickle.loads(pickle.dumps(A()))).__module__)\n",
    "excepthook": "import sys\nsys.excepthook = lambda *a: print('mine', a[1])\n1 / 0\n",
    "future": "print(type(__builtins__).__name__)\nx: 'int' = 1\nprint(__annotations__)\n",
}


def python(*arguments: str, cwd: Path) -> Done:
    command = [sys.executable, "-S", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_runs_as_under_python(name: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPTS[name])
    (tmp_path / "beside.py").write_text("X = 3\n")
    wanted = python("script.py", "--flag", "a", cwd=tmp_path)
    assert forked(lambda: run("script.py", ["--flag", "a"]).code, tmp_path) == wanted


def test_a_module_runs_as_under_python(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "__init__.py").touch()
    (tmp_path / "pack" / "job.py").write_text(
        "import sys\nfrom pack import __name__ as p\nprint(__name__, p, sys.argv[1:])\n"
    )
    wanted = python("-m", "pack.job", "x", cwd=tmp_path)
    assert forked(lambda: run("pack.job", ["x"], module=True).code, tmp_path) == wanted


def test_frames_of_ours_are_left_out_of_a_traceback_through_torch(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import torch\ntorch.nn.functional.mse_loss(torch.ones(2), torch.ones(3))\n")
    done = forked(lambda: run("script.py", []).code, tmp_path)
    assert done.code == 1
    assert done.err.count("in mse_loss") == 1
    assert "rightloss" not in done.err
    assert "handle_torch_function" not in done.err
