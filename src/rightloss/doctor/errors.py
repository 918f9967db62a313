"""Findings as an error, or a warning, in the middle of a program."""

from collections.abc import Sequence

from rightloss.findings import Finding


class GuardError(ValueError):
    """The loss is wired wrongly; `findings` says how."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(described(findings))
        self.findings = tuple(findings)

    def __reduce__(self) -> tuple[object, ...]:
        return GuardError, (self.findings,)


class GuardWarning(UserWarning):
    """The loss is wired wrongly."""


def described(findings: Sequence[Finding]) -> str:
    """Findings as the text of an error."""
    return "\n".join(map(_described, findings))


def _described(finding: Finding) -> str:
    where = f"  at {finding.place.path}:{finding.place.line}"
    notes = [f"  {label}: {text}" for label, text in (("why", finding.why), ("help", finding.help)) if text]
    return "\n".join([f"{finding.code} {finding.name}: {finding.message}", where, *notes])
