"""Contenders side by side: each in fresh processes that alternate; time of the wall, of the processor, peak memory.

A subject calls `main(__file__, cases, contenders)`. A contender is a function of the case that sets up and returns its
`Work`.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Work:
    """What a contender does.

    Attributes:
        prepare: makes what a run takes; not timed.
        run: what is timed, of what `prepare` made.
        results: bytes of what a run leaves behind, such as the gradients of its inputs: memory that no way of
            computing them can do without.
        figures: further numbers by name, each measured once, when everything else is.
    """

    prepare: Callable[[], Any]
    run: Callable[[Any], Any]
    results: int = 0
    figures: dict[str, Callable[[], float]] = field(default_factory=dict)


Contender = Callable[..., Work]


def main(file: str, cases: dict[str, dict[str, int]], contenders: dict[str, Contender]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7, help="fresh processes per contender")
    parser.add_argument("--calls", type=int, default=3, help="timed calls in each process")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--case", action="append", help="only this case")
    parser.add_argument("--one", nargs=2, metavar=("CASE", "CONTENDER"), help="measure in this process, print JSON")
    parser.add_argument("--figures", action="store_true", help="with --one: measure the further figures too")
    options = parser.parse_args()
    if options.one:
        case, name = options.one
        print(json.dumps(_measure(contenders[name], cases[case], options)))
        return
    rows = []
    for case in options.case or cases:
        rows += _rounds(file, case, cases[case], contenders, options)
    _write(Path(file).stem, rows, options)


def _rounds(
    file: str, case: str, sizes: dict[str, int], contenders: dict[str, Contender], options: argparse.Namespace
) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in contenders}
    for number in range(options.rounds):
        for name in contenders:
            command = [sys.executable, file, "--one", case, name, *(["--figures"] if number == 0 else [])]
            command += ["--threads", str(options.threads), "--calls", str(options.calls)]
            environment = {**os.environ, "OMP_NUM_THREADS": str(options.threads)}
            done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
            if done.returncode:
                raise SystemExit(f"{case}, {name}: {done.stderr[-2000:]}")
            found[name].append(json.loads(done.stdout.splitlines()[-1]))
    ours = next(iter(contenders))
    rows = [_row(case, sizes, name, found[name], found[ours]) for name in contenders]
    for row in rows:
        print(f"{row['case']}, {row['contender']}: {row['wall']} s, {row['processor']} s of processor, ", end="")
        print(f"{row['megabytes']} MB, {row['megabytes_beyond']} beyond results; {row['times_ours']} of ours", end="")
        print("".join(f"; {key} {value:.3g}" for key, value in row["figures"].items()))
    return rows


def _row(
    case: str, sizes: dict[str, int], name: str, runs: list[dict[str, Any]], ours: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "case": case,
        "sizes": sizes,
        "contender": name,
        "wall": _three([run["wall"] for run in runs]),
        "processor": _three([run["processor"] for run in runs]),
        "megabytes": round(statistics.median(run["megabytes"] for run in runs), 1),
        "megabytes_beyond": round(statistics.median(run["megabytes"] - run["results"] for run in runs), 1),
        "figures": runs[0]["figures"],
        "times_ours": {
            kind: _three([run[kind] / own[kind] for run, own in zip(runs, ours, strict=True)])
            for kind in ("wall", "processor")
        },
    }


def _three(values: list[float]) -> list[float]:
    """The 20th percentile, the median and the 80th percentile."""
    if len(values) == 1:
        return [float(f"{values[0]:.3g}")] * 3
    cuts = statistics.quantiles(values, n=10, method="inclusive")
    return [float(f"{value:.3g}") for value in (cuts[1], statistics.median(values), cuts[7])]


def _measure(contender: Contender, sizes: dict[str, int], options: argparse.Namespace) -> dict[str, Any]:
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    work = contender(**sizes)
    prepared = work.prepare()
    before = _resident()
    work.run(prepared)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    walls, processors = [], []
    for _ in range(options.calls):
        prepared = work.prepare()
        start, start_processor = time.perf_counter(), time.process_time()
        work.run(prepared)
        walls.append(time.perf_counter() - start)
        processors.append(time.process_time() - start_processor)
    return {
        "wall": min(walls),
        "processor": min(processors),
        "megabytes": max(0.0, peak),
        "results": work.results / 2**20,
        "figures": {name: figure() for name, figure in work.figures.items()} if options.figures else {},
    }


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _write(subject: str, rows: list[dict[str, Any]], options: argparse.Namespace) -> None:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    run = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {_processor()}, {os.cpu_count()} cores",
        "threads": options.threads,
        "load": round(os.getloadavg()[1], 1),
        "rounds": options.rounds,
        "calls": options.calls,
        "versions": {"python": platform.python_version(), **{n: version(n) for n in ("rightloss", "torch")}},
        "commit": commit.stdout.strip(),
        "rows": rows,
    }
    path = RESULTS / f"{subject}.json"
    kept = json.loads(path.read_text()) if path.exists() else []
    path.write_text(json.dumps([*kept, run], indent=1) + "\n")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
