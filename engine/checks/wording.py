"""Wording that nobody can verify."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import ESTATE, next_line, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.reading import Reading
from clausier.engine.signals import Hint

_LEVEL = re.compile(r"\d ?(?:%|secondes?|s\b|minutes?|h\b|heures?|jours?|mois\b|ans?\b|clics?|etapes?|points?)")
_MEASURES = re.compile(r"\b(?:mesur\w+|verifi\w+|constat\w+|soit|a savoir|c'est-a-dire|au (?:moins|plus)|minim\w+)\b")
# What is asked of nobody: a question, a study in course, what the buyer will look at, the instruction of a model.
_NO_DEMAND = re.compile(
    r"\?\W*$|^\W*quel(?:le)?s? |\bpuisse(?:nt)? apprecier\b|\ben cours d'etude\b|^\W*description des? mesures\b|"
    r"\b(?:sera|seront) apprecie"
)


# « utiliser dès que possible les fonctions natives »: where it can be done, not soon.
_NO_DELAY = re.compile(
    r"\b(?:utilis\w+|privilegi\w+|recour\w+|favoris\w+|factoris\w+|mutualis\w+|reutilis\w+|automatis\w+|emplo\w+)"
    r"[^.;]{0,20}\bdes que possible\b|\bdes que possible\b[^.;]{0,20}\b(?:utilis\w+|privilegi\w+|reutilis\w+|"
    r"mutualis\w+)"
)


class UnverifiableWording(Check):
    """A specification is precise enough to be verified (R. 2111-4): a level, a control, a proof."""

    id = "unverifiable_wording"
    title = "Exigence invérifiable"
    references = ("ccp-r2111-4", "ccp-l2152-8")
    risk = (
        "Personne ne peut dire si l'offre ou la prestation respecte ces mots : ils ne départagent pas les offres et ne "
        "fondent ni réserve ni pénalité."
    )
    better = "Écrivez un niveau chiffré, la façon de le contrôler et la preuve à remettre."
    found = (
        {"cctp": "# Interface\n\nLa solution doit être simple, ergonomique et intuitive."},
        {"cctp": "# Qualité\n\nLe titulaire apportera un soin particulier à la rédaction des documents."},
        {"rc": "# Critères\n\nPertinence de la méthodologie et clarté du mémoire."},
    )
    not_found = (
        {"cctp": "# Interface\n\nUne demande se dépose en 5 étapes au plus."},
        {"cctp": "# Maquettes\n\nLes écrans sont joints afin que la ville puisse apprécier leur aspect ergonomique."},
        {"cctp": "# Développements\n\nLe titulaire doit utiliser dès que possible les fonctions natives de la base."},
        {"cctp": "# Questions\n\nQuelle solution est la plus simple et intuitive ?"},
        {"cctp": "# État des lieux\n\nL'interface doit être ergonomique et intuitive."},
        {
            "cctp": "# Interface\n\nLa solution doit être ergonomique et intuitive :\n\n"
            "au moins 90 % des agents réussissent les essais, constaté par un procès-verbal."
        },
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        kept: set[int] = set()
        for hint in reading.hinted(self.id, "risk", "contradicts"):
            rank = reading.rank(hint.passage)
            if rank is None or rank in kept:
                continue
            line = reading.lines[rank]
            first, last = sentence(line.folded, hint.start, hint.end)
            if ESTATE.search(line.above) or _NO_DEMAND.search(line.folded[first:last]) or _level_next(reading, hint):
                continue
            soon = "des que possible" in line.folded[hint.start : hint.end]
            if soon and _NO_DELAY.search(line.folded[first:last]):
                continue
            kept.add(rank)
            yield Finding(hint.signal.message, (hint,))


def _level_next(reading: Reading, hint: Hint) -> bool:
    """A wish that ends with a colon, and the line after gives its level."""
    rank = reading.rank(hint.passage)
    if rank is None or not reading.lines[rank].folded.rstrip().endswith(":"):
        return False
    following = next_line(reading, rank)
    return following is not None and bool(_LEVEL.search(following.folded) and _MEASURES.search(following.folded))
