import ast

import pytest

from rightloss.check.api import check_source
from rightloss.check.fix import append, insert_argument, replace, unwrap
from rightloss.check.repair import apply, chosen
from rightloss.findings import Edit, Fix


def call(text: str) -> ast.Call:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Call)
    return node.value


def edited(text: str, *edits: Edit) -> str:
    return apply(text, [Fix(message="", edits=edits)])[0]


UNWRAPPED = {
    "f(x, dim=1)\n": "x\n",
    "f( x.y(1) )\n": "x.y(1)\n",
    "f(a + b, 1)\n": "(a + b)\n",
    "f((a + b), 1)\n": "(a + b)\n",
    "f(lambda: 1)\n": "(lambda: 1)\n",
    "f(\n    x,\n    dim=1,\n)\n": "x\n",
}


@pytest.mark.parametrize("text", UNWRAPPED)
def test_unwrap_leaves_the_inner_expression(text: str) -> None:
    node = call(text)
    assert edited(text, *unwrap(node, node.args[0])) == UNWRAPPED[text]


def test_replace() -> None:
    text = "nn.Sigmod(1)\n"
    assert edited(text, replace(call(text).func, "nn.Sigmoid")) == "nn.Sigmoid(1)\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f( )\n", "f( dim=1)\n"),
        ("f(x)\n", "f(x, dim=1)\n"),
        ("f(x, y=2,)\n", "f(x, y=2, dim=1,)\n"),
        ("f(\n  x,\n)\n", "f(\n  x, dim=1,\n)\n"),
    ],
)
def test_insert_argument(text: str, expected: str) -> None:
    assert edited(text, insert_argument(call(text), "dim=1")) == expected


@pytest.mark.parametrize(("text", "expected"), [("f(x)", "f(x).squeeze(1)"), ("f(a + x)", "f((a + x).squeeze(1))")])
def test_append(text: str, expected: str) -> None:
    node = call(text).args[0] if "+" in text else call(text)
    assert edited(text, *append(node, ".squeeze(1)")) == expected


HEAD = """\
import torch, torch.nn.functional as F
from torch import nn
net, one = nn.Linear(5, 10), nn.Linear(5, 1)
x, y, t, r = torch.randn(8, 5), torch.randint(0, 10, (8,)), torch.rand(8, 10), torch.randn(8)
"""
MODEL = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head, self.act = nn.Linear(5, 10), nn.Softmax(1)

    def forward(self, x):
{}

loss = F.cross_entropy(Net()(x), y)"""
SAFE = {
    "torch.log(F.softmax(net(x), dim=1))": "F.log_softmax(net(x), dim=1)",
    "net(x).softmax(1).log()": "net(x).log_softmax(1)",
    "torch.log(net(x).softmax(-1))": "net(x).log_softmax(-1)",
    "F.softmax(net(x) / 2,  # cold\n  dim=1).log()": "F.log_softmax(net(x) / 2,  # cold\n  dim=1)",
    "torch.sigmoid(net(x) + 1).log()": "F.logsigmoid(net(x) + 1)",
    "(net(x) + 1).sigmoid().log().mean()": "F.logsigmoid(net(x) + 1).mean()",
    "F.cross_entropy(net(x).log_softmax(1), y)": "F.cross_entropy(net(x), y)",
    "F.cross_entropy(nn.LogSoftmax(1)(net(x)), y)": "F.cross_entropy(net(x), y)",
    "F.softmax(net(torch.randn(2, 3, 5)))": "F.softmax(net(torch.randn(2, 3, 5)), dim=-1)",
    "F.softmax(nn.Conv1d(5, 9, 1)(torch.randn(2, 5, 3)))": "F.softmax(nn.Conv1d(5, 9, 1)(torch.randn(2, 5, 3)), dim=1)",
    "nn.Softmax()(net(torch.randn(2, 3, 5)))": "nn.Softmax(dim=-1)(net(torch.randn(2, 3, 5)))",
}
UNSAFE = {
    "F.cross_entropy(F.softmax(net(x), 1), y)": "F.cross_entropy(net(x), y)",
    "F.cross_entropy(input=torch.softmax(net(x) + 1, 1), target=y)": "F.cross_entropy(input=(net(x) + 1), target=y)",
    "act = nn.Softmax(1)\nF.cross_entropy(act(net(x)), y)": "act = nn.Softmax(1)\nF.cross_entropy(net(x), y)",
    "F.cross_entropy(nn.Sequential(\n  net,\n  nn.Softmax(dim=1),  # p\n)(x), y)": (
        "F.cross_entropy(nn.Sequential(\n  net,\n  nn.Identity(),  # p\n)(x), y)"
    ),
    "é = 'ü'; F.cross_entropy(torch.sigmoid(net(x)), y); ö = 1": "é = 'ü'; F.cross_entropy(net(x), y); ö = 1",
    "F.nll_loss(net(x), y)": "F.cross_entropy(net(x), y)",
    "f = nn.NLLLoss(reduction='sum')\nf(net(x), y)": "f = nn.CrossEntropyLoss(reduction='sum')\nf(net(x), y)",
    "F.nll_loss(net(x).softmax(1), y)": "F.nll_loss(net(x).log_softmax(1), y)",
    "nn.BCELoss()(net(x), t)": "nn.BCEWithLogitsLoss()(net(x), t)",
    "with torch.autocast('cuda'):\n  nn.BCELoss()(net(x).sigmoid(), t)": (
        "with torch.autocast('cuda'):\n  nn.BCEWithLogitsLoss()(net(x), t)"
    ),
    "F.mse_loss(r, one(x) + 1)": "F.mse_loss(r, (one(x) + 1).squeeze(1))",
    "(one(x) - r).square().mean()": "(one(x).squeeze(1) - r).square().mean()",
    MODEL.format("        return self.act(self.head(x))"): MODEL.format("        return self.head(x)"),
    MODEL.format("        x = self.head(x)\n        x = self.act(x)\n        return x"): (
        MODEL.format("        x = self.head(x)\n        return x")
    ),
}
# What else may want the activation, or which of two it was, is not known: the finding stays.
LEFT = (
    "p = F.softmax(net(x), 1)\nF.cross_entropy(p, y)",
    "act = nn.Softmax(1)\nF.cross_entropy(nn.Sequential(net, act)(x), y)",
    "m = nn.Sequential(net, nn.Softmax(1)) if r.sum() > 0 else nn.Sequential(net, nn.Softmax(1))\nF.cross_entropy(m(x), y)",
    "F.cross_entropy(\n  F.softmax(\n    net(x),  # scores\n    dim=1,\n  ),\n  y,\n)",
    MODEL.format("        x = self.act(self.head(x))\n        print(x.sum())\n        return x"),
)


def fixed(text: str, *, unsafe: bool) -> str:
    return apply(text, chosen(check_source(text, "a.py"), unsafe=unsafe))[0]


@pytest.mark.parametrize("text", SAFE)
def test_safe_fixes(text: str) -> None:
    new = fixed(HEAD + text, unsafe=False)
    assert new == HEAD + SAFE[text]
    assert check_source(new, "a.py") == []


@pytest.mark.parametrize("text", UNSAFE)
def test_unsafe_fixes(text: str) -> None:
    assert fixed(HEAD + text, unsafe=False) == HEAD + text
    new = fixed(HEAD + text, unsafe=True)
    assert new == HEAD + UNSAFE[text]
    assert check_source(new, "a.py") == []


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_certain_is_left(text: str) -> None:
    assert [item.fix for item in check_source(HEAD + text, "a.py")] == [None]
    assert fixed(HEAD + text, unsafe=True) == HEAD + text
