"""What every subcommand shares: where its result goes, in which encoding, with which colours."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import click

_WIDEST = 100


class Fault(click.ClickException):
    """A mistake in the input: one line on stderr, exit code 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to FILE instead of standard output.",
)


def emit(text: str, output: Path | None = None) -> None:
    """Write a result to standard output, or to a file that is either whole or not there."""
    if output is not None:
        write_file(output, text.encode())
        return
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, errors="replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        _hang_up()


def write_file(output: Path, content: bytes) -> None:
    """Write through a temporary file in the same folder, so that a failure leaves nothing behind.

    Raises:
        Fault: the folder is missing or cannot be written.
    """
    if output.exists() and not output.is_file():
        output.write_bytes(content)  # a pipe or a device such as /dev/null, which must not be replaced
        return
    try:
        descriptor, temporary = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise Fault(f"{output} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(output)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Fault(f"{output} cannot be written: {error.strerror}.") from error
        raise
    say(f"wrote {output}")


def say(message: str) -> None:
    """Talk: standard error, where it is not part of the result."""
    click.echo(message, err=True)


def json_text(value: Any) -> str:
    """JSON with a final newline; refuses NaN."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def use_color(output: Path | None = None) -> bool:
    """Whether the result is coloured: --color, then NO_COLOR, FORCE_COLOR, TERM and the terminal decide."""
    wish = click.get_current_context().find_root().params.get("color", "auto")
    if output is not None or wish == "never":
        return False
    if wish == "always":
        return True
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def use_unicode(output: Path | None = None) -> bool:
    """Whether where the result goes can show braille and box characters."""
    try:
        "⣿─│•●".encode("utf-8" if output is not None else sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def columns() -> int:
    """Width of the result: the terminal's, at most 100."""
    return min(shutil.get_terminal_size().columns, _WIDEST)


def _umask() -> int:
    # There is no way to read it without setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _hang_up() -> NoReturn:
    # The reader has gone (`| head`); without this Python complains about the flush when it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.get_current_context().exit(0)
