"""Results of earlier runs, valid while the file, all that it imported and the checker are the same."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rightloss import __version__
from rightloss.findings import Edit, Finding, Fix, Place, Trace

FOLDER = ".rightloss_cache"


@dataclass
class Cache:
    """One file per checked file in a folder; no folder, no cache. `texts` stand for what is on the disk."""

    folder: Path | None = None
    texts: Mapping[str, bytes] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)

    def find(self, path: str, text: str) -> list[Finding] | None:
        """What was found in a file when it, and everything that it depends on, was as it is now."""
        if self.folder is None:
            return None
        try:
            entry = json.loads(self._place(path).read_bytes())
            if entry["checker"] != checker_digest() or entry["text"] != _digest(text):
                return None
            if any(self._of_file(name) != digest for name, digest in entry["reads"].items()):
                return None
            if any(os.path.exists(name) for name in entry["absent"]):
                return None
            return [_finding(item) for item in entry["findings"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Not there, or written by a broken disk: check again.
            return None

    def store(self, path: str, text: str, reads: Iterable[str], absent: Iterable[str], findings: list[Finding]) -> None:
        """Keep what was found. A folder that cannot be written keeps nothing."""
        if self.folder is None:
            return
        entry = {
            "checker": checker_digest(),
            "text": _digest(text),
            "reads": {name: self._of_file(name) for name in reads if name != path},
            "absent": sorted(absent),
            "findings": [asdict(finding) for finding in findings],
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            ignore = self.folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n")
            temporary = self._place(path).with_suffix(f".{os.getpid()}")
            temporary.write_text(json.dumps(entry), encoding="utf-8")
            temporary.replace(self._place(path))
        except OSError:
            self.folder = None

    def _place(self, path: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{_digest(path)[:32]}.json"

    def _of_file(self, path: str) -> str:
        if path in self.texts:
            return hashlib.sha256(self.texts[path]).hexdigest()
        if path not in self._digests:
            try:
                self._digests[path] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
            except OSError:
                self._digests[path] = ""
        return self._digests[path]


@cache
def checker_digest() -> str:
    """Changes with the version and with every file of the checker."""
    marks = [__version__]
    for folder in (Path(__file__).parent, Path(__file__).parent.parent / "catalog"):
        for path in sorted(folder.rglob("*.[pt][yx]*")):
            status = path.stat()
            marks.append(f"{path.name}:{status.st_size}:{status.st_mtime_ns}")
    return _digest("\n".join(marks))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _finding(item: dict[str, Any]) -> Finding:
    fix = item.pop("fix")
    trail = tuple(Trace(what=step["what"], place=Place(**step["place"])) for step in item.pop("trail"))
    return Finding(
        **{**item, "place": Place(**item["place"])},
        trail=trail,
        fix=None if fix is None else Fix(**{**fix, "edits": tuple(Edit(**edit) for edit in fix["edits"])}),
    )
