from pathlib import Path

import pytest

from rightloss.check.config import Config, ConfigError, config_for, forget
from rightloss.check.discovery import DEFAULT_EXCLUDE


def write(folder: Path, text: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(text)
    forget()
    return str(folder)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert config_for(str(tmp_path)) == Config()


def test_every_key(tmp_path: Path) -> None:
    config = config_for(
        write(
            tmp_path,
            """
[tool.rightloss]
select = ["RL1", "target-wrong-dtype"]
extend-select = ["RL3"]
ignore = ["RL103"]
per-file-ignores = { "tests/*" = ["RL101"] }
exclude = ["old"]
extend-exclude = ["made"]
respect-gitignore = false
unsafe-fixes = true
""",
        )
    )
    assert config.selection.select == ("RL1", "RL201")
    assert config.selection.extend == ("RL3",)
    assert config.selection.ignore == ("RL103",)
    assert config.selection.per_file == (("tests/*", ("RL101",)),)
    assert config.selection.root == str(tmp_path)
    assert config.exclude == ("old", "made")
    assert (config.gitignore, config.unsafe_fixes) == (False, True)


def test_extend_exclude_keeps_the_defaults(tmp_path: Path) -> None:
    folder = write(tmp_path, '[tool.rightloss]\nextend-exclude = ["made"]\n')
    assert config_for(folder).exclude == (*DEFAULT_EXCLUDE, "made")


def test_the_nearest_table_holds(tmp_path: Path) -> None:
    write(tmp_path, '[tool.rightloss]\nignore = ["RL1"]\n')
    write(tmp_path / "a", '[tool.rightloss]\nignore = ["RL2"]\n')
    write(tmp_path / "b", "[tool.other]\nx = 1\n")
    assert config_for(str(tmp_path / "a")).selection.ignore == ("RL2",)
    assert config_for(str(tmp_path / "b")).selection.ignore == ("RL1",)
    assert config_for(str(tmp_path / "c" / "d")).selection.ignore == ("RL1",)


BAD = {
    "an unknown key": ('[tool.rightloss]\nignroe = ["RL1"]\n', "no key 'ignroe'; did you mean 'ignore'"),
    "a key like none": ("[tool.rightloss]\nzzzz = 1\n", "no key 'zzzz'; known are select,"),
    "no list": ('[tool.rightloss]\nignore = "RL1"\n', "ignore must be a list of strings, not 'RL1'"),
    "no flag": ('[tool.rightloss]\nunsafe-fixes = "yes"\n', "unsafe-fixes must be true or false"),
    "no table of files": ("[tool.rightloss]\nper-file-ignores = 1\n", "per-file-ignores must be a table"),
    "an unknown code": ('[tool.rightloss]\nselect = ["XX1"]\n', "tool.rightloss.select: no mistake is called 'XX1'"),
    "no table": ("[tool]\nrightloss = 1\n", "must be a table"),
    "no TOML": ("[tool.rightloss\n", "is not valid TOML"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_table_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    text, message = BAD[name]
    folder = write(tmp_path, text)
    with pytest.raises(ConfigError, match=r"pyproject\.toml") as caught:
        config_for(folder)
    assert message in str(caught.value)
