"""The losses that cost most, fast: the gradient made on the way forward, in one buffer, chunk by chunk.

The losses of `rightloss` call these themselves where they pay. `explain` says which implementation runs and why; `use`
demands one.
"""

from rightloss.kernels._explain import explain
from rightloss.losses._dispatch import Decision, FallbackWarning, use

__all__ = ["Decision", "FallbackWarning", "explain", "use"]
