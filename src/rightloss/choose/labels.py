"""String labels whose order everybody knows."""

import re

_SCALES = (
    "very_low low medium high very_high",
    "low moderate high",
    "low mid high",
    "very_bad bad ok good very_good",
    "terrible bad poor fair average okay good great excellent",
    "poor fair good very_good excellent",
    "never rarely seldom sometimes often very_often always",
    "none mild moderate severe critical",
    "none minor major",
    "minimal mild moderate severe",
    "strongly_disagree disagree somewhat_disagree neutral somewhat_agree agree strongly_agree",
    "very_dissatisfied dissatisfied neutral satisfied very_satisfied",
    "very_unlikely unlikely neutral likely very_likely",
    "negative neutral positive",
    "very_negative negative neutral positive very_positive",
    "xxs xs s m l xl xxl xxxl",
    "tiny small medium large huge",
    "small medium large extra_large",
    "cold cool mild warm hot",
    "slow medium fast",
    "easy medium hard",
    "easy moderate difficult",
    "beginner intermediate advanced expert",
    "junior mid senior lead principal",
    "bronze silver gold platinum diamond",
    "first second third fourth fifth sixth",
    "none preschool primary elementary middle secondary high_school vocational some_college tertiary college associate "
    "undergraduate bachelor bachelors graduate master masters postgraduate phd doctorate",
    "worse same better",
    "light moderate heavy",
    "young middle_aged old",
    "d c cc ccc b bb bbb a aa aaa",
    "a+ a a- b+ b b- c+ c c- d+ d d- e f",
    "i ii iii iv v vi",
    "one two three four five six seven eight nine ten",
)
_RANK = tuple({word: position for position, word in enumerate(scale.split())} for scale in _SCALES)

_LETTER = re.compile(r"[A-Fa-f]")
_INTERVAL = re.compile(r"[\[(<>=≤≥]*\s*(-?\d+(?:\.\d+)?)\s*(?:[-–,+]|to|years?)?")
# Stages such as T1, grade_2, G3, stage IV.
_NUMBERED = re.compile(r"(?i)(stage|grade|level|tier|g|t|level_|grade_|stage_|q|lvl)[\s_-]*(\d+)$")


def known_order(labels: list[str], graded: bool = False) -> tuple[str, ...]:
    """The labels from low to high, where their words have a known order; else ().

    Single letters have one only where the column is known to hold grades (`graded`): A, B, C are mostly names.
    """
    if len(labels) < 3 or (not graded and all(_LETTER.fullmatch(label.strip()) for label in labels)):
        return ()
    plain = {label: re.sub(r"[\s_-]+", "_", label.strip().lower()).strip("_") for label in labels}
    plain = {label: word if word else label.lower() for label, word in plain.items()}
    for rank in _RANK:
        if all(_key(word, label, rank) in rank for label, word in plain.items()):
            return tuple(sorted(labels, key=lambda label: rank[_key(plain[label], label, rank)]))
    return _numbered(labels) or _intervals(labels)


def _key(word: str, label: str, rank: dict[str, int]) -> str:
    return label.strip().lower() if label.strip().lower() in rank else word


def _numbered(labels: list[str]) -> tuple[str, ...]:
    matches = {label: _NUMBERED.fullmatch(label.strip()) for label in labels}
    found = {label: match for label, match in matches.items() if match}
    if len(found) < len(labels) or len({match[1].lower() for match in found.values()}) > 1:
        return ()
    return tuple(sorted(labels, key=lambda label: int(found[label][2])))


def _intervals(labels: list[str]) -> tuple[str, ...]:
    """Intervals such as 18-25, <18, [0, 10), 65+ or >100 are ordered by their first number."""
    if not all(re.search(r"[-–,+<>≤≥]|to\b", label) and re.search(r"\d", label) for label in labels):
        return ()
    starts: dict[str, float] = {}
    for label in labels:
        match = _INTERVAL.match(label.strip())
        if match is None:
            return ()
        edge = -0.5 if label.strip()[0] in "<≤" else 0.5 if label.strip()[0] in ">≥" else 0.0
        starts[label] = float(match[1]) + edge
    return tuple(sorted(labels, key=starts.__getitem__))
