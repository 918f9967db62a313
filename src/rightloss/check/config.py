"""The table [tool.rightloss] of pyproject.toml; the file nearest to what is checked holds."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from rightloss.check.discovery import DEFAULT_EXCLUDE
from rightloss.check.select import ALL, Selection, SelectorError, selectors


class ConfigError(ValueError):
    """A table that cannot be used; the message says file, key and what was wanted."""


@dataclass(frozen=True)
class Config:
    """What a pyproject.toml says.

    Attributes:
        selection: which codes, relative to the file's folder.
        exclude: patterns of what is not walked into.
        gitignore: whether .gitignore is heeded.
        unsafe_fixes: whether --fix also applies unsafe fixes.
    """

    selection: Selection = field(default_factory=Selection)
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    gitignore: bool = True
    unsafe_fixes: bool = False


def config_for(folder: str) -> Config:
    """The configuration that holds in a folder.

    Raises:
        ConfigError: the nearest table has an unknown key, a value of the wrong kind or an unknown code.
    """
    return _config_for(os.path.abspath(folder))


@cache
def _config_for(folder: str) -> Config:
    table = _table(os.path.join(folder, "pyproject.toml"))
    if table is not None:
        return _config(table, folder)
    parent = os.path.dirname(folder)
    return Config() if parent == folder else _config_for(parent)


def forget() -> None:
    """Read the files anew next time, as --watch does."""
    _config_for.cache_clear()


def _table(path: str) -> dict[str, Any] | None:
    try:
        data = Path(path).read_bytes()
    except OSError:
        return None
    if b"rightloss" not in data:
        return None
    try:
        tool = tomllib.loads(data.decode()).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    table = tool.get("rightloss") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.rightloss must be a table")
    return table


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError("a list of strings")
    return tuple(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false")
    return value


def _by_file(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise TypeError('a table such as {"tests/*" = ["RL101"]}')
    return tuple((pattern, _codes(items)) for pattern, items in value.items())


def _codes(value: Any) -> tuple[str, ...]:
    return selectors(_strings(value))


_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "select": _codes,
    "extend-select": _codes,
    "ignore": _codes,
    "per-file-ignores": _by_file,
    "exclude": _strings,
    "extend-exclude": _strings,
    "respect-gitignore": _flag,
    "unsafe-fixes": _flag,
}


def _config(table: dict[str, Any], folder: str) -> Config:
    read = {key: _value(key, value, folder) for key, value in table.items()}
    return Config(
        selection=Selection(
            select=read.get("select", (ALL,)),
            extend=read.get("extend-select", ()),
            ignore=read.get("ignore", ()),
            per_file=read.get("per-file-ignores", ()),
            root=folder,
        ),
        exclude=(*read.get("exclude", DEFAULT_EXCLUDE), *read.get("extend-exclude", ())),
        gitignore=read.get("respect-gitignore", True),
        unsafe_fixes=read.get("unsafe-fixes", False),
    )


def _value(key: str, value: Any, folder: str) -> Any:
    where = os.path.join(folder, "pyproject.toml")
    if key not in _KEYS:
        nearest = get_close_matches(key, _KEYS, n=1)
        hint = f"did you mean {nearest[0]!r}?" if nearest else f"known are {', '.join(_KEYS)}."
        raise ConfigError(f"{where}: [tool.rightloss] has no key {key!r}; {hint}")
    try:
        return _KEYS[key](value)
    except TypeError as error:
        raise ConfigError(f"{where}: tool.rightloss.{key} must be {error}, not {value!r}") from error
    except SelectorError as error:
        raise ConfigError(f"{where}: tool.rightloss.{key}: {error}") from error
