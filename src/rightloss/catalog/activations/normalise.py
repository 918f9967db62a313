"""Scaling to length one."""

from rightloss.catalog.schema import Activation, Option

ACTIVATION = Activation(
    name="normalise",
    title="Normalise (L2)",
    aliases=(
        "normalize",
        "l2-normalise",
        "l2-normalize",
    ),
    summary="Divides a vector by its length: a point on the unit sphere, so that dot products are cosines.",
    formula=r"f(x) = \frac{x}{\max(\lVert x \rVert_2, \epsilon)}",
    takes="embeddings",
    gives="unit-vectors",
    over_dim=True,
    monotone=False,
    low=-1.0,
    high=1.0,
    options=(
        Option(name="p", default="2.0", meaning="Which norm; only 2 gives length one in the usual sense."),
        Option(name="dim", default="1", meaning="The dimension of the features."),
        Option(name="eps", default="1e-12", meaning="The least divisor, so that a zero vector stays zero."),
    ),
    relations=(
        "The cosine similarity of two vectors is the dot product of the two normalised vectors.",
        "Unchanged when the vector is multiplied by a positive number.",
    ),
    pitfalls=(
        "A zero vector stays zero: it has no direction, and its gradient is as large as 1 / eps.",
        "dim is 1 by default: for (N, T, D) the features are dimension -1.",
    ),
    calls=("torch.nn.functional.normalize",),
)
