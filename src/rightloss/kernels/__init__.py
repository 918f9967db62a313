"""The losses that cost most, fast: the gradient made on the way forward, in one buffer, chunk by chunk.

The losses of `rightloss` call these themselves where they pay. `explain` says which implementation runs and why; `use`
demands one. `token_log_probs` is what losses of log-probabilities (DPO, GRPO, distillation) are built on.
"""

from rightloss.kernels._explain import explain
from rightloss.kernels.token_log_probs import TokenLogProbs, token_log_probs
from rightloss.losses._dispatch import Decision, FallbackWarning, use

__all__ = ["Decision", "FallbackWarning", "TokenLogProbs", "explain", "token_log_probs", "use"]
