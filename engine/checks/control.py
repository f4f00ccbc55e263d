"""A figure that is required and that nothing in the dossier checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausier.engine.checks.around import ESTATE, place, said, sentences
from clausier.engine.checks.check import Check, Finding
from clausier.engine.lines import Line
from clausier.engine.reading import Reading


@dataclass(frozen=True, slots=True)
class _Subject:
    """A requirement with its figure, and the words by which the rest of the dossier would speak of it."""

    name: str
    words: tuple[str, ...]
    required: re.Pattern[str]


def _subject(name: str, words: str, required: str) -> _Subject:
    return _Subject(name, tuple(words.split("|")), re.compile(required))


_PERCENT = r"\d{1,3}(?:[.,]\d+)? ?%"
_SUBJECTS = (
    _subject(
        "accessibilité",
        "rgaa|accessib",
        rf"\b(?:rgaa|accessibilite)\b[^.;]{{0,120}}{_PERCENT}|{_PERCENT}[^.;]{{0,120}}\b(?:rgaa|accessibilite)\b",
    ),
    _subject(
        "disponibilité",
        "disponib|niveau de service|niveaux de service",
        r"\bdisponib\w+\b[^.;]{0,80}\b9\d(?:[.,]\d+)? ?%|\b9\d(?:[.,]\d+)? ?%[^.;]{0,60}\bdisponib\w+",
    ),
    _subject(
        "insertion",
        "insertion",
        r"\binsertion\b[^.;]{0,120}\b\d{2,5} ?heures?|\b\d{2,5} ?heures?\b[^.;]{0,60}\binsertion\b",
    ),
    _subject(
        "réemploi et reconditionné",
        "recondition|reemploi|recycl",
        rf"{_PERCENT}[^.;]{{0,100}}\b(?:reconditionne\w*|reemploi|recycle\w*)|\b(?:reconditionne\w*|reemploi|"
        rf"recycle\w*)\b[^.;]{{0,80}}{_PERCENT}",
    ),
    _subject(
        "énergie de l'hébergement",
        "pue|energie",
        r"\bpue\b[^.;]{0,60}\b[1-3][.,]\d|\benergies? renouvelables?\b[^.;]{0,60}\d ?%",
    ),
    _subject("écoconception", "rgesn|eco-conception|ecoconception", r"\brgesn\b[^.;]{0,100}\d{1,3} ?(?:%|criteres)"),
)
_MUST = re.compile(
    r"\b(?:doi(?:t|vent)|devra|devront|au (?:moins|minimum)|minimum|minimale?|respecte\w*|garanti\w*|"
    r"s'engage\w*|est tenu|"
    r"atteint|a minima|est de|realise|reserve|superieure?|inferieure?|fournit|livre)\b"
)
_CONTROL = re.compile(
    r"\b(?:control\w+|verif\w+|audit\w*|preuves?|prouv\w+|justifi\w+|attest\w+|rapports?|bilans?|"
    r"tableaux? de bord|mesur\w+|"
    r"indicateurs?|recette|constat\w*|proces[- ]verb\w+|penalit\w+|declarations?|certific\w+|supervis\w+|suivi\w*|"
    r"comptes?[- ]rendus?|reporting|releves?|evalu\w+|tests?|statistiques?|transm\w+|remet\w*|remis\w*|communiqu\w+|"
    r"factures?|bordereaux?|sanction\w*|resili\w+|calcul\w*|publi\w+|demontr\w+|essais?|etats? mensuels?|grille)\b"
)
# A clause that checks every requirement at once.
_GENERAL = re.compile(
    r"\b(?:control\w+|audit\w*|verif\w+)\b[^.;]{0,100}\b(?:ensemble des|toutes? les|tous les|chaque|"
    r"chacune des|respect des|"
    r"conformite des)\b[^.;]{0,40}\b(?:obligations?|exigences?|engagements?|prestations?|stipulations?|clauses?)\b|"
    r"\b(?:chaque|toute) (?:exigence|obligation)\b[^.;]{0,120}\b(?:control|verif|prouv|constat)\w+"
)


class ClauseWithoutControl(Check):
    """A level that nobody measures is a wish; the check speaks only where the CCTP and the CCAP were both read."""

    id = "clause_without_control"
    title = "Exigence chiffrée sans contrôle"
    references = ("ccp-r2111-4", "ccp-l2112-2")
    risk = (
        "Le niveau est écrit, mais aucune pièce remise ne dit qui le constate, quand et sur quelle preuve "
        ": un manquement "
        "ne pourra être ni établi ni sanctionné."
    )
    better = "Ajoutez un contrôle (audit, mesure, bilan), sa date, la preuve à remettre et la suite donnée à un écart."
    found = (
        {
            "cctp": "# Accessibilité\n\nLe site respecte au moins 75 % des critères du RGAA.",
            "ccap": "# Durée\n\nLe marché est conclu pour deux ans.",
        },
        {
            "cctp": "# Hébergement\n\nLe taux de disponibilité est d'au moins 99,5 %.",
            "ccap": "# Paiement\n\nLe délai de paiement est de 30 jours.",
        },
        {
            "ccap": "# Insertion\n\nLe titulaire réalise au moins 300 heures d'insertion.",
            "cctp": "# Objet\n\nLe marché porte sur un site internet.",
        },
    )
    not_found = (
        {
            "cctp": "# Accessibilité\n\nLe site respecte au moins 75 % des critères du RGAA, constaté par un audit.",
            "ccap": "# Durée\n\nLe marché est conclu pour deux ans.",
        },
        {
            "cctp": "# Accessibilité\n\nLe site respecte au moins 75 % des critères du RGAA.",
            "ccap": "# Pénalités\n\nUne pénalité de 200 € est due par critère du RGAA non respecté.",
        },
        {"cctp": "# Hébergement\n\nLe taux de disponibilité est d'au moins 99,5 %."},
        {
            "cctp": "# Hébergement\n\nLe taux de disponibilité est d'au moins 99,5 %.",
            "ccap": "# Contrôle\n\nL'acheteur contrôle à tout moment le respect de toutes les obligations "
            "du titulaire.",
        },
        {
            "cctp": "# Hébergement\n\nLe taux de disponibilité est d'au moins 99,5 %.\n\nIl est mesuré chaque mois.",
            "ccap": "# Durée\n\nLe marché est conclu pour deux ans.",
        },
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        if not {"cctp", "ccap"} <= set(reading.dossier.parts) or any(line.part is None for line in reading.lines[:1]):
            return
        general: bool | None = None
        for subject in _SUBJECTS:
            ranks = [rank for rank in reading.holding(*subject.words) if reading.lines[rank].passage.kind != "heading"]
            required = next(_required(reading, subject, ranks), None)
            if required is None or any(_checked(reading, rank) for rank in ranks):
                continue
            if general is None:
                general = _general(reading)
            if not general:
                line, start, end = required
                what = f"Rien ne contrôle ce niveau ({subject.name}, {place(line)}) : « {said(line, start, end)} »."
                yield Finding(what, (line.quote(start, end),))


def _required(reading: Reading, subject: _Subject, ranks: list[int]) -> Iterator[tuple[Line, int, int]]:
    for rank in ranks:
        line = reading.lines[rank]
        if line.part not in ("cctp", "ccap") or ESTATE.search(line.above):
            continue
        for first, last in sentences(line.folded):
            words = line.folded[first:last]
            if subject.required.search(words) and _MUST.search(words):
                yield line, first, last


def _checked(reading: Reading, rank: int) -> bool:
    """Whether a line that speaks of the subject, or one next to it under the same headings, tells of a control."""
    line = reading.lines[rank]
    near = reading.lines[max(0, rank - 1) : rank + 4]
    same = [n for n in near if n.above == line.above and n.passage.document == line.passage.document]
    return bool(_CONTROL.search(line.above)) or any(_CONTROL.search(n.folded) for n in same)


def _general(reading: Reading) -> bool:
    if reading.hinted("unverifiable_wording", "verifiable", "present"):
        return True
    ranks = reading.holding("obligation", "exigence", "engagement", "prestation", "stipulation", "clause")
    return any(_GENERAL.search(reading.lines[rank].folded) for rank in ranks)
