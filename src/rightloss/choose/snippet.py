"""Writes a recommendation as code: a complete PyTorch script with head, loss, training loop and prediction."""

import math
from collections.abc import Sequence
from typing import Any

from rightloss.catalog.registry import losses
from rightloss.choose.plan import Plan

_ROWS = 64
_STEPS = 60
_WIDTH = 100
# Losses whose input is the logarithm of the predicted mean; the head starts at log(centre).
_LOG_LINK = ("poisson-nll", "gamma-deviance", "tweedie-deviance")
_IDENTITY = ("mse", "l1", "huber", "smooth-l1", "pinball", "expectile", "mape")


def write(plan: Plan) -> str:
    """The script of a plan: it runs as it is, on stand-in features, and ends by printing a prediction.

    Args:
        plan: the recommendation and real target values, encoded as the loss wants them.

    Returns:
        Python source, formatted as ruff formats it.
    """
    if plan.kind == "mask":
        blocks = _mask(plan)
    elif plan.kind == "duration":
        blocks = _duration(plan)
    elif plan.loss == "listnet":
        blocks = _lists(plan)
    else:
        blocks = [*_data(plan), *_model(plan), *_training(plan), *_prediction(plan)]
    text = "\n".join([*_imports(plan, blocks), *blocks]).rstrip() + "\n"
    return _tidied(text)


def _imports(plan: Plan, blocks: Sequence[str]) -> list[str]:
    body = "\n".join(blocks)
    lines = ["import math", ""] if "math." in body else []
    lines += ["import torch", "from torch import nn"]
    if "F." in body:
        lines.append("from torch.nn import functional as F")
    if "rightloss." in body:
        lines += ["", "import rightloss"]
    return [*lines, "", "torch.manual_seed(0)", ""]


def _tidied(text: str) -> str:
    """Two blank lines around classes, as formatters want them, and never more."""
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n\n")
    return text


# Data


def _data(plan: Plan) -> list[str]:
    rows = list(plan.examples) or _invented(plan)
    count = max(1, _ROWS // len(rows))
    repeat = f".repeat({count})" if not isinstance(rows[0], tuple) else f".repeat({count}, 1)"
    lines = ["# Stand-in data: put your features (float32) and your target here."]
    if plan.classes:
        lines.append(_assigned("classes", [str(label) for label in plan.classes]))
    dtype = (
        "" if plan.target.dtype == "int64" and all(isinstance(row, int) for row in rows) else ", dtype=torch.float32"
    )
    if plan.target.dtype == "int64" and dtype:
        dtype = ", dtype=torch.long"
    values = _listed(
        [list(row) if isinstance(row, tuple) else row for row in rows], f"y = torch.tensor({dtype}){repeat}"
    )
    lines.append(f"y = torch.tensor({values}{dtype}){repeat}  # {plan.target.dtype}, {plan.target.shape}")
    lines.append(f"x = torch.randn(len(y), {plan.features})")
    return [_fitted(line) for line in lines] + [""]


def _fitted(line: str) -> str:
    """A comment that does not fit goes above its line."""
    code, mark, comment = line.partition("  # ")
    return f"# {comment}\n{code}" if mark and len(line) > _WIDTH else line


def _invented(plan: Plan) -> list[Any]:
    """Target values where none can be shown: of the right form, plainly made up."""
    if plan.kind == "soft-label":
        return [tuple([round(1 / plan.outputs, 4)] * plan.outputs)]
    if plan.kind == "multi-label":
        return [tuple(float((row + column) % 2) for column in range(plan.outputs)) for row in range(4)]
    if plan.kind == "multi-output":
        return [tuple(float(row - column) for column in range(plan.outputs)) for row in range(4)]
    return [0, 1]


def _listed(values: Sequence[Any], around: str = "") -> str:
    """A list on one line, or as a formatter wraps it."""
    text = "[" + ", ".join(_shown(value) for value in values) + "]"
    if len(text) + len(around) <= _WIDTH:
        return text
    return "[\n" + "".join(f"    {_shown(value)},\n" for value in values) + "]"


def _assigned(name: str, values: Sequence[Any]) -> str:
    return f"{name} = {_listed(values, f'{name} = ')}"


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_shown(part) for part in value) + "]"
    if isinstance(value, str):
        return f'"{value}"' if '"' not in value and "\\" not in value and value.isprintable() else repr(value)
    return repr(value)


# Model


def _model(plan: Plan) -> list[str]:
    hidden = [f"    nn.Linear({plan.features}, 32),", "    nn.ReLU(),"]
    if plan.loss in _IDENTITY:
        return _regressor(plan)
    if plan.loss == "gaussian-nll":
        return _gaussian(plan)
    note = _head_note(plan)
    lines = ["model = nn.Sequential(", *hidden, f"    nn.Linear(32, {plan.outputs}),{note}"]
    if plan.outputs == 1 and plan.kind not in ("soft-label",):
        lines.append("    nn.Flatten(0),  # (N, 1) to (N,), the shape of the target")
    if plan.loss == "kl-divergence":
        lines.append("    nn.LogSoftmax(dim=1),  # this loss takes log-probabilities")
    lines.append(")")
    if plan.loss in _LOG_LINK and plan.centre > 0:
        lines.append(f"nn.init.constant_(model[2].bias, math.log({plan.centre:g}))  # start at the mean")
    return [*lines, ""]


def _head_note(plan: Plan) -> str:
    notes = {
        "cross-entropy": "  # raw scores: the loss applies log-softmax itself",
        "binary-cross-entropy": "  # raw scores: the loss applies the sigmoid itself",
        "corn": "  # one score per threshold between levels",
        "von-mises-nll": "  # a direction; its length is the certainty",
        "cosine-angle": "  # a direction",
    }
    if plan.loss in _LOG_LINK:
        return "  # the logarithm of the mean"
    return notes.get(plan.loss, "")


def _regressor(plan: Plan) -> list[str]:
    last = "output.squeeze(-1)" if plan.outputs == 1 else "output"
    return [
        "",
        "class Regressor(nn.Module):",
        f"    def __init__(self, features={plan.features}, outputs={plan.outputs}):",
        "        super().__init__()",
        "        self.body = nn.Sequential(nn.Linear(features, 32), nn.ReLU(), nn.Linear(32, outputs))",
        "",
        "    def forward(self, x):",
        "        output = self.body(x)",
        f"        return {plan.centre:g} + {plan.scale:g} * {last}  # in the units of the target",
        "",
        "",
        "model = Regressor()",
        "",
    ]


def _gaussian(plan: Plan) -> list[str]:
    return [
        "",
        "class Gaussian(nn.Module):",
        f"    def __init__(self, features={plan.features}):",
        "        super().__init__()",
        "        self.body = nn.Sequential(nn.Linear(features, 32), nn.ReLU(), nn.Linear(32, 2))",
        "",
        "    def forward(self, x):",
        "        mean, spread = self.body(x).unbind(-1)",
        "        variance = F.softplus(spread) + 1e-4  # positive, and never zero",
        f"        return {plan.centre:g} + {plan.scale:g} * mean, {plan.scale**2:g} * variance",
        "",
        "",
        "model = Gaussian()",
        "",
    ]


# Loss and training


def _criterion(plan: Plan) -> str:
    """The expression that makes the loss."""
    entry = losses()[plan.loss]
    arguments = {name: value for name, value in plan.arguments.items() if value is not None}
    if plan.loss == "kl-divergence":
        arguments = {"reduction": "batchmean", **arguments}
    given = ", ".join(f"{name}={_argument(value)}" for name, value in arguments.items())
    torch_class = next((call for call in entry.calls if call.startswith("torch.nn.") and call.count(".") == 2), "")
    name = f"nn.{torch_class.rpartition('.')[2]}" if torch_class else f"rightloss.{entry.impl.rpartition(':')[2]}"
    return f"{name}({given})"


def _argument(value: Any) -> str:
    if isinstance(value, list | tuple) and len(value) > 1:
        return "[" + ", ".join(f"{part:g}" if isinstance(part, float) else str(part) for part in value) + "]"
    return _shown(value)


def _ours(plan: Plan) -> bool:
    return "rightloss." in _criterion(plan)


def _training(plan: Plan) -> list[str]:
    loss = "criterion(mean, y, variance)" if plan.loss == "gaussian-nll" else "criterion(model(x), y)"
    body = ["    mean, variance = model(x)"] if plan.loss == "gaussian-nll" else []
    return _loop(_criterion(plan), [*body, f"    loss = {loss}"])


def _loop(criterion: str, body: Sequence[str]) -> list[str]:
    made = f"criterion = {criterion}"
    if len(made) > _WIDTH:
        made = f"criterion = {criterion.partition('(')[0]}(\n    {criterion.partition('(')[2][:-1]}\n)"
    return [
        made,
        "optimizer = torch.optim.Adam(model.parameters(), lr=0.01)",
        "",
        f"for step in range({_STEPS}):",
        *body,
        "    optimizer.zero_grad()",
        "    loss.backward()",
        "    optimizer.step()",
        f"    if step in (0, {_STEPS - 1}):",
        '        print(f"step {step}: loss {loss.item():.4f}")',
        "",
    ]


# Prediction


def _prediction(plan: Plan) -> list[str]:
    lines = ["model.eval()", "with torch.no_grad():", *(f"    {line}" for line in _predicted(plan))]
    lines += [f"    print({_printed(plan)})"]
    return lines


def _predicted(plan: Plan) -> list[str]:
    if plan.loss == "gaussian-nll":
        return ["mean, variance = model(x)", "prediction = mean  # with the standard deviation variance.sqrt()"]
    if plan.kind == "circular":
        turn = plan.period or 2 * math.pi
        lines = ["direction = model(x)", "angle = torch.atan2(direction[:, 1], direction[:, 0])"]
        return [*lines, f"prediction = angle % math.tau * ({turn:.10g} / math.tau)"]
    if _ours(plan):
        return ["prediction = criterion.predict(model(x))"]
    if plan.loss in _LOG_LINK:
        return ["prediction = model(x).exp()"]
    return _activated(plan)


def _activated(plan: Plan) -> list[str]:
    if plan.loss == "kl-divergence":
        return ["probabilities = model(x).exp()", "prediction = probabilities"]
    if plan.activation == "softmax":
        lines = ["probabilities = model(x).softmax(dim=1)"]
        return [
            *lines,
            "prediction = probabilities" if plan.decide == "none" else "prediction = probabilities.argmax(dim=1)",
        ]
    if plan.activation == "sigmoid":
        lines = ["probabilities = model(x).sigmoid()"]
        return [
            *lines,
            "prediction = probabilities > 0.5" if plan.decide == "threshold" else "prediction = probabilities",
        ]
    if plan.kind == "ordinal":
        return [f"prediction = model(x).round().clamp(0, {len(plan.classes) - 1}).long()  # the nearest level"]
    return ["prediction = model(x)"]


def _printed(plan: Plan) -> str:
    if plan.classes and plan.decide == "argmax" and not _ours(plan):
        return "[classes[index] for index in prediction[:5]]"
    if plan.classes and plan.decide == "threshold" and not _ours(plan):
        return "[classes[int(flag)] for flag in prediction[:5]]"
    return "prediction[:5]"


# Kinds with data of their own


def _mask(plan: Plan) -> list[str]:
    channel = plan.outputs == 1
    target = (
        "torch.randint(0, 2, (8, 1, 32, 32)).float()" if channel else f"torch.randint(0, {plan.outputs}, (8, 32, 32))"
    )
    note = f"{plan.target.dtype}, {'(N, 1, H, W)' if channel else '(N, H, W) class indices'}"
    data = [
        "# Stand-in data: put your images (float32) and masks here.",
        "x = torch.randn(8, 3, 32, 32)",
        f"y = {target}  # {note}",
        "",
        "model = nn.Sequential(",
        "    nn.Conv2d(3, 16, 3, padding=1),",
        "    nn.ReLU(),",
        f"    nn.Conv2d(16, {plan.outputs}, 1),  # raw scores per position",
        ")",
        "",
    ]
    decided = "model(x).sigmoid() > 0.5" if channel else "model(x).argmax(dim=1)"
    predict = ["model.eval()", "with torch.no_grad():", f"    mask = {decided}", "    print(mask.shape)"]
    return [*data, *_loop(_criterion(plan), ["    loss = criterion(model(x), y)"]), *predict]


def _duration(plan: Plan) -> list[str]:
    rows = [pair for pair in plan.examples if isinstance(pair, tuple)] or [(5.0, 1), (8.0, 0), (2.0, 1), (9.0, 1)]
    count = max(1, _ROWS // len(rows))
    times = _listed([row[0] for row in rows], "time = torch.tensor(, dtype=torch.float32).repeat(00)")
    events = _listed([row[1] for row in rows], "event = torch.tensor(, dtype=torch.float32).repeat(00)")
    data = [
        "# Stand-in data: put your features, times and events (1 seen, 0 censored) here.",
        f"time = torch.tensor({times}, dtype=torch.float32).repeat({count})",
        f"event = torch.tensor({events}, dtype=torch.float32).repeat({count})",
        f"x = torch.randn(len(time), {plan.features})",
        "",
    ]
    return [*data, *(_hazards(plan) if plan.loss == "discrete-time-hazard-nll" else _risks(plan))]


def _risks(plan: Plan) -> list[str]:
    model = [
        "model = nn.Sequential(",
        f"    nn.Linear({plan.features}, 32),",
        "    nn.ReLU(),",
        "    nn.Linear(32, 1),  # the logarithm of the risk",
        "    nn.Flatten(0),",
        ")",
        "",
    ]
    predict = ["model.eval()", "with torch.no_grad():", "    risk = model(x).exp()  # relative: only the order counts"]
    loop = _loop(_criterion(plan), ["    loss = criterion(model(x), torch.stack([time, event], dim=-1))"])
    return [*model, *loop, *predict, "    print(risk[:5])"]


def _hazards(plan: Plan) -> list[str]:
    model = [
        f"edges = torch.quantile(time, torch.linspace(0, 1, {plan.outputs} + 1)[1:-1])",
        "interval = torch.bucketize(time, edges)  # in which part of the time axis each time lies",
        "",
        "model = nn.Sequential(",
        f"    nn.Linear({plan.features}, 32),",
        "    nn.ReLU(),",
        f"    nn.Linear(32, {plan.outputs}),  # one hazard logit per interval",
        ")",
        "",
    ]
    predict = [
        "model.eval()",
        "with torch.no_grad():",
        "    survival = (1 - model(x).sigmoid()).cumprod(dim=-1)  # of being event-free after each interval",
    ]
    loop = _loop(_criterion(plan), ["    loss = criterion(model(x), torch.stack([interval, event.long()], dim=-1))"])
    return [*model, *loop, *predict, "    print(survival[0])"]


def _lists(plan: Plan) -> list[str]:
    data = [
        "# Stand-in data: 16 queries with 10 items each; put your features and relevances here.",
        f"x = torch.randn(16, 10, {plan.features})",
        "y = torch.randint(0, 5, (16, 10)).float()  # relevance of each item",
        "",
        "model = nn.Sequential(",
        f"    nn.Linear({plan.features}, 32),",
        "    nn.ReLU(),",
        "    nn.Linear(32, 1),",
        "    nn.Flatten(1),  # (queries, items)",
        ")",
        "",
    ]
    predict = ["model.eval()", "with torch.no_grad():", "    order = model(x).argsort(dim=1, descending=True)"]
    return [*data, *_loop(_criterion(plan), ["    loss = criterion(model(x), y)"]), *predict, "    print(order[0])"]
