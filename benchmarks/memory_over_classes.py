"""Peak memory of a linear head and its cross-entropy as the number of classes grows from 8 to 128 thousand.

python benchmarks/memory_over_classes.py [--rounds 3] [--calls 1]
Times stand beside it, but the head is narrow so that it takes little of them: see linear_cross_entropy.py.
"""

from _pairs import main
from linear_cross_entropy import chunked_by_torch, head, plain

from rightloss.functional import linear_cross_entropy

CASES = {
    f"V={thousands}k": {"rows": 2048, "width": 64, "classes": thousands << 10} for thousands in (8, 16, 32, 64, 128)
}
CONTENDERS = {
    "rightloss": head(linear_cross_entropy),
    "torch eager": head(plain),
    "torch linear_cross_entropy(options)": head(chunked_by_torch),
}

if __name__ == "__main__":
    main(__file__, CASES, CONTENDERS)
