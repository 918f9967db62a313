"""Time and memory of `rightloss choose` on a CSV of 1,000,000 rows x 20 columns, beside polars reading the same file.

python benchmarks/choose.py [--rows 1000000] [--runs 5]
Alternating fresh processes; medians; a line is added to benchmarks/results/choose.json.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl

RESULTS = Path(__file__).parent / "results" / "choose.json"
READ = "import polars; polars.read_csv({path!r}, infer_schema_length=10_000)"
CHOOSE = (
    "import sys; sys.argv = ['rightloss', 'choose', {path!r}, '--target', 'y', '--format', 'json']; "
    "from rightloss.cli.main import main; main()"
)
MEASURED = (
    "import resource, time; start = time.perf_counter()\n"
    "try:\n    {code}\nexcept SystemExit:\n    pass\n"
    "import sys; print(time.perf_counter() - start, "
    "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "data.csv")
        write(path, options.rows)
        measured = {"read": [], "choose": []}
        for _ in range(options.runs):
            measured["read"].append(run(READ.format(path=path)))
            measured["choose"].append(run(CHOOSE.format(path=path)))
    report(options.rows, measured)


def write(path: str, rows: int) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, 19))
    columns = {f"x{index}": x[:, index].round(5) for index in range(19)}
    pl.DataFrame({**columns, "y": rng.poisson(np.exp(0.5 + 0.4 * x[:, 0]))}).write_csv(path)


def run(code: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED.format(code=code)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, megabytes = done.stderr.split()[-2:]
    return float(seconds), float(megabytes)


def report(rows: int, measured: dict[str, list[tuple[float, float]]]) -> None:
    row = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}",
        "versions": {name: version(name) for name in ("rightloss", "polars", "numpy", "scikit-learn")},
        "commit": subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
        ).stdout.strip(),
        "rows": rows,
    }
    for name, runs in measured.items():
        row[name] = {
            "seconds": round(statistics.median(seconds for seconds, _ in runs), 2),
            "megabytes": round(max(megabytes for _, megabytes in runs)),
        }
    limit = 3 * row["read"]["seconds"] + 5
    print(
        f"polars reads in {row['read']['seconds']} s, choose answers in {row['choose']['seconds']} s "
        f"(limit {limit:.1f} s)"
    )
    print(f"peak memory {row['choose']['megabytes']} MB (polars {row['read']['megabytes']} MB)")
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    RESULTS.write_text(json.dumps([*known, row], indent=1) + "\n")


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"measured in {time.perf_counter() - started:.0f} s")
