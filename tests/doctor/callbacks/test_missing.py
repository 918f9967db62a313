"""Without the trainer, importing its callback says what to install, and nothing else notices."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("name", ["lightning", "transformers", "skorch"])
def test_a_trainer_that_is_not_installed(name: str) -> None:
    code = (
        f"import sys\nsys.modules[{name!r}] = None\nimport rightloss.doctor, rightloss.pytest_plugin\n"
        f"try:\n    import rightloss.doctor.callbacks.{name}\n"
        "except ImportError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f'pip install "rightloss[{name}]"' in done.stdout
