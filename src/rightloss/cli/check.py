"""`rightloss check`."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from rightloss.check.cache import FOLDER, Cache
from rightloss.check.config import Config, ConfigError, config_for, forget
from rightloss.check.discovery import Found, find_files
from rightloss.check.lint import Outcome, Wants, lint
from rightloss.check.select import Selection, SelectorError, selectors
from rightloss.cli._findings import FORMATS, render
from rightloss.cli._output import Fault, emit, output_option, say, use_color

_SECONDS = 0.5


@click.command(name="check")
@click.argument("paths", nargs=-1)
@click.option("--select", multiple=True, metavar="CODES", help="Look only for these: codes, prefixes, names, ALL.")
@click.option("--extend-select", multiple=True, metavar="CODES", help="Look for these too.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Do not look for these.")
@click.option("--per-file-ignores", multiple=True, metavar="PATTERN:CODES", help="Nor for these in such files.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave these files and folders out too.")
@click.option(
    "--no-respect-gitignore",
    "gitignore",
    is_flag=True,
    default=True,
    flag_value=False,
    type=bool,
    help="Look at files that git ignores as well.",
)
@click.option(
    "--output-format",
    "form",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    envvar="RIGHTLOSS_OUTPUT_FORMAT",
)
@output_option
@click.option("--fix", is_flag=True, help="Repair what can be repaired safely.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also what changes a model's output.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--stdin-filename", metavar="FILE", help="Where the text read for `-` belongs.")
@click.option("--isolated", is_flag=True, help="Heed no pyproject.toml.")
@click.option("--statistics", is_flag=True, help="Count the findings by code.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked.")
@click.option(
    "--watch", is_flag=True, help="Check again whenever a file or the configuration changes, until interrupted."
)
@click.option("--no-cache", is_flag=True, help="Keep and use no earlier results.")
@click.option("--cache-dir", type=click.Path(path_type=Path), default=FOLDER, show_default=True, metavar="DIR")
@click.option("--jobs", "-j", type=click.IntRange(min=0), default=0, help="Processes; 0 decides by the size.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even where mistakes are found.")
@click.option("--quiet", "-q", is_flag=True, help="Print findings and nothing else.")
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Find wrongly wired losses in PyTorch code, without running it.

    PATHS are files, folders and notebooks, by default the current folder; - reads standard input.
    Exit code 0: nothing found; 1: mistakes found; 2: wrong usage.

    \b
    Example:
      rightloss check train.py src --output-format concise
    """
    _Check(paths or (".",), options).run()


class _Check:
    """One call of the command."""

    def __init__(self, paths: tuple[str, ...], options: dict[str, Any]) -> None:
        self.paths = paths
        self.options = options
        self.texts: dict[str, bytes] = {}
        self.stdin = ""
        self.known: dict[str, Config] = {}

    def run(self) -> None:
        """Check, and end with the exit code."""
        if "-" in self.paths:
            self._read_stdin()
        elif self.options["stdin_filename"]:
            raise Fault("--stdin-filename goes with `-`, which reads standard input.")
        for path in self.paths:
            if path != "-" and not os.path.lexists(path):
                raise Fault(f"{path} does not exist.")
        if self.options["show_files"]:
            emit("".join(f"{found.shown}\n" for found in self._files()), self.options["output"])
        elif self.options["watch"]:
            self._watch()
        else:
            self._finish(self._once())

    def _read_stdin(self) -> None:
        if len(self.paths) > 1:
            raise Fault("`-` reads standard input and goes with no other path.")
        if self.options["watch"]:
            raise Fault("--watch needs files, not standard input.")
        self.stdin = self.options["stdin_filename"] or "-"
        where = os.path.abspath(self.options["stdin_filename"] or "stdin.py")
        self.texts = {where: sys.stdin.buffer.read()}

    def _files(self) -> list[Found]:
        if self.stdin:
            return [Found(self.stdin, next(iter(self.texts)), True)]
        return list(self._walk())

    def _walk(self) -> Iterator[Found]:
        seen = set()
        for path in self.paths:
            config = self._config(path if os.path.isdir(path) else os.path.dirname(path) or ".")
            exclude = (*config.exclude, *self.options["exclude"])
            for found in find_files([path], exclude, config.gitignore and self.options["gitignore"]):
                if found.path not in seen:
                    seen.add(found.path)
                    yield found

    def _config(self, folder: str) -> Config:
        if folder not in self.known:
            self.known[folder] = self._with_options(self._from_file(folder))
        return self.known[folder]

    def _from_file(self, folder: str) -> Config:
        try:
            return Config() if self.options["isolated"] else config_for(folder)
        except ConfigError as error:
            raise Fault(str(error)) from error

    def _with_options(self, config: Config) -> Config:
        try:
            return replace(config, selection=_selection(config.selection, self.options))
        except SelectorError as error:
            raise Fault(str(error)) from error

    def _wants(self) -> Wants:
        return lambda code, path: self._config(os.path.dirname(path)).selection.wants(code, path)

    def _once(self) -> Outcome:
        files = self._files()
        self._config(".")
        options = self.options
        cache = Cache(None if options["no_cache"] or self.stdin else options["cache_dir"])
        if not (options["fix"] or options["diff"]):
            return lint(files, self._wants(), cache=cache, texts=self.texts, jobs=options["jobs"])
        return self._mend(files, cache)

    def _mend(self, files: Sequence[Found], cache: Cache) -> Outcome:
        # Only runs that fix pay for the import.
        from rightloss.check.mend import mend
        from rightloss.check.repair import difference

        done = mend(files, self._wants(), self._unsafe, cache=cache, texts=self.texts, jobs=self.options["jobs"])
        shown = {path: page.shown for path, page in done.outcome.pages.items()}
        if self.options["diff"]:
            changes = [difference(shown[path], done.old[path], text) for path, text in sorted(done.texts.items())]
            emit("".join(changes), self.options["output"])
            self._say(f"{done.fixed} would be fixed")
            raise click.exceptions.Exit(1 if done.texts and not self.options["exit_zero"] else 0)
        for path, text in (done.texts or self.texts).items():
            _write(path, text, stdin=bool(self.stdin))
        self._say(f"{done.fixed} fixed")
        return done.outcome

    def _unsafe(self, path: str) -> bool:
        return self.options["unsafe_fixes"] or self._config(os.path.dirname(path)).unsafe_fixes

    def _finish(self, outcome: Outcome) -> None:
        self._show(outcome)
        raise click.exceptions.Exit(1 if outcome.findings and not self.options["exit_zero"] else 0)

    def _show(self, outcome: Outcome) -> None:
        _tell_problems(outcome)
        form, output = self.options["form"], self.options["output"]
        if self.stdin and self.options["fix"]:
            # Standard output is the fixed text.
            say(render(outcome, "concise", color=False, quiet=False).rstrip("\n"))
            return
        emit(
            render(
                outcome,
                "statistics" if self.options["statistics"] and form in ("full", "concise") else form,
                color=use_color(output),
                quiet=self.options["quiet"],
            ),
            output,
        )

    def _say(self, text: str) -> None:
        if not self.options["quiet"]:
            say(text)

    def _watch(self) -> None:
        seen = self._look(None)
        told = ""
        while True:
            time.sleep(_SECONDS)
            try:
                seen, told = self._look(seen), ""
            except Fault as fault:
                # A configuration that is being edited: the rest of it will come.
                if fault.message != told:
                    say(f"Error: {fault.message}")
                told = fault.message

    def _look(self, seen: object) -> object:
        """Check if any file or its configuration is another than the one seen last; what is seen now."""
        forget()
        self.known.clear()
        now = {found.path: _changed(found.path) for found in self._files()}, dict(self.known)
        if now != seen:
            self._say(time.strftime("%H:%M:%S"))
            self._show(self._once())
        return now


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _write(path: str, text: bytes, *, stdin: bool) -> None:
    if stdin:
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
        return
    mode = os.stat(path).st_mode
    try:
        Path(path).write_bytes(text)
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}.") from error
    os.chmod(path, mode)


def _tell_problems(outcome: Outcome) -> None:
    debug = click.get_current_context().find_root().params.get("debug", False)
    for path, problems in outcome.problems.items():
        for text in problems:
            say(text.rstrip() if debug else f"internal error in {path}: {text.rstrip().rpartition(chr(10))[2]}")
    for path, why in outcome.cut.items():
        say(f"{path} is checked only in part: {why}")


def _selection(base: Selection, options: dict[str, Any]) -> Selection:
    chosen = selectors(options["select"])
    start = Selection(select=chosen, per_file=base.per_file, root=base.root) if chosen else base
    return replace(
        start,
        extend=(*start.extend, *selectors(options["extend_select"])),
        ignore=(*start.ignore, *selectors(options["ignore"])),
        per_file=(*start.per_file, *map(_per_file, options["per_file_ignores"])),
    )


def _per_file(text: str) -> tuple[str, tuple[str, ...]]:
    pattern, colon, codes = text.rpartition(":")
    if not colon or not pattern:
        raise Fault(f"--per-file-ignores wants PATTERN:CODES, such as 'tests/*:RL1', not {text!r}.")
    return pattern, selectors([codes])
