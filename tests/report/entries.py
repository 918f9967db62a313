"""Entries of the tests: they have torch's functionals only, so that reports are tested without our own losses."""

from rightloss.catalog import Activation, Curve, Input, Loss, Option, Reference, Target


def loss(name: str = "square", **changes: object) -> Loss:
    fields: dict[str, object] = {
        "name": name,
        "title": "Square | loss",
        "summary": "The <square> of the error.",
        "explanation": "It uses `x - y`.\n\nAnd **more**.",
        "family": "regression",
        "tasks": ("regression",),
        "inputs": (Input(argument="input", space="real", shape="(*)"),),
        "targets": (Target(space="real", dtype="float", shape="(*)"),),
        "activation": "identity",
        "outputs": "1",
        "elicits": "mean",
        "proper": True,
        "formula": r"(x - y)^2",
        "options": (Option(name="reduction", default='"mean"', meaning="How."),),
        "relations": ("Twice half of it.",),
        "pitfalls": ("It is not robust.",),
        "references": (Reference(authors="Legendre, A.-M.", year=1805, title="Title", id="url:https://example.org"),),
        "calls": ("torch.nn.MSELoss", "torch.nn.functional.mse_loss"),
        "curve": Curve(axis="error", start=-2.0, stop=2.0),
    }
    return Loss(**{**fields, **changes})  # type: ignore[arg-type]


def huber() -> Loss:
    delta = Option(name="delta", default="1.0", meaning="Where it bends.")
    return loss("bent", calls=("torch.nn.functional.huber_loss",), options=(delta,))


def class_loss(axis: str, space: str, function: str, name: str = "class-loss") -> Loss:
    return loss(
        name,
        inputs=(Input(argument="input", space=space, shape="(N, C)", class_dim=1),),
        targets=(Target(space="class-index", dtype="long", shape="(N,)"),),
        calls=(f"torch.nn.functional.{function}",),
        curve=Curve(axis=axis, start=0.1, stop=0.9, layout="two-class"),  # type: ignore[arg-type]
    )


def activation(name: str = "bend", **changes: object) -> Activation:
    fields: dict[str, object] = {
        "name": name,
        "title": "Bend",
        "summary": "It bends.",
        "formula": r"\sigma(x)",
        "takes": "binary-logits",
        "gives": "independent-probabilities",
        "low": 0.0,
        "high": 1.0,
        "calls": ("torch.nn.Sigmoid", "torch.sigmoid"),
    }
    return Activation(**{**fields, **changes})  # type: ignore[arg-type]
