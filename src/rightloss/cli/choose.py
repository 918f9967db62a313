"""`rightloss choose`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rightloss._optional import MissingExtraError, resolve
from rightloss.cli._output import Fault, columns, emit, json_text, output_option, say, use_color, use_unicode

if TYPE_CHECKING:
    from rightloss.choose.result import Choice

_FORMATS = ("text", "json", "markdown", "html")
# Nothing can be learned: the answer is printed, and the exit code says that the input is at fault.
_REFUSED = ("constant", "identifier")


@click.command(name="choose")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--target", metavar="COL", help="The column to predict; not needed where the file holds one array.")
@click.option("--metric", metavar="M", help="What the model is judged by: rmse, mae, auc, f1, pinball:0.9...")
@click.option("--task", metavar="T", help="What the target is, where you know: regression, ordinal, count...")
@click.option("--features", metavar="A,B", multiple=True, help="Columns to predict from; by default all others.")
@click.option("--no-features", is_flag=True, help="Look at the target alone.")
@click.option("--event", metavar="COL", help="Of a duration: the column that is 1 where the event was seen.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@output_option
def command(
    data: Path,
    target: str | None,
    metric: str | None,
    task: str | None,
    features: tuple[str, ...],
    no_features: bool,
    event: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Say which loss and which output activation fit a data set.

    DATA is a CSV, TSV, Parquet, Arrow, JSON lines, .npy, .npz or .pt file.

    \b
    Example:
      rightloss choose diabetes.csv --target progression --format html -o report.html
    """
    if features and no_features:
        raise Fault("--features and --no-features exclude each other; give one of them.")
    wanted = False if no_features else _split(features)
    if sys.stderr.isatty():
        say(f"reading {data}")
    choice = _choose(data, target, wanted, event, metric, task)
    refused = choice.kind in _REFUSED
    if output is None or not refused:
        emit(_rendered(choice, form, output), output)
    if refused:
        raise Fault(f"{choice.verdict} Name another target.")


def _split(features: tuple[str, ...]) -> list[str] | None:
    names = [name.strip() for text in features for name in text.split(",")]
    found = [name for name in names if name]
    if features and not found:
        raise Fault("--features names no column; write --features a,b, or --no-features to look at the target alone.")
    return found or None


def _choose(
    data: Path,
    target: str | None,
    features: list[str] | bool | None,
    event: str | None,
    metric: str | None,
    task: str | None,
) -> "Choice":
    # Resolved here: these need numpy and polars, which the other subcommands must not.
    input_error = _need("rightloss.choose.sample:InputError")
    read, advise = _need("rightloss.choose.read:read"), _need("rightloss.choose.advise:advise")
    try:
        sample = read(data, target=target, features=features, event=event)
        choice: Choice = advise(sample, metric=metric, task=task)
    except (input_error, MissingExtraError) as error:
        raise Fault(str(error)) from error
    return choice


def _need(dotted: str) -> Any:
    try:
        return resolve(dotted)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("", "rightloss"):
            raise
        raise Fault(f'choose needs {package}, which is not installed; run: pip install "rightloss[choose]"') from error


def _rendered(choice: "Choice", form: str, output: Path | None) -> str:
    if form == "json":
        return json_text(choice.to_dict())
    if form == "text":
        look = {"width": columns(), "color": use_color(output), "unicode": use_unicode(output)}
        return _ended(str(resolve("rightloss.report.choice:to_text")(choice, **look)))
    return _ended(str(resolve(f"rightloss.report.choice:to_{form}")(choice)))


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
