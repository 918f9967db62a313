"""The words of a diagnosis, for every format."""

from collections.abc import Iterator

from rightloss.doctor.result import Diagnosis


def headline(diagnosis: Diagnosis) -> str:
    """What came out, in one sentence."""
    if diagnosis.healthy:
        return f"Nothing is wrong that {diagnosis.seconds:.1f} seconds of trying could show."
    errors = sum(item.severity == "error" for item in diagnosis.findings)
    warnings = len(diagnosis.findings) - errors
    parts = [_counted(errors, "mistake"), _counted(warnings, "warning")]
    return f"Found {' and '.join(part for part in parts if part)}."


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'s' if count > 1 else ''}" if count else ""


def facts(diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    """Name and value of what was measured."""
    if diagnosis.loss:
        yield "loss", diagnosis.loss
    if diagnosis.value is not None:
        yield "at the start", f"{diagnosis.value:.4g}"
    if diagnosis.expected is not None:
        yield "expected", f"{diagnosis.expected:.4g} of a model that knows nothing"
    if diagnosis.curve:
        yield "after training on the batch", f"{diagnosis.curve[-1]:.4g} (best {min(diagnosis.curve):.4g})"
    known = [item for item in diagnosis.gradients if item.gradient is not None]
    if known:
        largest = max(known, key=lambda item: item.gradient or 0.0)
        least = min(known, key=lambda item: item.gradient or 0.0)
        yield "largest gradient", f"{largest.gradient:.2e} of {largest.name}"
        yield "smallest gradient", f"{least.gradient:.2e} of {least.name}"


def tried(diagnosis: Diagnosis) -> list[str]:
    """The experiments, one line each."""
    return [f"{name}: {note}" for name, note in diagnosis.tried.items()]
