"""Reads a data file into a sample: CSV, TSV, Parquet, Arrow, JSON lines, NumPy and PyTorch files."""

import csv
import gzip
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from rightloss.choose.arrays import sample_arrays
from rightloss.choose.frame import bounded, check_columns, sample_frame
from rightloss.choose.sample import MAX_FEATURE_ROWS, MAX_TARGET_ROWS, InputError, Sample

Features = Sequence[str] | Literal[False] | None

# Files above this many bytes are read lazily, and only the columns and rows that are needed.
_LARGE = 1_000_000_000
_SHOWN = 120
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*")
_BINARY = "{} holds binary data, not text; its extension is wrong."


def read(path: str | Path, *, target: str | None, features: Features = None, event: str | None = None) -> Sample:
    """Read a file into a sample.

    Args:
        path: the file; its extension says what it is (.csv, .tsv, .parquet, .arrow, .feather, .jsonl, .ndjson, .npy,
            .npz, .pt; CSV also compressed as .csv.gz).
        target: the column (or key) to predict; not needed for .npy.
        features: columns to look at; None for all others, False for none.
        event: for durations, the column that is 1 where the event was seen.

    Raises:
        InputError: the file or the target cannot be used; one line that says what to do.
    """
    file = Path(path)
    if file.is_dir():
        raise InputError(f"{file} is a folder; name a file in it.")
    reader = _reader(file)
    _check_file(file)
    try:
        return reader(file, target, features, event)
    except InputError:
        raise
    except MemoryError as error:
        raise InputError(f"{file} does not fit into memory; save it as Parquet, which is read in parts.") from error
    except Exception as error:
        # Whatever a reading library raises on a broken file is the file's fault, and has to be said in one line.
        raise InputError(f"{file} cannot be read as {file.suffix.lstrip('.')}: {_line(error)}") from error


def _line(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _reader(file: Path) -> Callable[[Path, str | None, Features, str | None], Sample]:
    suffix = (
        file.suffixes[-2].lower() if file.suffix.lower() == ".gz" and len(file.suffixes) > 1 else file.suffix.lower()
    )
    if suffix not in _READERS:
        known = " ".join(sorted(_READERS))
        raise InputError(f"{file} has the extension {suffix or '(none)'!r}; known are: {known}.")
    return _READERS[suffix]


def _check_file(file: Path) -> None:
    try:
        with file.open("rb") as stream:
            empty = not stream.read(1)
    except FileNotFoundError as error:
        near = [other.name for other in file.parent.glob(f"*{file.suffix}")][:3] if file.parent.is_dir() else []
        hint = f"; beside it are {', '.join(near)}" if near else ""
        raise InputError(f"{file} does not exist{hint}.") from error
    except OSError as error:
        raise InputError(f"{file} cannot be opened: {error.strerror}.") from error
    if empty:
        raise InputError(f"{file} is empty; wanted a header and at least two rows.")


# Tables


def _csv(file: Path, target: str | None, features: Features, event: str | None) -> Sample:
    return _text_table(file, "\t" if file.suffixes[0].lower() in (".tsv", ".tab") else ",", target, features, event)


def _text_table(file: Path, separator: str, target: str | None, features: Features, event: str | None) -> Sample:
    header = _header(file, separator)
    name = check_columns(header, target, features, event)
    wanted = _wanted(header, name, features, event)
    options: dict[str, Any] = {"separator": separator, "null_values": ["NA", "N/A", "NaN", "nan", "null", "None", "?"]}
    if file.suffix.lower() != ".gz" and file.stat().st_size > _LARGE:
        return _lazily(pl.scan_csv(file, infer_schema_length=10_000, **options), file, name, wanted, event)
    try:
        frame = pl.read_csv(file, columns=wanted, infer_schema_length=10_000, **options)
    except pl.exceptions.ComputeError:
        # A number column with text further down: read as text, and let the target's own rules say what it is.
        try:
            frame = pl.read_csv(file, columns=wanted, infer_schema=False, **options)
        except pl.exceptions.ComputeError as error:
            raise InputError(
                f"{file}: {_uneven(file, header, separator)}; check the separator and the quotes."
            ) from error
        frame = frame.with_columns(pl.col(column).pipe(_number_or_text, frame[column]) for column in frame.columns)
    part, notes = bounded(frame, file.name)
    return sample_frame(
        part, target=name, features=_rest(wanted, name), event=event, source=file.name, rows=len(frame), notes=notes
    )


def _uneven(file: Path, header: list[str], separator: str) -> str:
    """What is wrong with the rows of a table, as far as the csv module can say."""
    with gzip.open(file, "rt") if file.suffix.lower() == ".gz" else file.open(encoding="utf-8") as stream:
        rows = csv.reader(stream, delimiter=separator)
        for row in rows:
            if len(row) > len(header):
                return f"line {rows.line_num} has {len(row)} fields, the header has {len(header)}"
    return "its quotes do not close"


def _number_or_text(column: pl.Expr, values: pl.Series) -> pl.Expr:
    return (
        column.cast(pl.Float64) if values.cast(pl.Float64, strict=False).null_count() == values.null_count() else column
    )


def _rest(wanted: Sequence[str], target: str) -> list[str] | Literal[False]:
    return [name for name in wanted if name != target] or False


def _wanted(header: Sequence[str], target: str, features: Features, event: str | None) -> list[str]:
    """The columns that have to be read, in the order of the file."""
    if features is None:
        return list(header)
    names = {target, *(features or ()), *([event] if event else [])}
    return [name for name in header if name in names]


def _header(file: Path, separator: str) -> list[str]:
    with gzip.open(file) if file.suffix.lower() == ".gz" else file.open("rb") as stream:
        head = stream.read(1 << 20)
        rows = head.count(b"\n")
    try:
        line = head.split(b"\n", 1)[0].decode("utf-8-sig").rstrip("\r")
        head[: max(len(head) - 4, 0)].decode("utf-8")
    except UnicodeDecodeError as error:
        wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        if b"\0" in head and not wide:
            raise InputError(_BINARY.format(file)) from error
        advice = f"iconv -f {'utf-16' if wide else 'latin1'} -t utf-8 {file.name}"
        raise InputError(f"{file} is not UTF-8 (byte {error.start:,}); convert it: {advice}.") from error
    if "\0" in line:
        raise InputError(_BINARY.format(file))
    names = pl.read_csv(line.encode(), separator=separator, has_header=False, infer_schema=False).row(0) if line else ()
    header = [str(name) if name is not None else "" for name in names]
    _check_header(file, header, separator, rows)
    return header


def _check_header(file: Path, header: list[str], separator: str, rows: int) -> None:
    if len(header) == 1:
        for other, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars"), (",", "commas")):
            if other != separator and header[0].count(other) >= 1:
                advice = "save it as .tsv" if other == "\t" else "save it with commas"
                raise InputError(f"{file} is separated by {name}: the header is {header[0][:60]!r}; {advice}.")
    twice = sorted({name for name in header if header.count(name) > 1})
    if _is_data(header):
        raise InputError(
            f"{file} has no header: its first line is {', '.join(header[:5])}; add a line of column names."
        )
    if twice:
        raise InputError(f"{file} has two columns called {twice[0]!r}; give every column a name of its own.")
    if rows == 0 or (rows == 1 and file.stat().st_size < 1 << 20 and file.suffix.lower() != ".gz" and _lines(file) < 2):
        raise InputError(f"{file} has a header and no rows; wanted at least two rows.")


def _is_data(header: list[str]) -> bool:
    """Whether a header is a row of numbers. Years (2019, 2020) are names, so one must have a point or a sign."""
    return all(map(_NUMBER.fullmatch, header)) and any(re.search(r"[-+.]", name) for name in header)


def _lines(file: Path) -> int:
    return sum(bool(line.strip()) for line in file.read_bytes().splitlines())


def _lazily(scan: pl.LazyFrame, file: Path, target: str, wanted: list[str], event: str | None) -> Sample:
    """Part of a file that may not fit into memory: every k-th row, streamed."""
    count = int(scan.select(pl.len()).collect(engine="streaming").item())
    step = max(1, -(-count // MAX_TARGET_ROWS)) if len(wanted) == 1 else max(1, -(-count // (10 * MAX_FEATURE_ROWS)))
    frame = scan.select(wanted).gather_every(step).collect(engine="streaming")
    notes = (f"{file.name} has {count:,} rows; every {step}th was used.",) if step > 1 else ()
    return sample_frame(
        frame, target=target, features=_rest(wanted, target), event=event, source=file.name, rows=count, notes=notes
    )


def _check_marks(file: Path, kind: str, mark: bytes) -> None:
    """Parquet and Arrow files begin and end with the same bytes.

    Raises:
        InputError: this one does not.
    """
    with file.open("rb") as stream:
        begins = stream.read(len(mark)) == mark
        stream.seek(max(file.stat().st_size - len(mark), 0))
        ends = stream.read() == mark
    if not begins:
        raise InputError(f"{file} is not {kind} (it does not begin with {mark.decode()}); its extension is wrong.")
    if not ends:
        raise InputError(f"{file} is cut off (it does not end with {mark.decode()}); copy or write it again.")


def _parquet(file: Path, target: str | None, features: Features, event: str | None) -> Sample:
    _check_marks(file, "a Parquet file", b"PAR1")
    return _scanned(pl.scan_parquet(file), file, target, features, event)


def _arrow(file: Path, target: str | None, features: Features, event: str | None) -> Sample:
    try:
        return _scanned(pl.scan_ipc(file), file, target, features, event)
    except pl.exceptions.ComputeError:
        stream = _stream(file)
        if stream is None:
            _check_marks(file, "an Arrow file", b"ARROW1")
            raise
        return _scanned(stream, file, target, features, event)


def _stream(file: Path) -> pl.LazyFrame | None:
    """The file as an Arrow stream, None where it is none."""
    try:
        return pl.read_ipc_stream(file).lazy()
    except pl.exceptions.ComputeError:
        return None


def _scanned(scan: pl.LazyFrame, file: Path, target: str | None, features: Features, event: str | None) -> Sample:
    header = scan.collect_schema().names()
    name = check_columns(header, target, features, event)
    wanted = _wanted(header, name, features, event)
    if file.stat().st_size > _LARGE:
        return _lazily(scan, file, name, wanted, event)
    frame = scan.select(wanted).collect()
    part, notes = bounded(frame, file.name)
    return sample_frame(
        part, target=name, features=_rest(wanted, name), event=event, source=file.name, rows=len(frame), notes=notes
    )


def _json_lines(file: Path, target: str | None, features: Features, event: str | None) -> Sample:
    try:
        frame = pl.read_ndjson(file, infer_schema_length=10_000)
    except Exception as error:
        raise InputError(f"{file} is not valid JSON lines: {_bad_line(file) or _line(error)}") from error
    return _scanned(frame.lazy(), file, target, features, event)


def _bad_line(file: Path) -> str:
    with file.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                value = json.loads(line) if line.strip() else {}
            except (ValueError, RecursionError):
                return f"line {number} is not a JSON object: {line[:40].decode('utf-8', 'replace').strip()!r}."
            if not isinstance(value, dict):
                return f"line {number} is a {type(value).__name__}, wanted an object with one key per column."
    return ""


# Arrays


def _npy(file: Path, target: str | None, features: Features, event: str | None) -> Sample:
    array = _loaded(lambda: np.load(file, allow_pickle=False, mmap_mode="r"), file)
    return sample_arrays({"target": np.asarray(array)}, target="target", name=None, features=False, source=file.name)


def _npz(file: Path, target: str | None, features: Features, event: str | None) -> Sample:
    archive = _loaded(lambda: dict(np.load(file, allow_pickle=False)), file)
    name = check_columns(list(archive), target or _only(archive), features, event)
    return sample_arrays(archive, target=name, name=name, features=features, event=event, source=file.name)


def _loaded(load: Callable[[], Any], file: Path) -> Any:
    try:
        return load()
    except ValueError as error:
        if not _signed(file):
            raise InputError(f"{file} was not written by numpy.save or numpy.savez; its extension is wrong.") from error
        if "pickle" in str(error).lower() or "object" in str(error).lower():
            raise InputError(
                f"{file} holds pickled objects, which are not opened; save plain numbers or strings."
            ) from error
        raise


def _signed(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(6) == b"\x93NUMPY" or (file.suffix.lower() == ".npz" and zipfile.is_zipfile(file))


def _only(archive: dict[str, Any]) -> str | None:
    return next(iter(archive)) if len(archive) == 1 else None


def _torch(file: Path, target: str | None, features: Features, event: str | None) -> Sample:
    from rightloss._optional import need

    torch = need("torch", extra="torch")
    try:
        content = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:
        what = "it holds objects other than tensors" if zipfile.is_zipfile(file) else "torch.save did not write it"
        raise InputError(
            f"{file} cannot be opened with weights_only=True: {what}; save a tensor, a pair or a dict of tensors."
        ) from error
    if isinstance(content, torch.Tensor):
        content = {"target": content}
        target = target or "target"
    if isinstance(content, list | tuple) and content and all(isinstance(part, torch.Tensor) for part in content):
        content = {"features": content[0], "target": content[-1]} if len(content) == 2 else {"target": content[-1]}
        target = target or "target"
    if not isinstance(content, dict) or not any(isinstance(part, torch.Tensor) for part in content.values()):
        raise InputError(f"{file} holds a {type(content).__name__}; wanted a tensor, a pair or a dict of tensors.")
    arrays = {str(key): part.numpy() for key, part in content.items() if isinstance(part, torch.Tensor)}
    name = check_columns(list(arrays), target or _only(arrays), features, event)
    return sample_arrays(arrays, target=name, name=name, features=features, event=event, source=file.name)


_READERS: dict[str, Callable[[Path, str | None, Features, str | None], Sample]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".tab": _csv,
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".feather": _arrow,
    ".ipc": _arrow,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".npy": _npy,
    ".npz": _npz,
    ".pt": _torch,
    ".pth": _torch,
}
