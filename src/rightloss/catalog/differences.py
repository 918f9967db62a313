"""Where a loss of ours differs from that of torch.nn whose name and arguments it has: each way stated once."""

from rightloss.catalog.schema import Difference

NOTHING_KEPT = Difference(
    name="nothing-kept",
    case="Nothing is kept: the batch is empty, or all of it is ignored.",
    torch="The mean is NaN.",
    ours="The mean is 0, attached to the graph with the gradient 0.",
)
FLOAT32_RESULT = Difference(
    name="float32-result",
    case="The input is in half precision.",
    torch="The result is in half precision too: bfloat16 gives 10.9375 for 10.8731.",
    ours="It is computed and returned in float32; gradients have the dtype of the input.",
)
SHAPES_MUST_MATCH = Difference(
    name="shapes-must-match",
    case="Input and target differ in shape: (N, 1) against (N,).",
    torch="They are broadcast to (N, N), some losses with a warning.",
    ours="ValueError, with both shapes and what to do.",
)
DEPRECATED_ARGUMENTS = Difference(
    name="deprecated-arguments",
    case="size_average or reduce is given.",
    torch="A warning; they decide the reduction.",
    ours="ValueError: use reduction.",
)
FLOATING_POINT = Difference(
    name="floating-point",
    case="The target is of whole numbers, or an argument is complex.",
    torch="It is converted, or its absolute value counts.",
    ours="ValueError: use target.float().",
)
INTEGER_INPUT = Difference(
    name="integer-input",
    case="The input is of whole numbers or complex.",
    torch="It is converted.",
    ours="ValueError: use input.float(). Targets may be of whole numbers.",
)
BYTE_TARGETS = Difference(
    name="byte-targets",
    case="Class indices are uint8.",
    torch="They are taken.",
    ours="ValueError: use target.long().",
)
UNIT_INTERVAL = Difference(
    name="unit-interval",
    case="A target is outside [0, 1].",
    torch="The loss may be negative: target 2 at logit 1 costs -0.69.",
    ours="ValueError, where values are at hand.",
)
SIMPLEX_TARGETS = Difference(
    name="simplex-targets",
    case="Class probabilities do not sum to 1.",
    torch="They are taken as weights.",
    ours="ValueError, where values are at hand.",
)
ABSENT_CLASS = Difference(
    name="absent-class",
    case="A class of target probability 0 is predicted with probability 0.",
    torch="0 times infinity: NaN.",
    ours="It costs 0.",
)
CERTAIN_AND_RIGHT = Difference(
    name="certain-and-right",
    case="An infinite logit is right.",
    torch="NaN.",
    ours="It costs 0.",
)
MIXED_DTYPES = Difference(
    name="mixed-dtypes",
    case="The weight has another dtype than the input.",
    torch="RuntimeError for class indices, the wider dtype for class probabilities.",
    ours="It is converted to the dtype that the loss is computed in.",
)
MIXED_TARGETS = Difference(
    name="mixed-targets",
    case="The target has another dtype than the input.",
    torch="RuntimeError.",
    ours="Computed in the wider dtype.",
)
POS_WEIGHT_PER_QUESTION = Difference(
    name="pos-weight-per-question",
    case="pos_weight has a value per example and question.",
    torch="It is taken where the sizes match.",
    ours="ValueError: it has a factor per question; sample_weight has one per example.",
)
LOG_PROBABILITIES = Difference(
    name="log-probabilities",
    case="The input, or a target with log_target=True, is above 0: it was probabilities or scores.",
    torch="A number that means nothing, often negative.",
    ours="ValueError, where values are at hand.",
)
IMPOSSIBLE_TARGET = Difference(
    name="impossible-target",
    case="With log_target=True, a target is minus infinity.",
    torch="NaN, where the same target as probabilities is finite.",
    ours="It costs 0, as it does in probabilities.",
)
NO_WARNING_OF_MEAN = Difference(
    name="no-warning-of-mean",
    case='reduction="mean", which divides by the number of classes as well.',
    torch="The same number, and a warning.",
    ours="The number without the warning; the documentation says it.",
)
NEGATIVE_COUNTS = Difference(
    name="negative-counts",
    case="A count, or a rate with log_input=False, is below 0.",
    torch="A number, or NaN.",
    ours="ValueError, where values are at hand.",
)
INTEGER_VARIANCE = Difference(
    name="integer-variance",
    case="var is one whole number, as in var=1.",
    torch="TypeError; it takes 1.0.",
    ours="It is taken.",
)
UNNORMALISED = Difference(
    name="unnormalised",
    case="The probabilities of a step do not sum to 1: log_probs were raw scores or probabilities.",
    torch="A number that means nothing, often negative.",
    ours="ValueError, where values are at hand.",
)
IMPOSSIBLE_ALIGNMENT = Difference(
    name="impossible-alignment",
    case="An example has fewer steps than labels and repeats, and zero_infinity=False.",
    torch="Infinity, and NaN gradients.",
    ours="ValueError with the number of such examples and the first of them, where values are at hand.",
)
BLANK_AS_LABEL = Difference(
    name="blank-as-label",
    case="The blank occurs among the labels.",
    torch="A number that means nothing.",
    ours="ValueError, where values are at hand.",
)
EMPTY_BATCH = Difference(
    name="empty-batch",
    case="The batch is empty.",
    torch="RuntimeError.",
    ours="The mean is 0, attached to the graph.",
)
HALF_TAKEN = Difference(
    name="half-taken",
    case="log_probs are in half precision, on the CPU.",
    torch="NotImplementedError.",
    ours="Computed and returned in float32.",
)
