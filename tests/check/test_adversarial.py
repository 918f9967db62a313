"""Sources and trees made to crash, hang or fill the memory: each ends soon, and the rest is checked all the same."""

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from rightloss.check.discovery import find_files
from rightloss.check.lint import Outcome, lint
from tests.check.sources import BAD, HEAD, found, notebook

HEAD = HEAD + "from torch import nn\n"
LOSS = "loss = F.cross_entropy(F.softmax(model(x), dim=1), y)\n"
# Processor seconds; the slowest takes 3.
LIMIT = 10.0


def lines(form: str, count: int) -> str:
    return "".join(form.format(i=i, next=i + 1) for i in range(count))


# What is run before the wrong loss, which is found all the same.
FOUND = {
    "branches": lines("if u[{i}]:\n    x = F.relu(x)\nelse:\n    x = torch.tanh(x)\n", 300),
    "calls that double": lines("def f{i}(x):\n    return f{next}(x) + f{next}(x + 1)\n", 60) + "f0(x)\n",
    "calls that branch": lines("def f{i}(x):\n    if x:\n        return f{next}(x)\n    return f{next}(-x)\n", 60)
    + "f0(x)\n",
    "all call all": "".join(f"def f{i}(x):\n" + lines("    x = f{i}(x)\n", 30) + "    return x\n" for i in range(30))
    + "f0(x)\n",
    "mutual recursion": "def a(x):\n    return b(a(x))\ndef b(x):\n    return a(b(x))\na(x)\n",
    "a module that holds itself": """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Net()
    def forward(self, x):
        return self.inner(x)
Net()(x)
""",
    "containers that double": "a = [x, x]\n" + "a = [a, a]\n" * 60,
    "containers that hold themselves": "a, d = [], {}\na.append(a)\nd['d'] = d\nfor z in a:\n    a.append(a)\nd['d'](a)\n",
    "huge constants": """a = (x,) * 1000000
b = 9**9**9
c = 1 << 10**9
d = "a" * 10**10
e = f"{9:>1000000000}"
f = "%1000000000d" % 3
g = "%*d" % (10**9, 3)
h = torch.zeros(10**20, 5).expand(-1, 10**400)
for i in range(10**9):
    j = i
""",
    "5,000 elements": f"a = [{lines('{i}, ', 5000)}]\nb = [{'x, ' * 5000}]\nc = torch.stack(b)\n",
    "5,000 layers": f"net = nn.Sequential({'nn.Linear(5, 5), ' * 5000})\nfor layer in net:\n    x = layer(x)\nnet(x)\n",
    "5,000 cases": "match k:\n" + lines("    case {i}:\n        z = F.relu(x)\n", 5000),
    "a comprehension of many loops": f"a = [x {lines('for i{i} in range(100) ', 12)}]\n",
    "loops in each other": "".join("    " * i + f"for i{i} in range(100):\n" for i in range(12))
    + "    " * 12
    + "z = x\n",
    "try in try": "".join("    " * i + "try:\n" for i in range(15))
    + "    " * 15
    + "z = x\n"
    + "".join("    " * i + f"except E:\n{'    ' * i}    z = F.relu(x)\n" for i in range(14, -1, -1)),
    "1,000 bases": "class A0(nn.Module):\n    def forward(self, x):\n        return x\n"
    + lines("class A{next}(A{i}):\n    def forward(self, x):\n        return super().forward(x)\n", 1000)
    + "A1000()(x)\n",
    "diamonds": "class A0: pass\nclass B0: pass\n"
    + lines("class A{next}(A{i}, B{i}): pass\nclass B{next}(A{i}, B{i}): pass\n", 40)
    + "A40().name\n",
    "functions of themselves": "g = lambda h: h(h)\ng(g)\ndef d(f):\n    return d(d(f))\n@d\n@d\ndef k(x): return x\nk(x)\n",
    "attributes of themselves": """class A:
    def __getattr__(self, name):
        return getattr(self, name)
    @property
    def p(self):
        return self.p
    def __call__(self, *given):
        return self(*given)
A().p, A().q, A()(1)
""",
    "a long chain": "z = x" + ".relu()" * 900 + "\n",
    "a suppression without end": "# noqa" + ":" * 50000 + "\n# noqa: " + "A" * 50000 + "\n",
    "5 MB of text": "s = '''" + "ab\n" * 1_700_000 + "'''\n",
    "5 MB of numbers": f"t = torch.tensor([{'1.0,' * 1_250_000}])\n",
}

# What cannot be parsed, and what is said of it.
LEFT_OUT = {
    "10,000 branches": ("if k == 0:\n    pass\n" + lines("elif k == {next}:\n    pass\n", 9999), "nested too deeply"),
    "a chain too long": ("z = x" + ".relu()" * 5000 + "\n", "nested too deeply"),
    "a sum too long": ("z = " + "+".join(["x"] * 20000) + "\n", "nested too deeply"),
    "a number too long": (f"n = {'9' * 5000}\n", "4300 digits"),
    "a null byte": ("z = '\0'\n", "null bytes"),
}


def bounded(work: Callable[[], Outcome]) -> Outcome:
    """What it gives, which must come in time and without a failure inside."""
    start = time.process_time()
    outcome = work()
    assert time.process_time() - start < LIMIT
    assert outcome.problems == {}
    return outcome


def run(text: str) -> Outcome:
    place = found(Path("/fuzz/a.py"))
    return bounded(lambda: lint([place], lambda code, path: True, texts={place.path: text.encode()}))


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND.keys())
def test_the_loss_is_found_behind_it(text: str) -> None:
    assert "RL101" in {finding.code for finding in run(HEAD + text + LOSS).findings}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND.keys())
def test_in_a_function_it_ends_as_well(text: str) -> None:
    if len(text) < 1_000_000:
        body = "".join(f"    {line}\n" for line in text.splitlines())
        run(f"{HEAD}def train(x, u, k, E):\n{body}    {LOSS}    return loss\n")


@pytest.mark.parametrize(("text", "why"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_what_python_cannot_parse_is_left_out(text: str, why: str) -> None:
    (finding,) = run(HEAD + text + LOSS).findings
    assert finding.code == "RL002"
    assert why in finding.message


@pytest.mark.parametrize(
    "text",
    [
        lines("if k == {i}:\n    x = F.relu(x)\n", 10_000),
        "F.cross_entropy(F.softmax(model(x), 1), y)\n" * 10_000,
        "a = " + "[" * 40 + "0" + lines(" for i{i} in range(9)]", 40) + "\n",
    ],
    ids=["ifs", "losses", "comprehensions"],
)
def test_a_file_that_uses_up_its_work_ends(text: str) -> None:
    run(HEAD + text)


def codes(outcome: Outcome) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for finding in outcome.findings:
        said.setdefault(finding.place.path, []).append(finding.code)
    return said


def check(folder: Path, monkeypatch: pytest.MonkeyPatch, paths: Iterable[str] = (".",)) -> dict[str, list[str]]:
    monkeypatch.chdir(folder)
    return codes(bounded(lambda: lint([*find_files(paths)], lambda code, path: True)))


TEXTS = {
    "null.py": (BAD.encode() + b"\0", "RL002"),
    "utf16.py": (BAD.encode("utf-16"), "RL002"),
    "utf32.py": (BAD.encode("utf-32"), "RL002"),
    "latin.py": ((BAD + "# é\n").encode("latin-1"), "RL002"),
    "latin_cookie.py": (("# coding: latin-1\n" + BAD + "# é\n").encode("latin-1"), "RL101"),
    "no_such_coding.py": (("# coding: klingon\n" + BAD).encode(), "RL002"),
    "not_a_text_coding.py": (("# coding: zlib\n" + BAD).encode(), "RL002"),
    "undefined_coding.py": (("# coding: undefined\n" + BAD).encode(), "RL002"),
    "mark.py": (b"\xef\xbb\xbf" + BAD.encode(), "RL101"),
    "mark_and_coding.py": (b"\xef\xbb\xbf# coding: latin-1\n" + BAD.encode(), "RL002"),
    "half_a_pair.py": (BAD.encode() + b"s = '\xed\xa0\x80'\n", "RL002"),
    "carriage_returns.py": (BAD.replace("\n", "\r").encode(), "RL101"),
    "form_feeds.py": (("\f" + BAD + "\f\n").encode(), "RL101"),
    "separators.py": ((BAD + "s = '\u2028\u2029\x85'\n").encode(), "RL101"),
    "a\nb.py": (BAD.encode(), "RL101"),
    "in_utf16.ipynb": (notebook(BAD).encode("utf-16"), "RL002"),
    "empty.ipynb": (b"", "RL002"),
    "null.ipynb": (b"null", "RL002"),
    "nested.ipynb": (b"[" * 100_000, "RL002"),
    "cut.ipynb": (notebook(BAD).encode()[:-9], "RL002"),
    "no_cells.ipynb": (b'{"cells": null}', "RL002"),
    "of_r.ipynb": (notebook(BAD, language_info={"name": "R"}).encode(), "RL002"),
    "odd_metadata.ipynb": (json.dumps({**json.loads(notebook(BAD)), "metadata": {"kernelspec": []}}).encode(), "RL101"),
    "broken_cell.ipynb": (notebook(BAD, "def (").encode(), "RL101 RL002"),
    "magics.ipynb": (notebook("%%bash\nls", "!ls\n%x\n" + BAD).encode(), "RL101"),
    "deep_cell.ipynb": (notebook(BAD, "(" * 5000).encode(), "RL101 RL002"),
}


def test_texts_in_all_codings_and_notebooks_of_all_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, (data, _) in TEXTS.items():
        (tmp_path / name).write_bytes(data)
    assert check(tmp_path, monkeypatch, TEXTS) == {name: wanted.split() for name, (_, wanted) in TEXTS.items()}


def test_names_that_are_not_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "folder.py" / "inner.py").write_text(BAD)
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "one.py").symlink_to(tmp_path / "two.py")
    (tmp_path / "two.py").symlink_to(tmp_path / "one.py")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    (tmp_path / "device.py").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.py")
    imports = "import pipe, device, folder, one, gone\nfrom pipe import net\nfrom one import *\nnet(pipe.a, device.b)\n"
    (tmp_path / "good.py").write_text(imports + BAD)
    wanted = {name: ["RL002"] for name in ("one.py", "two.py", "gone.py", "device.py", "pipe.py")}
    assert check(tmp_path, monkeypatch) == {**wanted, "folder.py/inner.py": ["RL101"], "good.py": ["RL101"]}


def test_a_file_that_must_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path) -> bytes:
        if path.name == "secret.py":
            raise PermissionError(13, "Permission denied")
        return original(path)

    # Mode bits do not stop root, who runs the tests in many containers.
    original = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", forbidden)
    (tmp_path / "secret.py").write_text(BAD)
    (tmp_path / "open.py").write_text(BAD)
    assert check(tmp_path, monkeypatch) == {"open.py": ["RL101"], "secret.py": ["RL002"]}


def test_circles_of_imports_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("from .m0 import *\nfrom . import *\nfrom .. import package\n")
    for i in range(12):
        after, then = (i + 1) % 12, (i + 2) % 12
        text = f"from .m{after} import *\nfrom . import m{then}\nimport package.m{i} as me\n"
        call = f"def g{i}(x):\n    return g{after}(m{then}.g{then}(me.g{i}(x)))\ng{i}(0)\n"
        (package / f"m{i}.py").write_text(text + call + BAD)
    assert check(tmp_path, monkeypatch) == {f"package/m{i}.py": ["RL101"] for i in range(12)}


def test_patterns_that_mean_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitignore").write_bytes(b"\xff\xfe[[[!\n**/**/**/\n[z-a]\n\\\n[\nb.py\n")
    (tmp_path / "a.py").write_text(BAD)
    (tmp_path / "b.py").write_text(BAD)
    assert check(tmp_path, monkeypatch) == {"a.py": ["RL101"]}
