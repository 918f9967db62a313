"""The angle of a direction."""

from rightloss.catalog.schema import Activation

ACTIVATION = Activation(
    name="angle-of-direction",
    title="Angle of a direction (atan2)",
    aliases=("atan2",),
    summary="Turns a (cos, sin) pair of any length into its angle, from -pi to pi.",
    formula=r"f(c, s) = \operatorname{atan2}(s, c)",
    takes="direction",
    gives="angle",
    over_dim=True,
    monotone=False,
    low=-3.141592653589793,
    high=3.141592653589793,
    relations=(
        "Unchanged when the pair is multiplied by a positive number.",
        "Two outputs without a jump stand for an angle; one output would have to jump at a full turn.",
    ),
    pitfalls=(
        "The first argument is the sine, the second the cosine.",
        "At (0, 0) there is no direction: the value is 0, and so is the gradient, so that nothing is learned there.",
    ),
    calls=(
        "torch.atan2",
        "torch.arctan2",
        "torch.Tensor.atan2",
        "torch.Tensor.arctan2",
        "torch.Tensor.atan2_",
        "torch.Tensor.arctan2_",
    ),
)
