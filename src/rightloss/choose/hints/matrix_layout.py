"""What the rows of a matrix target are: one-hot classes, labels, class probabilities, a mask, several numbers."""

from rightloss.choose.hint import CERTAIN, Advice, Evidence, Hint
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """Any target with more than one value per row."""
    p = e.profile
    if p.layout == "vector" or p.levels == 1:
        return None
    columns = p.shape[0]
    match p.layout:
        case "one-hot" if len(p.shape) > 1:
            return _sure("mask", f"Along dimension 1 ({columns} channels) exactly one value is 1: a one-hot mask.")
        case "one-hot":
            return _sure("binary" if columns == 2 else "nominal", _one_hot(columns))
        case "simplex":
            return _sure(
                "soft-label",
                f"Every row of {columns} values is non-negative and sums to 1: class probabilities.",
            )
        case "zero-one":
            text = (
                f"Rows of {columns} zeros and ones with {p.labels_per_row:.2f} ones on average: several yes/no labels."
            )
            return _sure("multi-label", text)
        case "labels":
            return _sure(
                "mask",
                f"{p.levels} whole numbers on a grid of {_size(p.shape)} per row: a class per position.",
            )
        case _:
            return _sure(
                "multi-output",
                f"{_size(p.shape)} numbers per row that are neither classes nor shares of a whole.",
            )


def _one_hot(columns: int) -> str:
    return f"Every row of {columns} values has a single 1: one-hot classes; pass their indices (argmax) instead."


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(str(size) for size in shape)


def _sure(kind: str, text: str) -> Advice:
    return Advice(text=text, kinds={kind: CERTAIN})  # type: ignore[dict-item]


HINT = Hint(
    name="matrix-layout",
    about="kind",
    rule=rule,
    source="definition",
    fires=(
        Evidence(profile=Profile(layout="one-hot", shape=(3,), levels=3)),
        Evidence(profile=Profile(layout="simplex", shape=(3,), levels=3)),
        Evidence(profile=Profile(layout="labels", shape=(16, 16), levels=4)),
    ),
    silent=(Evidence(profile=Profile(layout="vector")),),
)
