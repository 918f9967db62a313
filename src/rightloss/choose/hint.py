"""What a hint is: one rule of decision with its reason, its source, and the cases that test it."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from rightloss.choose.metrics import Functional, Goal
from rightloss.choose.names import suggested_kinds
from rightloss.choose.profile import Conditional, Profile
from rightloss.choose.result import Kind, Reason, Trait

# A log-weight that settles the matter.
CERTAIN = 12.0


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that a rule may look at.

    Attributes:
        profile: facts about the target alone.
        conditional: diagnostics of residuals, None without features.
        goal: the user's metric, None where none was named.
        task: the user's task (a key of tasks.TASKS), None where none was named.
        kind: the hypothesis under which losses are weighed; None while the kind itself is weighed.
    """

    profile: Profile
    conditional: Conditional | None = None
    goal: Goal | None = None
    task: str | None = None
    kind: Kind | None = None

    @property
    def rewards(self) -> Functional | None:
        """The functional that the user's metric rewards."""
        return self.goal.metric.rewards if self.goal else None

    @property
    def cues(self) -> set[Kind]:
        """The kinds that the column's name speaks for."""
        return suggested_kinds(self.profile.name)

    def under(self, kind: Kind) -> "Evidence":
        """The same evidence under the hypothesis that the target is of this kind."""
        return dataclasses.replace(self, kind=kind)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What a rule says when it fires. Weights are natural logarithms: +1 makes a hypothesis 2.7 times as likely.

    Attributes:
        text: the reason, one sentence with its number.
        value: the number that triggered it.
        kinds: log-weights for kinds.
        excludes: kinds that cannot be.
        losses: log-weights for losses; a loss that is not a candidate yet becomes one.
        arguments: arguments of losses, read off the data.
        traits: what is shown to hold.
        rules_out: loss -> why the data exclude it.
        caveats: what to watch out for, whichever loss wins.
        wins_when: loss -> when it would be the right choice.
    """

    text: str = ""
    value: float | str | None = None
    kinds: Mapping[Kind, float] = field(default_factory=dict)
    excludes: tuple[Kind, ...] = ()
    losses: Mapping[str, float] = field(default_factory=dict)
    arguments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    traits: tuple[Trait, ...] = ()
    rules_out: Mapping[str, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    wins_when: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Hint:
    """One rule of decision.

    Attributes:
        name: kebab-case; the file is called so.
        about: whether it weighs kinds of targets or losses.
        kinds: hypotheses under which a rule about losses is asked; () for all.
        rule: the decision; None where it has nothing to say.
        source: where the rule comes from.
        fires: cases in which it must speak.
        silent: near misses in which it must not.
    """

    name: str
    about: Literal["kind", "loss"]
    rule: Callable[[Evidence], Advice | None]
    source: str
    fires: tuple[Evidence, ...]
    silent: tuple[Evidence, ...]
    kinds: tuple[Kind, ...] = ()

    def ask(self, evidence: Evidence) -> "Opinion | None":
        """The rule's advice with its source, None where it does not apply or has nothing to say."""
        if self.kinds and evidence.kind not in self.kinds:
            return None
        advice = self.rule(evidence)
        return Opinion(hint=self, advice=advice) if advice is not None else None


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """An advice and the hint that gave it."""

    hint: Hint
    advice: Advice

    @property
    def reason(self) -> Reason | None:
        """The advice as a reason, None where it has no text."""
        if not self.advice.text:
            return None
        return Reason(text=self.advice.text, value=self.advice.value, source=self.hint.source)


@cache
def hints() -> tuple[Hint, ...]:
    """Every hint: the folder is the registry."""
    folder = importlib.import_module("rightloss.choose.hints")
    names = sorted(info.name for info in pkgutil.iter_modules(folder.__path__))
    return tuple(importlib.import_module(f"{folder.__name__}.{name}").HINT for name in names)


def opinions(about: Literal["kind", "loss"], evidence: Evidence) -> tuple[Opinion, ...]:
    """What all hints of one sort say."""
    asked = (hint.ask(evidence) for hint in hints() if hint.about == about)
    return tuple(opinion for opinion in asked if opinion is not None)
