"""The von Mises likelihood."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Reference, Target

LOSS = Loss(
    name="von-mises-nll",
    title="Von Mises NLL",
    aliases=(
        "von-mises",
        "circular-nll",
    ),
    summary="Likelihood of an angle: two outputs give its direction and, by their length, its certainty.",
    family="probabilistic",
    tasks=("circular-regression",),
    inputs=(Input(argument="direction", space="direction", shape="(*, 2)"),),
    targets=(Target(space="angle", dtype="float", shape="(*)"),),
    activation="angle-of-direction",
    outputs="2",
    elicits="distribution",
    proper=True,
    formula=r"\ell(v, y) = \ln I_0(|v|) + \ln 2\pi - v_1 \cos y - v_2 \sin y",
    initial="ln(2 pi)",
    lower_bound=None,
    options=(*shared("element", "(*)"),),
    relations=("At a fixed length of the output it is the cosine loss, up to scale and a constant.",),
    pitfalls=("Targets in degrees or hours must be turned into radians first.",),
    references=(
        Reference(
            authors="Mardia, K. V. and Jupp, P. E.",
            year=2000,
            title="Directional Statistics",
            id="doi:10.1002/9780470316979",
        ),
    ),
    impl="rightloss.losses.probabilistic.von_mises_nll:von_mises_nll:VonMisesNLLLoss",
)
