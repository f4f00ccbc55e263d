"""What stands around some words can empty them: a heading of exclusions, a negation, what already exists.

Read on folded text, sentence by sentence. Whatever sets an occurrence aside is said by a code (`Aside`).
"""

from __future__ import annotations

import re
from typing import Literal

from clausier.engine.lines import Line

Aside = Literal["excluded", "defined", "existing", "law_list", "reply", "negated", "buyer"]

SUMMARY = 100  # characters of a line that gives a name and its value

_HEADINGS: tuple[tuple[Aside, re.Pattern[str]], ...] = (
    (
        "excluded",
        re.compile(
            r"\b(?:hors (?:du )?(?:perimetre|marche|prestations?|forfait)|exclusions?|prestations? exclues?|"
            r"non comprise?s?|limites? (?:de |des )?(?:prestations?|fournitures?))\b"
        ),
    ),
    ("defined", re.compile(r"\b(?:definitions?|glossaire|lexique|terminologie|acronymes?|abreviations|sigles)\b")),
    (
        "existing",
        re.compile(
            r"\b(?:l.existant|(?:systeme|parc|site|solution|application|architecture|environnement|outil|logiciel|"
            r"infrastructure|materiel|reseau)s? (?:informatiques? )?(?:existante?s?|actuel(?:le)?s?)|etat des lieux|"
            r"situation actuelle|description de l.existant|historique du projet)\b"
        ),
    ),
    (
        "law_list",
        re.compile(
            r"\b(?:textes? (?:applicables?|de reference|reglementaires?|legislatifs?)|"
            r"cadre (?:juridique|legal|reglementaire)|references? (?:juridiques?|reglementaires?|legales?)|visas)\b"
        ),
    ),
    (
        "reply",
        re.compile(
            r"\b(?:remise|depot|envoi|transmission|presentation|formats?|signature|conditions d.envoi) "
            r"(?:electronique )?(?:et \w+ )?(?:par voie electronique )?(?:du |de |des |d.une? |de l.)?"
            r"(?:dossiers?|offres?|plis?|candidatures?|reponses?|documents?)\b|\bdematerialis\w+\b|"
            r"\bsignature electronique\b|\bcopie de sauvegarde\b|"
            r"\bdossier (?:de |des )?(?:candidature|consultation|reponse)s?\b"
        ),
    ),
)
_ASKING = ("rc", "notice")  # the parts that say how to answer: elsewhere these headings are about the service
_NEGATION = re.compile(
    r"\b(?:ne (?:sont|seront|sera|est|serait|fait|font|feront|fera|comprend|comprennent|concerne|concernent|prevoit|"
    r"prevoient|porte|portent|releve|relevent|s.applique|s.appliquent|constitue|constituent)|n.(?:est|etait|entre|"
    r"entrent|inclut|incluent|aura|ont))(?: \w+){0,2} (?:pas|point|plus|aucun\w*)\b"
    r"(?=[^.;]{0,50}\b(?:compris\w*|inclus\w*|prev\w+|demand\w+|exig\w+|requis\w*|concern\w+|partie|objet|"
    r"attendu\w*|charge|perimetre|marche|necessaire\w*|applicable\w*|impos\w+|juge\w*|note\w*|pris\w* en compte|"
    r"titulaire|prestations?|contrat|critere\w*))"
    r"|\bhors (?:du )?(?:perimetre|champ|marche|forfait)\b|\baucune? (?:exigence|obligation|prestation|clause|garantie|"
    r"critere|engagement|dispositif|action|mesure|disposition)s? (?:\w+ ){0,4}(?:n.est|ne|de|d.)"
)
# A line of a summary: « Clauses sociales : sans ».
_NONE = re.compile(r"^\W*(?:\w+\W+){1,10}?(?:sans(?: objet)?|non|neant|aucune?)\W*$")
_BUYER = re.compile(
    r"(?:^|[.;:] )(?:la|le|l.|notre|les)? ?(?:ville|commune|collectivite|region|metropole|communaute|departement|"
    r"etablissement|acheteur|ministere|syndicat|agglomeration|universite|direction|dsi|conseil \w+|centre hospitalier|"
    r"pouvoir adjudicateur)[^.;:]{0,40}\b(?:(?:a|ont|est|sont|s.est|se sont) (?:\w+ )?(?:engage\w*|adopte\w*|lance\w*|"
    r"mis\w* en (?:place|oeuvre)|dot\w+|signe\w*|inscri\w+|deploy\w+)|mene|conduit|dispose|s.appuie|utilise|exploite|"
    r"possede|organise|developpe|travaille|poursuit|accompagne)\b"
)
_END = re.compile(r"[.;!?](?= |$)")


def aside(line: Line, start: int, end: int) -> Aside | None:
    """Why the words between these offsets do not count, or None where they do."""
    for code, headings in _HEADINGS:
        if line.above and headings.search(line.above) and (code != "reply" or line.part in _ASKING):
            return code
    first, last = _sentence(line.folded, start, end)
    negation = _NEGATION.search(line.folded, first, last)
    # A signal may be about what is refused: « la consultation n'est pas allotie ».
    if negation and not (negation.start() < end and start < negation.end()):
        return "negated"
    if len(line.folded) < SUMMARY and _NONE.match(line.folded):
        return "negated"
    return "buyer" if _BUYER.search(line.folded, first, last) else None


def _sentence(folded: str, start: int, end: int) -> tuple[int, int]:
    first, last = 0, len(folded)
    for stop in _END.finditer(folded):
        if stop.start() < start:
            first = stop.end()
        elif stop.start() >= end:
            last = stop.end()
            break
    return first, last
