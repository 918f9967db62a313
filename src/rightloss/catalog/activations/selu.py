"""The self-normalising ELU."""

from rightloss.catalog.schema import Activation, Reference

ACTIVATION = Activation(
    name="selu",
    title="SELU",
    summary="An ELU whose two constants keep the mean of a deep network's activations at 0 and their variance at 1.",
    formula=r"f(x) = 1.0507 \left( \max(x, 0) + \min(1.67326 (e^x - 1), 0) \right)",
    takes="real",
    gives="real",
    low=-1.7580993408473766,
    pitfalls=("It normalises only with LeCun initialisation and, for dropout, alpha dropout.",),
    references=(
        Reference(
            authors="Klambauer, G., Unterthiner, T., Mayr, A. and Hochreiter, S.",
            year=2017,
            title="Self-Normalizing Neural Networks",
            id="arXiv:1706.02515",
        ),
    ),
    calls=(
        "torch.nn.SELU",
        "torch.nn.functional.selu",
        "torch.nn.functional.selu_",
        "torch.selu",
        "torch.selu_",
    ),
)
