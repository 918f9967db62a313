"""Speed and memory of `rightloss check`, beside ruff and TorchFix.

python benchmarks/check.py [--runs 9] [--tree-runs 3]
On the standard library, on the sources of torch and transformers and on one small file, from start to finish, without
caches and in one process each; ruff (rules E and F, which read every line, as torch has none of its own) where it is
installed, TorchFix where it is on the PATH or named by the environment variable TORCHFIX, on the small file and on
torch/optim alone, as it is slow. Fresh processes in turn; medians of wall and processor seconds and the highest memory;
a line is added to benchmarks/results/check.json.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "check.json"
TOOLS = {
    "rightloss": [
        sys.executable,
        "-m",
        "rightloss",
        "check",
        "--no-cache",
        "--isolated",
        "-j1",
        "--no-respect-gitignore",
    ],
    "ruff": ["ruff", "check", "--no-cache", "--isolated", "--select", "E,F", "--no-respect-gitignore"],
    "torchfix": [os.environ.get("TORCHFIX", "torchfix"), "--select", "ALL"],
}
LEFT_OUT = ["--exclude", "site-packages"]
SMALL = """import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, x):
        return F.softmax(self.body(x), dim=1)


def train(loader):
    net, criterion = Net(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
"""


@dataclass(frozen=True)
class Run:
    """One process: wall and processor seconds, and the most memory that it held."""

    wall: float
    cpu: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="of the small file")
    parser.add_argument("--tree-runs", type=int, default=3, help="of each tree")
    options = parser.parse_args()
    spec = find_spec("torch")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("torch is not installed: its sources are what is checked; pip install torch")
    torch = Path(spec.submodule_search_locations[0])
    with tempfile.TemporaryDirectory() as folder:
        # An installed tool has its byte code: compiling it anew takes as long as checking a small file does.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        small = Path(folder) / "train.py"
        small.write_text(SMALL)
        trees = {
            "standard library": (Path(sysconfig.get_path("stdlib")), ("rightloss", "ruff"), options.tree_runs),
            "torch": (torch, ("rightloss", "ruff"), options.tree_runs),
            **installed("transformers", options.tree_runs),
            "torch/optim": (torch / "optim", ("rightloss", "ruff", "torchfix"), options.tree_runs),
            "one small file": (small, ("rightloss", "ruff", "torchfix"), options.runs),
        }
        commit = head()
        report(commit, {name: measure(name, *tree) for name, tree in trees.items()})


def installed(package: str, runs: int) -> dict[str, tuple[Path, tuple[str, ...], int]]:
    """A tree whose files import each other in circles, where it is there."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return {}
    return {package: (Path(spec.submodule_search_locations[0]), ("rightloss", "ruff"), runs)}


def measure(name: str, path: Path, tools: Sequence[str], runs: int) -> dict[str, object]:
    """Every tool in turn, `runs` times over."""
    tools = [tool for tool in tools if shutil.which(TOOLS[tool][0])]
    done: dict[str, list[Run]] = {tool: [] for tool in tools}
    for _ in range(runs):
        for tool in tools:
            done[tool].append(run([*TOOLS[tool], *(LEFT_OUT if tool != "torchfix" else []), str(path)]))
    count = lines(path)
    row: dict[str, object] = {"lines": count, "runs": runs}
    for tool, parts in done.items():
        row[tool] = figures(parts, count)
        print(f"{name}: {tool} {row[tool]}")
    return row


def run(command: list[str]) -> Run:
    """One fresh process. These tools exit with 1 where they find something."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} ended with {process.returncode}: {said.decode(errors='replace')}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def lines(path: Path) -> int:
    files = [path] if path.is_file() else [file for file in path.rglob("*.py*") if file.suffix in (".py", ".pyi")]
    kept = [file for file in files if "site-packages" not in file.relative_to(path).parts]
    return sum(file.read_bytes().count(b"\n") for file in kept)


def figures(runs: list[Run], count: int) -> dict[str, float]:
    cpu = statistics.median(part.cpu for part in runs)
    return {
        "wall": round(statistics.median(part.wall for part in runs), 3),
        "cpu": round(cpu, 3),
        "lines_per_cpu_second": round(count / cpu),
        "megabytes": round(max(part.megabytes for part in runs)),
    }


def report(commit: str, rows: dict[str, dict[str, object]]) -> None:
    row = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.python_implementation()} "
        f"{platform.python_version()}",
        "load": round(os.getloadavg()[0], 1),
        "versions": {name: version(name) for name in ("rightloss", "torch", "ruff")} | {"torchfix": torchfix_version()},
        "commit": commit,
        "trees": rows,
    }
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    RESULTS.write_text(json.dumps([*known, row], indent=1) + "\n")


def head() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def torchfix_version() -> str | None:
    command = TOOLS["torchfix"][0]
    if not shutil.which(command):
        return None
    return subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"measured in {time.perf_counter() - started:.0f} s")
