"""Whether a loss can be reached in a file at all: a test on substrings, so that most files are never parsed."""

import re

# What a file must have for a rule to find something: a loss, an activation in front of one, or a training step.
_WORTH = re.compile(
    rb"[lL]oss|[cC]riterion|entropy|kl_div|KLDiv|BCE|NLL|backward|soft_?max|Softmax|sigmoid|Sigmoid|nn\.[A-Z]\w*\b"
)
_TRAINS = re.compile(rb"[lL]oss\w*\(|[cC]riterion\w*\(|\.backward\(")


def worth_running(data: bytes) -> bool:
    """Whether the bytes of a file can hold a mistake: torch is named, and so is something that the rules look at."""
    return b"torch" in data and _WORTH.search(data) is not None


def may_train(data: bytes) -> bool:
    """Whether a file that does not name torch may still call a loss that it imports from the project."""
    return b"import" in data and _TRAINS.search(data) is not None


def has_suppression(data: bytes) -> bool:
    """Whether comments of the file may suppress findings."""
    return b"rightloss:" in data or (b"noqa" in data and b"RL" in data)
