"""`rightloss check`."""

import click


@click.command(name="check")
@click.argument("paths", nargs=-1)
@click.option("--output-format", default="json")
def command(paths: tuple[str, ...], output_format: str) -> None:
    """Check."""
    from rightloss.check.discovery import find_files
    from rightloss.check.engine import Engine
    import json, sys

    result = Engine().check(find_files(paths))
    rows = []
    for f in sorted(result.findings.values(), key=lambda f: (f.place.path, f.place.line, f.place.column, f.code)):
        if f.place.path in result.pages:
            rows.append(
                {
                    "path": result.pages[f.place.path].shown,
                    "line": f.place.line,
                    "code": f.code,
                    "column": f.place.column,
                    "name": f.name,
                    "message": f.message,
                }
            )
    for p, problems in result.problems.items():
        print(p, *problems, file=sys.stderr)
    print(json.dumps({"schema": 1, "findings": rows}))
    raise SystemExit(1 if rows else 0)
