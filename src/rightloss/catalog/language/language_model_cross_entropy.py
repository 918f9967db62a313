"""Cross-entropy of the next token."""

from rightloss.catalog.options import shared
from rightloss.catalog.schema import Input, Loss, Option, Reference, Target

LOSS = Loss(
    name="language-model-cross-entropy",
    title="Language-model cross-entropy (next token)",
    aliases=(
        "causal-lm",
        "next-token",
        "causal-language-modelling",
        "lm-loss",
    ),
    summary=(
        "Cross-entropy of each token given those before it; it shifts, and leaves out prompts, padding "
        "and borders of documents."
    ),
    family="language",
    tasks=("language-modelling",),
    inputs=(Input(argument="logits", space="logits", shape="(N, T, C)", class_dim=2),),
    targets=(Target(space="class-index", dtype="long", shape="(N, T)"),),
    activation="softmax",
    outputs="C",
    elicits="class-probabilities",
    proper=True,
    formula=r"\ell_t = -\ln \mathrm{softmax}(x_{t-1})_{y_t}",
    initial="ln C",
    lower_bound=0.0,
    options=(
        Option(
            name="documents",
            default="None",
            meaning=(
                "Which document each token is of, whole numbers, shape (N, T), where texts are packed: the first "
                "token of a document is not predicted from the last one of another."
            ),
        ),
        Option(
            name="ignore_index",
            default="-100",
            meaning="Tokens with this value cost nothing and do not count in the mean.",
        ),
        *shared("token", "(N, T)"),
    ),
    relations=(
        "Cross-entropy with the target shifted by one.",
        "Its exponential is the perplexity, where all tokens are kept.",
    ),
    pitfalls=(
        "Do not shift before: it would learn the token after the next one.",
        (
            "The mean of means over micro-batches of different lengths is another number: 2.200 for 2.007. "
            "Pass the token count of the whole accumulated batch as `denominator`."
        ),
        (
            "Packed texts also need an attention mask that ends at the borders: the loss alone does not stop "
            "a model from looking back."
        ),
        (
            "Logits of (N, T, C) in float32 are often the largest tensor of a step: a linear cross-entropy in "
            "chunks never makes them."
        ),
    ),
    references=(
        Reference(
            authors="Bengio, Y., Ducharme, R., Vincent, P. and Janvin, C.",
            year=2003,
            title="A Neural Probabilistic Language Model",
            id="url:https://www.jmlr.org/papers/v3/bengio03a.html",
        ),
    ),
    impl=(
        "rightloss.losses.language.language_model_cross_entropy:language_model_cross_entropy:LanguageModelCrossEntropyLoss"
    ),
)
