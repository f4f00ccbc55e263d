"""The environmental award criterion that the code asks for since 21 August 2026: absent, or empty."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import said
from clausier.engine.checks.award_items import PRICE, award_lines, awards
from clausier.engine.checks.check import Check, Finding
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

LAW = "ccp-r2152-7"
_TOPIC = "environmental_award_criterion"
_GREEN = re.compile(
    r"environnement|ecolog|carbone|durab|energ|climat|sobri|eco-?conc|eco-?conception|recycl|reemploi|reconditionn|"
    r"repara|cycle de vie|cout global|gaz a effet|dechet|pollu|rse\b|vert\b|eco-?respons|numerique responsable"
)
_WHOLE_COST = re.compile(r"\bcouts? globa\w+|\bcycle de vie\b")
_WEIGHT = re.compile(r"\d ?(?:%|points?\b|pts\b)|/ ?100\b")
_ELSEWHERE = re.compile(
    r"\bcriteres?\b[^.;]{0,80}\b(?:figur\w+|indiqu\w+|precis\w+|enonc\w+|annonc\w+|fix\w+|detaill\w+|"
    r"defini\w*)[^.;]{0,40}"
    r"\b(?:avis|aapc|annexe|lettre de consultation|invitation|acte)\b"
)
_CRITERION = re.compile(
    r"\b(?:critere|sous-critere)\b[^.;]{0,60}(?:environnement|developpement durable|ecolog)|"
    r"(?:environnement\w*|developpement durable)[^.;]{0,60}(?:\d ?%|\d ?points?)|"
    r"^\W*(?:\d[.)] ?)?(?:performances?|qualites?|valeur|protection de l'environnement|developpement durable|"
    r"environnement)\b[^.;]{0,80}(?:environnement|durable|ecolog)|^\W*(?:\d[.)] ?)?(?:protection de l'environnement|"
    r"developpement durable|environnement)\b"
)
_LAW_ONLY = re.compile(
    r"\b(?:respect|conformite|application|prise en compte|connaissance|attestation)\b[^.;]{0,60}"
    r"\b(?:reglementations?|legislations?|lois?|normes? (?:en vigueur|obligatoires)|obligations? (?:legales?|"
    r"reglementaires?)|codes? de l'environnement|textes? en vigueur|directives?|agec|reen|deee|rohs)\b"
)
_MEASURED = re.compile(
    r"\d ?(?:ans?|mois|kwh|wh|w\b|kg|g\b|tonnes?|ko|mo|go)\b|\b(?:au-dela|indices?|bilans?|"
    r"mesures? (?:proposees|prises)|"
    r"quantit\w+|empreinte|consommations?|transports?|livraisons?|emballages?|reemploi|reconditionne\w*|duree de vie|"
    r"eco-?conception|rgesn|pieces? detachees?|reparab\w+|recycl\w+|labels?|ecolabels?|sobriete|plan|moyens|actions?|"
    r"methode|demarche|deplacements?|chiffr\w+|indicateurs?)\b"
)


class EnvironmentalCriterionAbsent(Check):
    """R. 2152-7: the price with an environmental criterion, or the whole cost; the price alone is over."""

    id = "environmental_criterion_absent"
    title = "Critère d'attribution environnemental absent"
    references = ("ccp-r2152-7", "ccp-l2152-7")
    risk = (
        "Pour les consultations lancées depuis le 21 août 2026, au moins un critère tient compte des caractéristiques "
        "environnementales de l'offre, ou le coût global les intègre : à défaut, la procédure peut être annulée."
    )
    better = (
        "Ajoutez un critère propre à l'offre, avec son poids, ses preuves et son barème : énergie mesurée, durée de "
        "support, réemploi, écoconception du service (défense et sécurité : vérifiez l'exception)."
    )
    found = (
        {"rc": "# Critères d'attribution\n\n- Prix : 60 %\n- Valeur technique : 40 %"},
        {"rc": "# Attribution\n\nL'attribution se fait sur le critère unique du prix."},
        {
            "rc": "# Jugement des offres\n\n| Critère | Pondération |\n| --- | --- |\n| Prix | 60 % |\n"
            "| Qualité technique | 40 % |"
        },
    )
    not_found = (
        {"rc": "# Critères\n\n- Prix : 60 %\n- Technique : 30 %\n- Performance environnementale : 10 %"},
        {"cctp": "# Critères\n\n- Prix : 60 %\n- Valeur technique : 40 %"},
        {"rc": "# Critères\n\nLe coût global, énergie comprise, est le critère unique.\n\n- Coût : 100 %"},
        {"rc": "# Critères\n\nLes critères sont indiqués dans l'avis de marché."},
        {
            "rc": "# Critères\n\n- Prix : 60 %\n- Technique : 40 %\n\nLa note technique comprend la sobriété de la "
            "solution."
        },
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        if reading.law.in_force(LAW, reading.as_of) is not True:
            return
        alone = [hint for hint in reading.hinted(_TOPIC, "contradicts") if hint.part in ("rc", "notice")]
        if alone:
            for hint in alone:
                yield Finding(hint.signal.message, (hint,))
            return
        if reading.hinted(_TOPIC, "verifiable", "present", "risk", "weak"):
            return
        lines = award_lines(reading)
        items = [item for award in awards(reading) for item in award.items]
        named = [item for item in items if item.depth == 0]
        if len(named) < 2 or not any(PRICE.search(item.name) for item in named):
            return
        if any(_GREEN.search(line.folded) or _ELSEWHERE.search(line.folded) for line in lines):
            return
        names = ", ".join(f"« {said(item.line, 0, item.start, 40)} »" for item in named[:4])
        yield Finding(
            f"Les critères d'attribution ({names}) ne comprennent rien sur l'environnement.",
            tuple(item.line.quote() for item in named),
        )


class EnvironmentalCriterionEmpty(Check):
    """What the law asks of everyone parts no offer from another."""

    id = "environmental_criterion_empty"
    title = "Critère environnemental sans contenu"
    references = ("ccp-r2152-7", "ccp-l2152-8")
    risk = (
        "Noter le seul respect de la loi, que toute offre doit à l'acheteur, ne départage rien : le critère peut être "
        "tenu pour absent (à vérifier, aucune décision n'a été lue sur ce point)."
    )
    better = "Notez ce qui dépasse la loi : une quantité, une preuve, un barème, propres aux prestations du marché."
    found = (
        {
            "rc": "# Critères\n\n- Prix : 60 %\n- Critère environnemental : respect de la réglementation "
            "en vigueur (40 %)"
        },
        {"rc": "# Critères\n\n- Prix : 60 %\n- Environnement : conformité aux lois AGEC et REEN (40 %)"},
        {
            "rc": "# Jugement des offres\n\n| Critère | Poids |\n| --- | --- |\n| Prix | 70 % |\n"
            "| Performance environnementale : respect des obligations légales | 30 % |"
        },
    )
    not_found = (
        {"rc": "# Critères\n\n- Prix : 60 %\n- Critère environnemental : durée de vie au-delà de la loi (40 %)"},
        {"rc": "# Critères\n\n- Critère environnemental (40 %) : respect de la réglementation et bilan des livraisons"},
        {"cctp": "# Environnement\n\nCritère environnemental : respect de la réglementation en vigueur."},
        {"rc": "# Critères\n\n- Prix : 60 %\n- Qualité technique : respect de la réglementation en vigueur (40 %)"},
        {"rc": "# Objet\n\nLe titulaire assure le respect de la réglementation environnementale."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        if reading.law.in_force(LAW, reading.as_of) is not True:
            return
        lines = award_lines(reading)
        for rank, line in enumerate(lines):
            marked = _WEIGHT.search(line.folded) or "critere" in line.folded or line.passage.location.cell
            if not marked or not _CRITERION.search(line.folded):
                continue
            told = [line, *_definition(lines, rank)]
            match = next((found for near in told if (found := _LAW_ONLY.search(near.folded))), None)
            if match is None or any(_MEASURED.search(_WEIGHT.sub("", near.folded)) for near in told):
                continue
            where = next(near for near in told if _LAW_ONLY.search(near.folded))
            yield Finding(
                f"Le critère environnemental ne note que le respect de la loi : « {said(where, *match.span())} ».",
                (where.quote(*match.span()),),
            )


def _definition(lines: list[Line], rank: int) -> list[Line]:
    """The two lines after a criterion that say what is marked, up to the next weight."""
    found = []
    for line in lines[rank + 1 : rank + 3]:
        if _WEIGHT.search(line.folded) or line.passage.location.cell is not None:
            break
        found.append(line)
    return found
