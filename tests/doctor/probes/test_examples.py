"""Every probe finds its sick examples on the marked lines, and keeps silent in its healthy near misses."""

import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from rightloss.doctor import probes as folder
from rightloss.doctor.checkup import Checkup
from rightloss.doctor.diagnose import diagnose
from rightloss.doctor.evidence import Uncaught
from rightloss.doctor.place import place, site_of
from rightloss.doctor.probe import Probe, probes
from rightloss.doctor.watch import Watch
from rightloss.findings import Finding

HEADINGS = ["What it looks at", "Known limits"]
WATCHED = [probe for probe in probes() if Checkup not in probe.listens]
EXAMINED = [probe for probe in probes() if Checkup in probe.listens]
SICK = [(probe, index) for probe in WATCHED for index in range(len(probe.sick))]
HEALTHY = [(probe, index) for probe in WATCHED for index in range(len(probe.healthy))]


def _id(value: object) -> str:
    return value.code if isinstance(value, Probe) else str(value)


def watched(text: str, folder: Path) -> list[Finding]:
    path = folder / "example.py"
    path.write_text(text)
    torch.manual_seed(0)
    watch = Watch()
    with watch:
        try:
            exec(compile(text, str(path), "exec"), {"__name__": "example"})
        except Exception as error:
            watch.see(Uncaught(error=error, place=place(site_of(error))))
    return watch.findings


def marked(text: str, code: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), start=1) if re.search(rf"# {code}\b", line)]


@pytest.mark.parametrize(("probe", "index"), SICK, ids=_id)
def test_sick_examples_are_found(probe: Probe, index: int, tmp_path: Path) -> None:
    text = probe.sick[index]
    lines = [finding.place.line for finding in watched(text, tmp_path) if finding.code == probe.code]
    assert marked(text, probe.code)
    assert lines == marked(text, probe.code)


@pytest.mark.parametrize(("probe", "index"), HEALTHY, ids=_id)
def test_healthy_examples_are_silent(probe: Probe, index: int, tmp_path: Path) -> None:
    assert watched(probe.healthy[index], tmp_path) == []


def examined(text: str) -> list[str]:
    names: dict[str, Any] = {}
    try:
        exec(text, names)
        return [item.code for item in diagnose(names["model"], names["criterion"], names["batch"]).findings]
    finally:
        torch.set_autocast_enabled("cpu", False)


@pytest.mark.parametrize("probe", EXAMINED, ids=_id)
def test_sick_models_are_found(probe: Probe) -> None:
    for text in probe.sick:
        assert probe.code in examined(text)


@pytest.mark.parametrize("probe", EXAMINED, ids=_id)
def test_healthy_models_are_silent(probe: Probe) -> None:
    for text in probe.healthy:
        assert examined(text) == []


@pytest.mark.parametrize("probe", probes(), ids=_id)
def test_is_complete(probe: Probe) -> None:
    module = sys.modules[probe.look.__module__]
    assert probe is module.PROBE
    assert module.__name__.rpartition(".")[2] == probe.mistake.name.replace("-", "_")
    found = re.findall(r"^## (.*)$", module.__doc__ or "", flags=re.MULTILINE)
    assert [item for item in found if item in HEADINGS] == HEADINGS
    assert probe.sick
    assert probe.healthy


def test_the_folder_is_the_registry() -> None:
    files = {info.name for info in pkgutil.iter_modules(folder.__path__) if not info.name.startswith("_")}
    assert files == {probe.mistake.name.replace("-", "_") for probe in probes()}
