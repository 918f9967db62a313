"""The options that every loss of ours has: stated once."""

from rightloss.catalog.schema import Option

CLASS_DIM = Option(
    name="class_dim",
    default="None",
    meaning="The dimension of the classes; by default 1, or 0 where there is only one example.",
)


def shared(per: str, mask: str, *, counted: str = "") -> tuple[Option, ...]:
    """reduction, mask, sample_weight and denominator of one loss.

    Args:
        per: what has a value of its own under reduction="none", in the singular: "element", "row", "image".
        mask: the shape of the mask: "(*)", "the target's shape".
        counted: what the mean divides by where that is not the number of kept ones of `per`, in the plural.
    """
    shape = f"of shape {mask}" if mask.startswith("(") else f"of {mask}"
    return (
        Option(name="reduction", default='"mean"', meaning=f'"mean", "sum" or "none" (one value per {per}).'),
        Option(name="mask", default="None", meaning=f"Booleans, {shape}; False leaves a place out, whatever it holds."),
        Option(
            name="sample_weight", default="None", meaning=f"A factor per {per}; it does not change the denominator."
        ),
        Option(
            name="denominator",
            default="None",
            meaning=f"What the mean divides by, instead of the number of kept {counted or per + 's'}.",
        ),
    )
