"""Write the stubs that tell type checkers the names which the package imports late.

python scripts/stubs.py            write src/rightloss/__init__.pyi and src/rightloss/functional.pyi
python scripts/stubs.py --check    exit 1 and name those that are stale or missing
"""

import argparse
import sys
from pathlib import Path

from rightloss.catalog import losses
from rightloss.catalog.schema import public_names

PACKAGE = Path(__file__).parents[1] / "src" / "rightloss"
_ROOMS = ("catalog", "functional", "kernels", "losses", "report", "testing")
_FUNCTIONS = {
    "checking": "rightloss.losses.checking",
    "choose": "rightloss.choose.api",
    "diagnose": "rightloss.doctor.diagnose",
    "guard": "rightloss.doctor.guard",
}
_WIDTH = 120  # of a line, as in pyproject.toml
_NOTICE = "# Written by scripts/stubs.py from the catalog.\n"


def main(arguments: list[str] | None = None, package: Path = PACKAGE) -> int:
    """Write or check the stubs; the exit code."""
    parser = argparse.ArgumentParser(description="Write the stubs of the names that are imported late.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and name the stale stubs")
    wanted = stubs()
    if not parser.parse_args(arguments).check:
        for name, text in wanted.items():
            (package / name).write_text(text, encoding="utf-8")
        return 0
    found = stale(wanted, package)
    for name in found:
        print(f"stale: {name}; run: python scripts/stubs.py", file=sys.stderr)
    return 1 if found else 0


def stubs() -> dict[str, str]:
    """Every stub: file name in the package -> text."""
    functions, classes = public_names(losses().values())
    rooms = "".join(f"from rightloss import {room} as {room}\n" for room in _ROOMS)
    door = f"{rooms}{_imports(_FUNCTIONS | classes)}\n__version__: str\n"
    names = sorted(("__version__", *_FUNCTIONS, *_ROOMS, *classes))
    return {
        "__init__.pyi": f"{_NOTICE}\n{door}\n{_all(names)}",
        "functional.pyi": f"{_NOTICE}\n{_imports(functions)}\n{_all(sorted(functions))}",
    }


def stale(wanted: dict[str, str], package: Path) -> list[str]:
    """Names of the stubs that are missing or have another text."""
    return [
        name
        for name, text in wanted.items()
        if not (package / name).exists() or (package / name).read_text(encoding="utf-8") != text
    ]


def _imports(names: dict[str, str]) -> str:
    pairs = sorted((module, name) for name, module in names.items())
    return "".join(_import(module, name) for module, name in pairs)


def _import(module: str, name: str) -> str:
    line = f"from {module} import {name} as {name}\n"
    return line if len(line) <= _WIDTH else f"from {module} import (\n    {name} as {name},\n)\n"


def _all(names: list[str]) -> str:
    lines = "".join(f'    "{name}",\n' for name in names)
    return f"__all__ = [\n{lines}]\n"


if __name__ == "__main__":
    sys.exit(main())
