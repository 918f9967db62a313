"""A linear head and its cross-entropy in one."""

from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="linear-cross-entropy",
    title="Linear cross-entropy loss",
    aliases=("linear-cross-entropy-loss", "fused-linear-cross-entropy", "chunked-cross-entropy"),
    summary="Linear head and cross-entropy together, so that the logits need not all exist at one time.",
    family="language",
    tasks=("language-modelling", "multi-class-classification"),
    inputs=(Input(argument="input", space="hidden-states", shape="(N, D)"),),
    targets=(
        Target(space="class-index", dtype="long", shape="(N, d1..dK)"),
        Target(space="class-probabilities", dtype="float", shape="(N, C, d1..dK)"),
    ),
    activation="softmax",
    outputs="D",
    elicits="class-probabilities",
    proper=True,
    formula=r"\ell(h, y) = -w_y \ln \frac{e^{x_y}}{\sum_{c=1}^{C} e^{x_c}}, \quad x = W h + b",
    initial="ln C",
    options=(
        Option(name="in_features", default="", meaning="D, the size of the hidden state."),
        Option(name="num_classes", default="", meaning="C, the number of classes."),
        Option(
            name="out_features",
            default="()",
            meaning="Sizes d1..dK of a K-dimensional target, one head for each position; () for targets of shape (N,).",
        ),
        Option(name="bias", default="False", meaning="Whether the head has a bias."),
        Option(name="device", default="None", meaning="Device of its weights."),
        Option(name="dtype", default="None", meaning="Floating-point type of its weights."),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per target).'),
        Option(name="weight", default="None", meaning="A factor per class, shape (C,)."),
        Option(
            name="ignore_index",
            default="None",
            meaning="Class indices with this value cost nothing; None is -100 for class indices.",
        ),
        Option(
            name="label_smoothing",
            default="0.0",
            meaning="Share of the target that is spread evenly over all classes, the true one included.",
        ),
        Option(
            name="options",
            default="None",
            meaning="A LinearCrossEntropyOptions turns the memory-saving path on; None computes all logits at once.",
        ),
    ),
    relations=("Cross-entropy on the logits that a linear layer of the same weights gives.",),
    pitfalls=(
        "The default options=None saves no memory: pass torch.nn.LinearCrossEntropyOptions().",
        "The class owns the weights of the output layer: hand its parameters to the optimiser.",
        "It takes hidden states of shape (N, D) only: flatten (N, T, D) first.",
        "With options and every target ignored, the loss and the gradients of hidden states and weights are NaN.",
        "With options, torch.func.jvp through it gives 0 without an error.",
        "With options, label smoothing, probability targets and K-dimensional bias fall back to the path that saves "
        "no memory, with a warning.",
    ),
    references=(
        Reference(
            authors="Wijmans, E., Huval, B., Hertzberg, A., Koltun, V. and Krähenbühl, P.",
            year=2024,
            title="Cut Your Losses in Large-Vocabulary Language Models",
            id="arXiv:2411.09009",
        ),
    ),
    impl="rightloss.losses.language.linear_cross_entropy:linear_cross_entropy:LinearCrossEntropyLoss",
    calls=("torch.nn.LinearCrossEntropyLoss", "torch.nn.functional.linear_cross_entropy"),
)
