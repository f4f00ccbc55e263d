"""An award criterion that marks the firm and not its offer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import before, said, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

SCORED = re.compile(
    r"\bcriteres?\b|\bjugement des offres\b|\banalyse des offres\b|\bevaluation des offres\b|\bchoix de l'offre\b|"
    r"\bponderation\b|\bnotation\b|\battribution\b"
)
CANDIDACY = re.compile(r"\bcandidatures?\b|\bcapacites?\b|\bparticipation\b|\bselection des candidats\b")
_OFFER = re.compile(r"\boffres?\b")
MARK = re.compile(r"\d ?(?:%|points?\b|pts\b)|/ ?(?:5|10|20|100)\b|\b(?:sous-?)?criteres?\b|\bnotee?s?\b|\bbareme\b")
_POLICY = re.compile(
    r"\b(?:politique|demarche|strategie|engagements?|charte|performance) (?:globale |generale )?(?:rse|societale|"
    r"(?:de )?responsabilite (?:sociale|societale)|environnementale|sociale|d'achats? responsables?|d'egalite|"
    r"de developpement durable|climat\w*)(?: et \w+)? (?:de (?:l'entreprise|la societe|l'operateur|votre \w+)|"
    r"d(?:u|es) (?:candidats?|soumissionnaires?|entreprises))|"
    r"\b(?:notation|note|evaluation|medaille|score) ecovadis\b|\becovadis\b|\bb[- ]?corp\b|\blabel lucie\b|"
    r"\blabel (?:numerique responsable|nr|egalite(?: professionnelle)?|diversite)\b|"
    r"\bpolitique (?:rse|d'insertion) (?:mise en (?:oe|œ)uvre )?(?:au sein|dans) (?:de )?(?:l'entreprise|la societe)|"
    r"\bindex (?:de l')?egalite\b|\bcriteres? (?:n. ?\d ?[:-]? ?)?rse\b|\brse d(?:e l'entreprise|u candidat)\b"
)
_THIS_CONTRACT = re.compile(
    r"\b(?:pour|dans le cadre d[eu]|lors de|appliquee?s? a|au titre d[eu]|affectee?s? (?:a|au)|executant) "
    r"(?:(?:ce|le|la|present|du|l'execution du|l'execution de) )*"
    r"(?:marche|l'accord-cadre|accord-cadre|l'execution|execution|prestations?)\b|"
    r"\bn(?:e |')(?:sont|sera|seront|est|donne\w*) pas\b|\baucun"
)


class FirmPolicyCriterion(Check):
    """A criterion bears on the offer (L. 2152-7; CE, 25 mai 2018, Nantes Métropole, n° 417580)."""

    id = "firm_policy_criterion"
    title = "Critère sur la politique générale de l'entreprise"
    references = ("ce-nantes-metropole", "ccp-l2152-7")
    risk = (
        "Noter la démarche générale de l'entreprise, la même pour tous ses marchés, est irrégulier : un critère social "
        "ou environnemental tient à l'objet du marché ou à son exécution."
    )
    better = (
        "Notez ce qui est proposé pour ce marché (appareils, service, livraison, équipe affectée), avec la preuve "
        "attendue et un barème."
    )
    found = (
        {"rc": "# Critères\n\n- Prix : 60 %\n- Politique RSE de la société : 40 %"},
        {"rc": "# Jugement des offres\n\n- Actions mises en place pour réduire l'empreinte carbone du candidat : 5 %"},
        {"rc": "# Critères d'attribution\n\n| Critère | Poids |\n| --- | --- |\n| Note EcoVadis | 10 % |"},
        {"rc": "# Critères\n\nSous-critère 2 : label Numérique Responsable"},
    )
    not_found = (
        {"rc": "# Critères\n\n- Empreinte carbone des appareils livrés : 10 %"},
        {"rc": "# Candidature\n\nPolitique RSE de la société, à titre d'information."},
        {"rc": "# Critères\n\nLa politique RSE de la société n'est pas notée."},
        {"rc": "# Critères\n\n- Actions de l'entreprise pour réduire l'énergie dans le cadre du marché : 10 %"},
        {"cctp": "# Critères\n\nLe titulaire présente la politique RSE de la société."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        kept: dict[int, Finding] = {}
        for hint in reading.hinted("environmental_award_criterion", "risk"):
            rank = reading.rank(hint.passage)
            if rank is not None and scored(reading, rank):
                kept[rank] = Finding(_what(reading.lines[rank], hint.start, hint.end), (hint,))
        for rank in reading.holding("rse", "ecovadis", "politique ", "label ", "b corp", "b-corp", "index", "charte"):
            line = reading.lines[rank]
            if line.part not in ("rc", "notice") or rank in kept:
                continue
            match = _POLICY.search(line.folded)
            if match is None or not scored(reading, rank):
                continue
            first, last = sentence(line.folded, *match.span())
            if not _THIS_CONTRACT.search(line.folded, first, last):
                kept[rank] = Finding(_what(line, *match.span()), (line.quote(*match.span()),))
        yield from (kept[rank] for rank in sorted(kept))


def scored(reading: Reading, rank: int) -> bool:
    """Whether a line of the rules of the consultation tells what offers are marked on."""
    line = reading.lines[rank]
    if CANDIDACY.search(line.above) and not _OFFER.search(line.above):
        return False
    if SCORED.search(line.above):
        return True
    if line.above:
        return False
    return any(SCORED.search(near.folded) and MARK.search(near.folded) for near in before(reading, rank, 12))


def _what(line: Line, start: int, end: int) -> str:
    return f"Ce qui est noté ici est l'entreprise, et non l'offre : « {said(line, start, end)} »."
