"""Where a clause goes in a buyer's document: under the heading that speaks of it, else at the end of the part.

Existing numbers never move: a clause is added after the last sibling, or inside the section it belongs to.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clausier.engine.dossier import Document, Passage
from clausier.engine.text import fold

_STEM = 7  # letters by which two words are the same: « accessible » and « accessibilité », not « accès »
_SHORTEST = 4
# Words that say nothing of a subject.
_EMPTY = {
    "acheteu", "article", "aucun", "aucune", "autre", "avec", "cahier", "cette", "chaque", "clause", "comme",
    "conditi", "contrat", "dans", "demande", "doit", "entre", "exigenc", "exige", "general", "leur", "marche",
    "meme", "niveau", "nouveau", "numeriq", "objet", "particu", "pendant", "pour", "presta", "prestat", "prevu",
    "prevue", "prevues", "projet", "rien", "sans", "selon", "service", "solutio", "sont", "sous", "technic", "techniq",
    "titulai", "tout", "toute", "toutes", "travaux", "vers", "offre", "dossier", "execut", "executi", "applica",
    "attendu", "relatif", "relativ", "disposi", "stipula", "besoin", "preuve", "propose", "donnee", "personne",
}  # fmt: skip
# Several words for one subject: « personnelles » is no person, and data may be open or given back as well.
_NAMES = (
    (re.compile(r"\b(?:protection des )?donnees (?:a caractere )?personnel\w*|\bprotection des donnees\b"), "rgpd"),
    (re.compile(r"\bmises? a jour\b"), "maintenance"),
)
# The stem of a subject to those of the headings under which buyers write of it.
_KIN = {"format": ("reversi",), "facture": ("paiemen", "regleme", "pri"), "localis": ("heberge", "rgpd")}
# Sections that describe, list or annex: nothing is required there.
_ASIDE = re.compile(
    r"\b(?:contexte|existant|presentation|preambule|definitions?|glossaire|lexique|sommaire|annexes?|objet|acronymes)\b"
    r"|\bliste des\b|\bdocuments? (?:contractuels|de reference)\b|\bderogations?\b"
)
_ENOUGH = 2.0  # score from which a heading is the right one
_SEEN_UNDER = 2.0  # for a passage of the criterion found under a heading
_MOST_SEEN = 4.0
_DEROGATIONS = re.compile(r"^(?:liste des |recapitulatif des )?derogations\b")
_ANNEX = re.compile(r"annexes?\b|liste des annexes")
_SIGNATURE = re.compile(
    r"(?:fait (?:a|en|le)\b|a\s*[._…]{3,}|lu et (?:approuve|accepte)|cachet\b|signatures?\b"
    r"|(?:le|pour le) (?:titulaire|candidat|pouvoir adjudicateur|representant)\b[^.;]{0,40}$|l'acheteur\s*[,:]?$)"
)
_LAST = 25  # passages among which signatures stand
_NUMBERED = re.compile(
    r"(?P<word>(?:article|art\.|chapitre|section)\s+(?:n°\s*)?)?"
    r"(?P<number>(?:\d{1,3}|(?-i:[IVX]{1,6})|(?-i:[A-Z])(?=\s*[.)/–—-]))(?:[.-]\d{1,3})*)"
    r"(?P<tail>\s*[.):/–—-]+\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"[IVX]+")
_ROMAN_PARTS = ((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class Place:
    """Before a passage, at the end of the part where there is none.

    `model` is the heading to look like; where no heading has that `level` yet, `parent` is the one above. `number` is
    typed before the title, « Article 7 – », where headings are numbered by hand.
    """

    before: Passage | None
    model: Passage | None
    parent: Passage | None
    level: int
    number: str


def stems(text: str) -> frozenset[str]:
    """The words that say something, cut to their first letters."""
    folded = fold(text)
    for pattern, name in _NAMES:
        folded = pattern.sub(name, folded)
    words = (word for word in re.findall(r"[a-z]+", folded) if len(word) >= _SHORTEST)
    return frozenset(_stem(word.rstrip("sx")) for word in words) - _EMPTY


def _stem(word: str) -> str:
    return word if word in _EMPTY else word[:_STEM]


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int  # index among the passages of the body
    passage: Passage
    level: int
    stems: frozenset[str]
    aside: bool


class Places:
    """The sections of one document, with the numbers that are given away as clauses are placed."""

    def __init__(self, document: Document) -> None:
        self._body = [p for p in document.passages if p.kind not in ("header", "footer", "note") and not p.contents]
        self._headings = [
            _Heading(
                rank, p, p.level, stems(p.text), bool(_ASIDE.search(fold(" > ".join((*(p.headings or ()), p.text)))))
            )
            for rank, p in enumerate(self._body)
            if p.kind == "heading" and p.level is not None
        ]
        self._used = {number["number"] for h in self._headings if (number := _typed(h.passage))}
        self._weights = self._rarity()
        self._under = self._sections()
        self._latest: dict[str, str] = {}

    def _rarity(self) -> dict[str, float]:
        """A word of every heading tells nothing: its weight falls with the number of headings that hold it."""
        counts = Counter(stem for heading in self._headings for stem in heading.stems)
        total = len(self._headings)
        return {stem: min(1.0, math.log((1 + total) / count) / math.log(4)) for stem, count in counts.items()}

    def _sections(self) -> dict[int, int]:
        """The rank among the passages of the document, to the innermost heading above."""
        under: dict[int, int] = {}
        index = -1
        ranks = {heading.rank: i for i, heading in enumerate(self._headings)}
        for rank, passage in enumerate(self._body):
            index = ranks.get(rank, index)
            if index >= 0:
                under[passage.location.paragraph] = index
        return under

    def place(self, words: Mapping[str, int], seen: Sequence[Passage]) -> Place:
        """The place of a clause: `words` are texts that tell its subject and their weight, `seen` where it is met."""
        index = self._best(words, seen)
        return self._at_end() if index is None else self._inside(index)

    def _best(self, words: Mapping[str, int], seen: Sequence[Passage]) -> int | None:
        wanted: dict[str, int] = {}
        for text, weight in words.items():
            for stem in stems(text):
                wanted[stem] = max(weight, wanted.get(stem, 0))
        for stem, weight in list(wanted.items()):
            for kin in _KIN.get(stem, ()):
                wanted.setdefault(kin, weight)
        met = Counter(self._under[p.location.paragraph] for p in seen if p.location.paragraph in self._under)
        scores: list[tuple[float, int]] = []
        for index, heading in enumerate(self._headings):
            if heading.aside or not heading.stems:
                continue
            common = sum(wanted[stem] * self._weights[stem] for stem in heading.stems & wanted.keys())
            score = common / math.sqrt(len(heading.stems)) + min(_SEEN_UNDER * met[index], _MOST_SEEN) * bool(common)
            # Without a word in common, only where the subject is met there several times and nowhere else.
            if score >= _ENOUGH or 1 < met[index] == met.total():
                scores.append((score, -index))
        return -max(scores)[1] if scores else None

    def _inside(self, index: int) -> Place:
        heading = self._headings[index]
        end = self._end(index)
        children = [h for h in self._headings[index + 1 : end] if not h.aside]
        if children:
            level = min(child.level for child in children)
            last = [child for child in children if child.level == level][-1]
            return Place(self._closed_by(end), last.passage, heading.passage, level, self._after(last))
        is_last = end == len(self._headings) or self._headings[end].level < heading.level
        numbered = heading.passage.label is not None or _typed(heading.passage) is not None
        if heading.level > self._top() and (is_last or not numbered):
            return Place(self._closed_by(end), heading.passage, None, heading.level, self._after(heading))
        # A new section inside: existing numbers do not move.
        models = [h for h in self._headings if h.level == heading.level + 1 and not h.aside]
        model = min(models, key=lambda h: abs(h.rank - heading.rank)) if models else None
        number = self._first_inside(heading, model)
        look = model.passage if model else None
        return Place(self._closed_by(end), look, heading.passage, heading.level + 1, number)

    def _closed_by(self, end: int) -> Passage | None:
        return self._headings[end].passage if end < len(self._headings) else self._closing()

    def _end(self, index: int) -> int:
        """The index of the heading that closes a section."""
        level = self._headings[index].level
        following = range(index + 1, len(self._headings))
        return next((i for i in following if self._headings[i].level <= level), len(self._headings))

    def _top(self) -> int:
        """The outermost level that has several headings: the title of a document is alone on its own."""
        counts = Counter(heading.level for heading in self._headings)
        return min((level for level, count in counts.items() if count > 1), default=1)

    def _at_end(self) -> Place:
        top = [h for h in self._headings if h.level == self._top() and not _ANNEX.match(_title(h.passage))]
        model = top[-1] if top else None
        look, number = (model.passage, self._after(model)) if model else (None, "")
        # By custom the list of derogations comes last; where articles bear numbers, none may move.
        if len(top) > 1 and not number and look and look.label is None and _DEROGATIONS.search(_title(look)):
            return Place(look, top[-2].passage, None, self._top(), "")
        return Place(self._closing(), look, None, self._top(), number)

    def _closing(self) -> Passage | None:
        """The first passage of the annexes or signatures that end a document."""
        chapters = [h.rank for h in self._headings if h.level <= self._top() and not _ANNEX.match(_title(h.passage))]
        after = chapters[-1] + 1 if chapters else 0
        for heading in self._headings:
            if heading.rank >= after and heading.level <= self._top() and _ANNEX.match(_title(heading.passage)):
                return heading.passage
        for passage in self._body[max(after, len(self._body) - _LAST) :]:
            if passage.kind != "heading" and _SIGNATURE.match(fold(passage.text).strip()):
                return passage
        return None

    # Typed numbers

    def _after(self, heading: _Heading) -> str:
        """« 7.3 » after « 7.2 », « 7.4 » if asked again."""
        typed = _typed(heading.passage)
        if typed is None:
            return ""
        number = self._latest.get(typed["number"], typed["number"])
        while number in self._used:
            number = _next(number)
        self._used.add(number)
        self._latest[typed["number"]] = number
        return f"{typed['word'] or ''}{number}{typed['tail']}"

    def _first_inside(self, heading: _Heading, model: _Heading | None) -> str:
        """« 7.1 » under « 7. », printed as the numbers of its level are."""
        typed = _typed(heading.passage)
        like = _typed(model.passage) if model else None
        if typed is None or (model is not None and like is None):
            return ""
        number = f"{typed['number']}.1"
        while number in self._used:
            number = _next(number)
        self._used.add(number)
        return f"{(like['word'] if like else '') or ''}{number}{like['tail'] if like else ' '}"


def _typed(passage: Passage) -> re.Match[str] | None:
    """The number that a heading is printed with, where it stands in its text."""
    return None if passage.label is not None else _NUMBERED.match(passage.text)


def _title(passage: Passage) -> str:
    return fold(passage.text).strip()


def _path(passage: Passage) -> str:
    return fold(" > ".join((*(passage.headings or ()), passage.text)))


def _next(number: str) -> str:
    before, mark, last = re.match(r"(.*?)([.-]?)([^.-]*)$", number).groups()  # type: ignore[union-attr]
    return f"{before}{mark}{_following(last)}"


def _following(last: str) -> str:
    if last.isdigit():
        return str(int(last) + 1)
    if _ROMAN.fullmatch(last):
        return _roman(_value(last) + 1)
    return chr(ord(last[0]) + 1) if len(last) == 1 and last.upper() != "Z" else f"{last}1"


def _value(roman: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in roman]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN_PARTS:
        while number >= value:
            text, number = text + letters, number - value
    return text
