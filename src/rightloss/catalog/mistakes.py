"""The mistakes that check and doctor know: code, name, one line. The page of each is its rule's docstring."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One mistake: RL101, softmax-before-cross-entropy, one sentence."""

    code: str
    name: str
    summary: str


_ALL = (
    # RL1xx: spaces, activation against loss.
    (
        "RL101",
        "softmax-before-cross-entropy",
        "Cross-entropy applies log-softmax itself; its input is normalised already.",
    ),
    ("RL102", "sigmoid-before-cross-entropy", "Multi-class cross-entropy gets sigmoid outputs, which belong to BCE."),
    (
        "RL103",
        "log-softmax-before-cross-entropy",
        "Log-softmax in front of cross-entropy does nothing: the loss applies it again.",
    ),
    ("RL104", "softmax-before-nll", "NLLLoss gets probabilities and wants log-probabilities."),
    ("RL105", "scores-into-nll", "NLLLoss gets raw scores and wants log-probabilities."),
    (
        "RL106",
        "sigmoid-before-bce-with-logits",
        "BCE with logits applies the sigmoid itself; its input went through one already.",
    ),
    ("RL107", "scores-into-bce", "BCELoss gets raw scores and wants probabilities."),
    ("RL108", "relu-before-cross-entropy", "A ReLU in front of the loss cuts off all negative scores."),
    ("RL109", "tanh-before-loss", "A tanh in front of a loss that wants raw scores bounds them to (-1, 1)."),
    ("RL110", "kl-div-input-not-log", "The input of KL divergence must be log-probabilities."),
    (
        "RL111",
        "kl-div-log-target-without-flag",
        "The target of KL divergence is in log space and log_target is not set.",
    ),
    ("RL112", "ctc-without-log-softmax", "CTC wants log-probabilities."),
    ("RL113", "softmax-wrong-dim", "Softmax normalises over the batch instead of the classes."),
    ("RL114", "softmax-implicit-dim", "Softmax without dim picks one by the number of dimensions."),
    ("RL115", "softmax-over-single-output", "Softmax over one output is always 1."),
    ("RL116", "softmax-for-multilabel", "Labels that can be right together are scored with softmax."),
    ("RL120", "logits-thresholded-at-half", "Raw scores are compared with 0.5, which belongs to probabilities."),
    ("RL117", "unreachable-target", "The output's range does not contain the targets."),
    ("RL118", "dice-on-logits", "A Dice overlap is computed from raw scores."),
    ("RL119", "logits-as-probabilities", "A distribution gets raw scores as probabilities."),
    (
        "RL121",
        "rate-as-log-rate",
        "The Poisson loss is told the wrong scale: it gets rates for log-rates, or raw scores for rates.",
    ),
    ("RL122", "argmax-over-single-output", "The argmax over one output is always 0."),
    ("RL123", "activation-twice", "A softmax or sigmoid is applied to what is normalised already."),
    # RL2xx: targets.
    ("RL201", "target-wrong-dtype", "Class indices must be int64."),
    ("RL202", "float-target-needed", "The loss wants a floating target and gets whole numbers."),
    ("RL203", "class-index-out-of-range", "A class index is negative, or not below the number of classes."),
    ("RL204", "one-hot-integer-target", "A one-hot target is given as integers, which are read as indices."),
    ("RL205", "labels-not-plus-minus-one", "A margin loss wants -1/+1 labels and gets 0/1."),
    ("RL206", "target-out-of-unit-interval", "A target of binary cross-entropy lies outside [0, 1]."),
    ("RL207", "class-index-as-number", "Class indices are regressed on as if they were quantities."),
    ("RL208", "cross-entropy-for-multilabel", "Independent labels are trained with softmax cross-entropy."),
    ("RL209", "loss-arguments-swapped", "Input and target are exchanged."),
    ("RL210", "loss-ignores-prediction", "The loss does not depend on what is trained."),
    ("RL211", "distance-loss-on-scores", "A loss for distances is used on class scores."),
    ("RL212", "model-output-not-tensor", "The loss gets a tuple or dict instead of a tensor."),
    ("RL213", "ctc-blank-in-targets", "The blank of CTC occurs among the targets, or is no class."),
    ("RL214", "multi-hot-as-indices", "MultiLabelMarginLoss wants class indices and gets a matrix of zeros and ones."),
    # RL3xx: shapes.
    ("RL301", "shape-mismatch", "Input and target have shapes that the loss refuses."),
    ("RL302", "silent-broadcast", "Input and target are broadcast against each other."),
    ("RL303", "target-extra-dim", "The target has one dimension too many."),
    ("RL304", "class-dim-not-second", "Cross-entropy wants the classes in dimension 1."),
    ("RL305", "view-instead-of-permute", "view() mixes up two dimensions where permute() would move them."),
    ("RL306", "flatten-order-mismatch", "Input and target are flattened in different orders."),
    ("RL307", "single-logit-cross-entropy", "Cross-entropy over one output is always 0."),
    ("RL308", "squeeze-drops-batch", "squeeze() without a dimension drops the batch when it has one example."),
    ("RL309", "ctc-batch-first", "CTC loss gets the batch where it expects the time."),
    # RL4xx: reductions, weights, options.
    ("RL401", "unreduced-loss", "backward() is called on a loss that has one value per element."),
    ("RL402", "class-weight-dtype", "Class weights must be floating."),
    ("RL403", "class-weight-size", "There must be one weight per class."),
    ("RL405", "ignore-index-unused", "A stored ignore_index never reaches the loss."),
    ("RL406", "ignore-index-mismatch", "Positions are marked with a value that the loss does not ignore."),
    ("RL407", "masked-mean-denominator", "A masked loss is divided by all elements."),
    ("RL409", "focal-on-reduced-loss", "The focal factor is computed from a loss that is averaged already."),
    ("RL410", "deprecated-reduction", "size_average and reduce are deprecated; reduction replaces them."),
    ("RL411", "mixed-reductions", "Terms that are summed and terms that are averaged are added."),
    ("RL412", "weight-shape", "Weights are broadcast along the wrong dimension."),
    ("RL415", "log-of-loss", "The logarithm of a cross-entropy is taken, which is a logarithm already."),
    ("RL417", "likelihood-minimised", "The log-likelihood of the right answers is minimised."),
    ("RL418", "kl-div-mean", 'KL divergence with reduction "mean" is divided by the number of classes too.'),
    ("RL419", "similarity-minimised", "The cosine similarity to a target is minimised."),
    ("RL414", "kl-term-sign", "The divergence of a variational autoencoder enters the loss with the wrong sign."),
    (
        "RL404",
        "weight-instead-of-pos-weight",
        "A weight that weighs all examples alike, where pos_weight was meant.",
    ),
    # RL5xx: numerics.
    ("RL501", "log-of-softmax", "log(softmax(x)) is -inf where softmax underflows."),
    ("RL502", "log-of-sigmoid", "log(sigmoid(x)) is -inf where sigmoid underflows."),
    ("RL503", "sqrt-at-zero", "The gradient of sqrt is infinite at 0."),
    ("RL505", "half-precision-epsilon", "The epsilon vanishes in half precision."),
    ("RL506", "variance-not-positive", "A variance that can be negative."),
    ("RL507", "bce-under-autocast", "Binary cross-entropy of probabilities raises under CUDA autocast."),
    ("RL508", "log-of-scores", "The logarithm is taken of raw scores."),
    # RL6xx: gradients and the training loop.
    ("RL601", "argmax-before-loss", "A step without a gradient stands between the model and the loss."),
    ("RL602", "loss-rewrapped", "The loss is put into a new tensor, which has no graph."),
    ("RL603", "loss-term-detached", "A term of the loss is cut off the graph on both sides."),
    ("RL604", "missing-zero-grad", "Gradients pile up: they are never set to zero."),
    ("RL605", "loss-keeps-graph", "A running sum of losses keeps every batch's graph."),
    ("RL607", "loss-overwritten-in-loop", "A total is assigned in a loop instead of added to."),
    ("RL608", "target-not-detached", "The target of the loss carries a graph."),
    ("RL609", "accumulation-not-divided", "Gradients of several batches are added without dividing."),
    ("RL610", "item-before-backward", "The loss became a Python number before backward()."),
    ("RL613", "advantage-not-detached", "The advantage of a policy gradient carries the graph of the critic."),
    (
        "RL611",
        "gradients-cleared-before-step",
        "zero_grad() stands between backward() and step(): the step finds no gradients.",
    ),
    ("RL606", "backward-through-freed-graph", "backward() goes through a graph that an earlier backward() freed."),
    ("RL615", "loss-without-graph", "backward() is called on a loss that was computed without gradients."),
    ("RL612", "step-without-backward", "The optimizer steps, and backward() is never called."),
    ("RL614", "optimizer-without-gradient", "An optimizer steps on a network that no backward() reaches."),
    ("RL616", "backward-of-a-tuple", "backward() is called on a tuple of losses."),
    # RL7xx: what only a live model shows.
    ("RL701", "all-targets-ignored", "Every target is ignored, or the batch is empty: the mean is NaN."),
    ("RL702", "row-without-finite-score", "All scores of an example are minus infinity."),
    ("RL703", "nan-times-mask", "NaN in positions that a mask is meant to leave out."),
    ("RL704", "ctc-target-too-long", "A target of CTC cannot be aligned with its frames."),
    ("RL706", "non-finite-gradient", "A loss or a gradient is infinite or NaN."),
    ("RL707", "negative-loss", "A loss that cannot be negative is."),
    ("RL708", "step-without-gradient", "An optimizer steps, and none of its parameters ever has a gradient."),
    ("RL711", "loss-at-start", "The loss starts far above what a model that knows nothing has."),
    ("RL712", "parameter-without-gradient", "Parameters that are trained get no gradient."),
    ("RL713", "dead-relu", "ReLU units in front of the output are 0 for all examples."),
    ("RL714", "vanishing-gradient", "The gradients of the first layers vanish."),
    ("RL715", "exploding-gradient", "The gradients are far larger than the parameters."),
    ("RL716", "saturated-output", "The sigmoid or tanh at the output is saturated."),
    ("RL717", "examples-mixed", "The output of one example depends on the others."),
    ("RL718", "does-not-overfit", "The loss does not fall when one batch is trained on."),
    ("RL719", "blind-to-target", "The loss does not depend on its target."),
    ("RL720", "padding-changes-mean", "The mean of the loss changes with the number of ignored targets."),
    ("RL721", "dominating-class-weight", "One class has nearly all the weight."),
    ("RL722", "half-precision-underflow", "Gradients become 0 in half precision."),
    # RL9xx: misuse of the API.
    ("RL901", "unknown-name", "The module of torch has no such name."),
    ("RL902", "criterion-called-as-constructor", "Tensors are passed to the constructor of a loss."),
    ("RL904", "unknown-option", "The loss has no such argument."),
    ("RL903", "criterion-overwritten", "A loss value is called as if it were the loss."),
    ("RL905", "method-not-called", "backward, step or zero_grad is named and not called."),
)

MISTAKES: dict[str, Mistake] = {code: Mistake(code=code, name=name, summary=text) for code, name, text in _ALL}
