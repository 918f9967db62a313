"""Watches the first batch of a training that somebody else's loop runs, then stops it, or lets it go on."""

from warnings import warn

from rightloss.doctor.errors import GuardError, GuardWarning, described
from rightloss.doctor.guard import Mode
from rightloss.doctor.watch import Watch


class FirstBatch:
    """Begun before a batch and ended after it; the batches after the last that is wanted are not looked at.

    Args:
        mode: "raise" a GuardError where something is found, "warn", or "off".
        batches: how many are looked at.
    """

    def __init__(self, mode: Mode = "raise", batches: int = 1) -> None:
        if mode not in ("raise", "warn", "off"):
            raise ValueError(f"got mode={mode!r}, want one of 'raise', 'warn', 'off'")
        if batches < 1:
            raise ValueError(f"got batches={batches}, want at least 1; mode='off' looks at none")
        self._mode = mode
        self._left = 0 if mode == "off" else batches
        self._watch: Watch | None = None

    def begin(self) -> None:
        """A batch begins."""
        if self._left and self._watch is None:
            self._watch = Watch(disarm=True)
            self._watch.__enter__()

    def end(self) -> None:
        """The batch is over.

        Raises:
            GuardError: something was found, and the mode is "raise".
        """
        watch, self._watch = self._watch, None
        if watch is None:
            return
        self._left -= 1
        watch.__exit__()
        if not watch.findings:
            return
        if self._mode == "raise":
            raise GuardError(watch.findings)
        warn(described(watch.findings), GuardWarning, stacklevel=2)

    def abort(self, error: BaseException) -> None:
        """The batch ended with an exception.

        Raises:
            GuardError: it is explained by what was found.
        """
        watch, self._watch = self._watch, None
        if watch is None:
            return
        self._left = 0
        watch.__exit__()
        if watch.findings and not isinstance(error, GuardError):
            raise GuardError(watch.findings) from error
