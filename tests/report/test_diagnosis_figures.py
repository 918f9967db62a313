import xml.etree.ElementTree as ET

from rightloss.report.diagnosis_figures import figures
from tests.report.diagnoses import EMPTY, HEALTHY, SICK


def test_four_figures_that_are_well_formed() -> None:
    found = figures(HEALTHY)
    assert len(found) == 4
    for _, figure in found:
        assert ET.fromstring(figure).tag.endswith("svg")


def test_what_was_not_measured_has_no_figure() -> None:
    assert figures(SICK) == []
    assert figures(EMPTY) == []
