"""The same requirement as a minimum in the contract and as points in the award criteria."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausier.engine.checks.around import place, said, sentences
from clausier.engine.checks.award_items import award_lines
from clausier.engine.checks.check import Check, Finding
from clausier.engine.dossier import Quote
from clausier.engine.lines import Line
from clausier.engine.reading import Reading


@dataclass(frozen=True, slots=True)
class _Subject:
    """What can be asked for and marked: its words, and how its level is written (group 1)."""

    name: str
    words: tuple[str, ...]
    about: re.Pattern[str]
    level: re.Pattern[str]


def _subject(name: str, words: str, about: str, level: str) -> _Subject:
    return _Subject(name, tuple(words.split("|")), re.compile(about), re.compile(level))


_PERCENT = r"\b(\d{1,3}(?:[.,]\d+)?) ?%"
_YEARS = r"\b(\d{1,2}|un|deux|trois|quatre|cinq|sept|dix) ?(?:ans?|annees?)\b"
_HOURS = r"\b(\d{1,4}) ?(?:h\b|heures?)"
_SUBJECTS = (
    _subject(
        "l'accessibilité", "rgaa|accessib", r"\brgaa\b|\baccessibilite numerique\b|\btaux d'accessibilite\b", _PERCENT
    ),
    _subject(
        "la garantie", "garanti", r"\b(?:duree|periode|delai)? ?(?:de )?(?:la )?garanties?\b|\bgarantis?\b", _YEARS
    ),
    _subject("la disponibilité", "disponib", r"\b(?:taux de )?disponibilite\b", _PERCENT),
    _subject(
        "le délai d'intervention", "interven|gti", r"\bgti\b|\bdelais? (?:maximal |maximum )?d'intervention\b", _HOURS
    ),
    _subject(
        "le délai de rétablissement",
        "retabliss|resol|gtr",
        r"\bgtr\b|\bdelais? (?:maximal |maximum )?(?:de retablissement|de resolution|de correction)\b",
        _HOURS,
    ),
    _subject("les pièces détachées", "pieces", r"\bpieces? (?:detachees?|de rechange)\b", _YEARS),
    _subject(
        "les mises à jour",
        "mises a jour|mise a jour|support",
        r"\bmises? a jour\b|\bsupport (?:logiciel|editeur)\b",
        _YEARS,
    ),
    _subject(
        "l'indice de réparabilité", "reparab", r"\bindices? de reparabilite\b", r"\b(\d(?:[.,]\d)?) ?(?:/ ?10|sur 10)"
    ),
    _subject("le réemploi", "recondition|reemploi", r"\breconditionne\w*\b|\breemploi\b", _PERCENT),
    _subject("l'insertion", "insertion", r"\binsertion\b", r"\b(\d[\d ]{0,6}) ?heures?\b"),
    _subject("la certification", "iso", r"\biso\b", r"\biso ?(?:/ ?iec ?)?(\d{4,5})\b"),
)
_MINIMUM = re.compile(
    r"\b(?:au (?:moins|minimum)|minimum|minimale?s?|a minima|doi(?:t|vent)|devra|devront|exige(?:e?s?|nt)|"
    r"est garanti\w*|"
    r"sont garanti\w*|garantit|respecte\w*|atteint|atteignent|s'engage|est de|sont de|certifiee?s?)\b"
)
# What goes beyond the minimum, or is left to the tenderers: then there is something to mark.
_BEYOND = re.compile(
    r"\b(?:au-dela|audela|superieure?s?|supplementaires?|depass\w+|excede\w*|en sus|plus|mieux|meilleure?s?|davantage|"
    r"complement\w*|amelior\w+|extension|prolong\w+|inferieure?s?|redui\w+|reduction|gain|bonus|ecart|progress\w*|"
    r"trajectoire|calendrier|propose\w*|engagements?|moyens|methode|organisation|facon|modalites|plan|qualite|"
    r"pertinence)\b"
)
_CONFORM = re.compile(
    r"\b(?:respect|conformite|atteinte|presence|existence|obtention|detention|certification|satisfaction)\b"
)
_PART = re.compile(r"\b(?:note|points?|pts|bareme|%|critere|sous-critere)")


class MinimumAndScored(Check):
    """What every regular offer must reach parts none from another: a criterion marks what goes beyond."""

    id = "minimum_and_scored"
    title = "Même exigence imposée et notée"
    references = ("ccp-l2152-7", "ccp-l2152-8")
    risk = (
        "Toute offre recevable atteint le minimum et reçoit donc les mêmes points : le critère ne départage rien, et "
        "laisse croire qu'une offre sous le minimum pourrait être retenue."
    )
    better = "Gardez le minimum au CCTP, et notez seulement ce qui le dépasse, avec un barème qui part de ce minimum."
    found = (
        {
            "cctp": "# Accessibilité\n\nLe site respecte au moins 75 % des critères du RGAA.",
            "rc": "# Critères\n\n- Prix : 60 %\n- Respect de 75 % des critères du RGAA : 10 points",
        },
        {
            "cctp": "# Garantie\n\nLa garantie est de 3 ans au minimum.",
            "rc": "# Jugement des offres\n\n| Critère | Points |\n| --- | --- |\n| Garantie de 3 ans | 10 |",
        },
        {
            "cctp": "# Hébergement\n\nL'hébergeur doit être certifié ISO 27001 ou équivalent.",
            "rc": "# Critères\n\n- Certification ISO 27001 : 5 points",
        },
    )
    not_found = (
        {
            "cctp": "# Accessibilité\n\nLe site respecte au moins 75 % des critères du RGAA.",
            "rc": "# Critères\n\n- Taux de conformité au RGAA au-delà de 75 % : 10 points",
        },
        {
            "cctp": "# Garantie\n\nLa garantie est de 3 ans au minimum.",
            "rc": "# Critères\n\n- Durée de garantie proposée : 10 points",
        },
        {
            "cctp": "# Garantie\n\nLa garantie est de 3 ans au minimum.",
            "rc": "# Critères\n\n- Garantie de 5 ans : 10 points",
        },
        {"rc": "# Critères\n\n- Respect de 75 % des critères du RGAA : 10 points"},
        {
            "cctp": "# Garantie\n\nLa garantie est de 3 ans au minimum.",
            "rc": "# Objet\n\nLa consultation porte sur des écrans. La garantie est de 3 ans.",
        },
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        scored = award_lines(reading)
        if not scored:
            return
        for subject in _SUBJECTS:
            marked = [line for line in scored if any(word in line.folded for word in subject.words)]
            if not marked:
                continue
            minima = dict(_minima(reading, subject))
            for line in marked:
                if minima and (finding := _twice(subject, line, minima)):
                    yield finding
                    break


def _minima(reading: Reading, subject: _Subject) -> Iterator[tuple[str, Quote]]:
    """The levels that the contract imposes, each with its words."""
    for rank in reading.holding(*subject.words):
        line = reading.lines[rank]
        if line.part not in ("cctp", "ccap"):
            continue
        for first, last in sentences(line.folded):
            words = line.folded[first:last]
            if subject.about.search(words) and _MINIMUM.search(words) and (level := subject.level.search(words)):
                yield level[1], line.quote(first, last)


def _twice(subject: _Subject, line: Line, minima: dict[str, Quote]) -> Finding | None:
    """A marked line that says the minimum again, by its figure or by « respect » of it, and nothing beyond."""
    about = subject.about.search(line.folded)
    if about is None or _BEYOND.search(line.folded) or line.passage.kind == "heading":
        return None
    level = next((m for m in subject.level.finditer(line.folded) if m[1] in minima), None)
    if level is None:
        return None
    if not (line.passage.location.cell or _PART.search(line.folded) or _CONFORM.search(line.folded)):
        return None
    minimum = minima[level[1]]
    start, end = min(about.start(), level.start()), max(about.end(), level.end())
    there = Line(minimum.passage, minimum.part, "", "", "", "")
    what = (
        f"Pour {subject.name}, « {said(line, start, end)} » est noté ({place(line)}) et déjà imposé "
        f"({place(there)}), sans "
        "rien au-delà."
    )
    return Finding(what, (line.quote(start, end), minimum))
