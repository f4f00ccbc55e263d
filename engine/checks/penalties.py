"""Penalties announced without an amount, a formula or a fact that sets them off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import after, before, place, said, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

_ANNOUNCED = re.compile(
    r"\bpenalites? (?:financieres? )?(?:pourr\w+|peu(?:t|vent)|ser(?:a|ont)|s'appliqu\w+|est|sont) ?(?:etre |due|"
    r"appliqu|exig|prononc|encouru|inflig|factur|reten)?\w*|"
    r"\b(?:sous peine d|s'expose\w* (?:a d|aux? )|passibles? d|donner\w* lieu (?:a|aux?)(?: d)?|"
    r"entrain\w+ (?:l'application )?d|engendr\w+ d|encour\w+ d|appliquer\w* d|l'application d|f(?:aire|"
    r"era|ont|eront|asse) l'objet d|soumis\w* a d)"
    r"(?:e |es |')?(?:la |l'application de |une )?penalites?\b"
)
_MEASURE = re.compile(
    r"\d ?(?:€|euros?|%|eur\b)|\bpour ?mille\b|\b1 ?/ ?\d|\bp ?= ?|\bformule|\bcalcul|\bmontants?\b|\bforfait|\bbareme|"
    r"\bselon les modalites\b|\btaux\b"
)
_ELSEWHERE = re.compile(
    r"\barticles?\b|\bannexes?\b|\bccap\b|\bccag\b|\bccp\b|\bc\.c\.a\.[pg]|\btableau|\bci-(?:dessous|dessus|apres)\b|"
    r"\bsuivante?s?\b|\bprevue?s?\b|\bdefinie?s?\b|\bchapitre\b|\bparagraphe\b|\bacte d'engagement\b|\bcontrat\b|"
    r"\bclauses administratives\b|\bau marche\b|\bfixee?s?\b|\bmentionnee?s?\b|\bindiquee?s?\b"
)
_NONE = re.compile(r"\b(?:sans|aucune?|pas (?:de|lieu)|exoner\w+|plafon\w+|mise en demeure|deduites?|notifi)\b")
_DELAY = re.compile(r"\bretards?\b|\bdelais?\b")
_AMOUNT = re.compile(r"\d ?(?:€|euros?|eur\b)|\b1 ?/ ?\d{3}|\bpour ?mille\b|\d ?%|\bp ?= ?\S|\bcalcul\w*|\bmontants?\b")
_NEAR = 10  # lines around an announcement in which its amount is looked for, where they speak of penalties
_AFTER = 3  # lines after it, whatever they speak of


class PenaltyWithoutMeasure(Check):
    """A penalty needs a fact, an amount or a formula: nobody can apply the others, and a judge may set them aside."""

    id = "penalty_without_measure"
    title = "Pénalité sans montant ni fait générateur"
    references = ("ccag-tic-art14", "ccp-r2112-2")
    risk = (
        "Sans montant, formule ni fait qui la déclenche, la pénalité ne peut pas être appliquée ; le CCAG-TIC ne règle "
        "que les retards."
    )
    better = (
        "Écrivez le manquement, la façon de le constater et le montant : « 100 € par jour de retard et par document »."
    )
    found = (
        {"ccap": "# Sanctions\n\nEn cas de mauvaise exécution, des pénalités pourront être appliquées."},
        {"ccap": "# Qualité\n\nLe titulaire s'expose à des pénalités en cas de manquement à ses obligations."},
        {"ccap": "# Réunions\n\nToute absence en réunion fera l'objet de pénalités."},
        {
            "cctp": "# Qualité\n\nTout manquement aux niveaux de service entraîne des pénalités.",
            "ccap": "# Durée\n\nLe marché est conclu pour deux ans.",
        },
    )
    not_found = (
        {"ccap": "# Sanctions\n\nEn cas de document absent, une pénalité de 100 € est appliquée par jour."},
        {
            "ccap": "# Sanctions\n\nDes pénalités pourront être appliquées.\n\nLa pénalité est calculée "
            "ainsi : P = V / 1000."
        },
        {"cctp": "# Qualité\n\nTout manquement aux niveaux de service entraîne des pénalités."},
        {"cctp": "# Qualité\n\nDes pénalités seront appliquées selon le CCAP."},
        {
            "cctp": "# Qualité\n\nTout manquement entraîne des pénalités.",
            "ccap": "# Pénalités\n\nChaque manquement aux niveaux de service donne lieu à une pénalité de 50 €.",
        },
        {"ccap": "# Retards\n\nLe CCAG-TIC s'applique.\n\nEn cas de retard, des pénalités pourront être appliquées."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        ranks = reading.holding("penalite")
        if not ranks:
            return
        measured = {
            line.part
            for rank in ranks
            for line in _section(reading, rank)
            if line.part == "ccap" and _AMOUNT.search(line.folded)
        }
        parts = set(reading.dossier.parts)
        book = bool(reading.holding("ccag"))
        known: dict[int, bool] = {}
        for rank in ranks:
            line = reading.lines[rank]
            # The amount may stand in a CCAP that was not handed in, or in one that was.
            if line.part not in ("ccap", "cctp") or (
                line.part == "cctp" and ("ccap" not in parts or "ccap" in measured)
            ):
                continue
            match = _ANNOUNCED.search(line.folded)
            if match is None or line.passage.kind == "heading":
                continue
            first, last = sentence(line.folded, *match.span())
            words = line.folded[first:last]
            if _NONE.search(words) or _ELSEWHERE.search(words) or _MEASURE.search(line.folded):
                continue
            if book and _DELAY.search(words):
                continue  # article 14 of the CCAG has a formula of its own for delays
            if any(_settled(near, known) for near in _penal(reading, rank)):
                continue
            what = f"Pénalité annoncée sans montant ni formule ({place(line)}) : « {said(line, first, last)} »."
            yield Finding(what, (line.quote(first, last),))


def _settled(line: Line, known: dict[int, bool]) -> bool:
    """Whether a line gives an amount or sends to one; `known` keeps what was found, since neighbours are shared."""
    if id(line) not in known:
        known[id(line)] = bool(_AMOUNT.search(line.folded) or _ELSEWHERE.search(line.folded))
    return known[id(line)]


def _section(reading: Reading, rank: int) -> list[Line]:
    """A line that speaks of penalties and those after it, under the same headings."""
    line = reading.lines[rank]
    return [line, *(n for n in after(reading, rank, _AFTER) if n.above == line.above)]


def _penal(reading: Reading, rank: int) -> list[Line]:
    """What follows under the same headings, and the lines around that speak of penalties."""
    line = reading.lines[rank]
    around = [*before(reading, rank, _NEAR), *after(reading, rank, _NEAR)]
    close = {id(n) for n in after(reading, rank, _AFTER)}
    return [n for n in around if n.above == line.above and ("penalite" in n.folded or id(n) in close)]
