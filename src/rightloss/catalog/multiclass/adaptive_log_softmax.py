"""Cross-entropy over a tree of frequent and rare classes."""

from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="adaptive-log-softmax",
    title="Adaptive softmax loss",
    aliases=("adaptive-softmax", "adaptive-log-softmax-with-loss"),
    summary="Cross-entropy for very many classes: frequent ones first, rare ones in clusters with smaller heads.",
    family="multiclass",
    tasks=("language-modelling", "multi-class-classification"),
    inputs=(Input(argument="input", space="hidden-states", shape="(N, D)"),),
    targets=(Target(space="class-index", dtype="long", shape="(N,)"),),
    activation="softmax",
    outputs="D",
    elicits="class-probabilities",
    proper=True,
    formula=r"\ell(h, y) = -\ln p(\text{cluster}(y) \mid h) - \ln p(y \mid \text{cluster}(y), h)",
    options=(
        Option(name="in_features", default="", meaning="D, the size of the hidden state."),
        Option(name="n_classes", default="", meaning="C, the number of classes."),
        Option(
            name="cutoffs",
            default="",
            meaning="Class indices at which the clusters begin, increasing; classes are sorted by falling frequency.",
        ),
        Option(name="div_value", default="4.0", meaning="Each further cluster's head is this many times narrower."),
        Option(name="head_bias", default="False", meaning="Whether the head has a bias."),
        Option(name="device", default="None", meaning="Device of its weights."),
        Option(name="dtype", default="None", meaning="Floating-point type of its weights."),
    ),
    relations=("Cross-entropy over classes factored into a cluster and a class within the cluster.",),
    pitfalls=(
        "It owns the weights of the output layer: hand its parameters to the optimiser, or they are never trained.",
        "It returns a pair, (output, loss): output is the log-probability of each target, loss is a mean.",
        "Classes must be numbered by falling frequency; otherwise it is correct but slow and inaccurate.",
        "It takes hidden states, not logits; its methods log_prob and predict take hidden states too.",
        "It has no ignore_index, no class weights and no reduction.",
    ),
    references=(
        Reference(
            authors="Grave, E., Joulin, A., Cisse, M., Grangier, D. and Jegou, H.",
            year=2016,
            title="Efficient softmax approximation for GPUs",
            id="arXiv:1609.04309",
        ),
    ),
    calls=("torch.nn.AdaptiveLogSoftmaxWithLoss",),
)
