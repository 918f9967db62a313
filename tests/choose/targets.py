"""The exam for `choose`: generated targets, what is right for each, and a runner that prints a pass rate.

python tests/choose/targets.py [--n 60,300] [--seeds 5] [--case real-heavy]
"""

import argparse
import json
import math
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.choose.exam import amounts, classes, counts, matrices, reals, tricky
from tests.choose.exam.case import Case, Draw, as_input

CASES: tuple[Case, ...] = (*classes.CASES, *counts.CASES, *amounts.CASES, *reals.CASES, *matrices.CASES, *tricky.CASES)


def draw(case: Case, n: int, seed: int) -> Draw:
    """The target of a case; a function of its id, the rows and the seed alone."""
    return case.make(np.random.default_rng([zlib.crc32(case.id.encode()), n, seed]), n)


def answer(case: Case, drawn: Draw) -> Any:
    """What `choose` says."""
    from rightloss.choose.api import choose

    target, features = as_input(drawn)
    asked = {"metric": case.metric, "task": case.task, "event": drawn.event}
    return choose(target, features=features, **{key: value for key, value in asked.items() if value is not None})


def faults(case: Case, drawn: Draw, n: int, choice: Any) -> list[str]:
    """What is wrong with an answer: got against wanted, one line each."""
    return [
        *_kind_faults(case, n, choice),
        *_trait_faults(case, n, choice),
        *_form_faults(choice.to_dict()),
        *_argument_faults(case, drawn, n, choice),
    ]


def _kind_faults(case: Case, n: int, choice: Any) -> Iterator[str]:
    if choice.kind not in case.kinds:
        yield f"kind: got {choice.kind}, wanted {_either(case.kinds)}"
    best = choice.best.loss if choice.best else None
    accepted = case.losses | case.losses_small if n <= 300 else case.losses
    if best is None and "identifier" in case.kinds and choice.kind == "identifier":
        return
    if best is not None and not accepted:
        yield f"loss: got {best}, wanted none"
    if accepted and best not in accepted:
        yield f"loss: got {best}, wanted {_either(accepted)}"


def _trait_faults(case: Case, n: int, choice: Any) -> Iterator[str]:
    traits = set(choice.traits)
    if n >= case.required_from and (missing := case.required - traits):
        yield f"traits: missing {sorted(missing)}, got {sorted(traits)}"
    if case.any_of and not case.any_of & traits:
        yield f"traits: wanted {_either(case.any_of)}, got {sorted(traits)}"
    if n >= case.forbidden_from and (wrong := case.forbidden & traits):
        yield f"traits: must not say {sorted(wrong)}"
    if left := case.ruled_out - {item.loss for item in choice.ruled_out}:
        yield f"ruled out: missing {sorted(left)}"


def _argument_faults(case: Case, drawn: Draw, n: int, choice: Any) -> Iterator[str]:
    best = choice.best
    if best is None:
        return
    several = drawn.outputs == (1,) and best.loss.endswith("-nll")  # the parameters of a distribution
    if drawn.outputs is not None and best.loss in case.losses and not several and best.outputs not in drawn.outputs:
        yield f"outputs: got {best.outputs}, wanted {drawn.outputs[:3]}"
    for name, right in case.arguments.items():
        asked = not case.arguments_of or best.loss in case.arguments_of
        if asked and best.loss in case.losses and not right(best.arguments.get(name)):
            yield f"argument {name}: got {best.arguments.get(name)!r}"
    if best.loss == "huber" and drawn.delta is not None:
        delta, slack = best.arguments.get("delta", math.nan), max(0.25, 4 / math.sqrt(n))
        if not abs(delta / drawn.delta - 1) <= slack:
            yield f"argument delta: got {delta:.3g}, wanted {drawn.delta:.3g} within {slack:.0%}"


def _form_faults(plain: dict[str, Any]) -> Iterator[str]:
    text = json.dumps(plain, allow_nan=False)
    if json.loads(text)["schema"] != 1:
        yield "JSON: schema is not 1"
    weights = [item["weight"] for item in plain["ranking"]]
    if weights and not math.isclose(sum(weights), 1.0, abs_tol=1e-6):
        yield f"JSON: weights sum to {sum(weights)}"
    if weights != sorted(weights, reverse=True) or any(weight < 0 for weight in weights):
        yield f"JSON: weights {weights} do not descend"
    names = [item["loss"] for item in plain["ranking"]]
    if len(set(names)) != len(names):
        yield f"JSON: a loss is ranked twice: {names}"
    if both := set(names[:1]) & {item["loss"] for item in plain["ruled_out"]}:
        yield f"JSON: the winner is ruled out: {both}"
    if names and not plain["ranking"][0]["reasons"]:
        yield "JSON: the winner has no reason"
    if not plain["verdict"]:
        yield "JSON: no verdict"


def _either(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))


def examine(case: Case, n: int, seed: int) -> tuple[list[str], Any]:
    """The faults of one answer, and the answer (None where `choose` raised)."""
    drawn = draw(case, n, seed)
    try:
        choice = answer(case, drawn)
    except Exception as error:  # a crash is a fault of this case, the others are still of interest
        return [f"raised {type(error).__name__}: {error}"], None
    return faults(case, drawn, n, choice), choice


def main() -> int:
    """Run the exam; the exit code is 1 where any answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", default="60,300,2000")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--case", default="", help="only cases whose id contains this")
    options = parser.parse_args()
    sizes = [int(n) for n in options.n.split(",")]
    right = asked = 0
    lines: list[str] = []
    for case in (item for item in CASES if options.case in item.id):
        runs = [(n, seed, examine(case, n, seed)[0]) for n in sizes if n in case.sizes for seed in range(options.seeds)]
        good = sum(not wrong for _, _, wrong in runs)
        right, asked = right + good, asked + len(runs)
        print(f"{case.id:36} {good:3}/{len(runs)}", flush=True)
        lines += [f"{case.id} n={n} seed={seed}: {'; '.join(wrong)}" for n, seed, wrong in runs if wrong]
    print(f"\n{right}/{asked} right over {len(CASES)} cases", *lines, sep="\n")
    return int(right < asked)


if __name__ == "__main__":
    sys.exit(main())
