"""The French words for the codes of the engine, as a buyer reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

STRENGTH: Final = {
    "mandatory": "obligatoire",
    "comply_or_explain": "à respecter ou à justifier",
    "recommended": "recommandé",
}
AMBITION: Final = {"baseline": "socle", "advanced": "avancée", "exemplary": "exemplaire"}
STATUS: Final = {
    "draft": "brouillon",
    "review": "en relecture",
    "stable": "stable",
    "deprecated": "déconseillé",
    "withdrawn": "retiré",
}
ROLE: Final = {
    "buyer_duty": "obligation de l'acheteur",
    "supplier_duty": "obligation du titulaire",
    "comply_or_explain": "à respecter ou à justifier",
    "method": "méthode",
    "contractual_choice": "choix contractuel",
}
CONFIDENCE: Final = {
    "high": "élevée : texte officiel lu, ou deux sources concordantes",
    "medium": "moyenne : une seule source secondaire",
    "low": "faible : non vérifié",
}
EFFECT: Final = {
    "technical_specification": "spécification technique",
    "performance_condition": "condition d'exécution",
    "contract_term": "stipulation du contrat",
    "award_criterion": "critère d'attribution",
    "selection_condition": "condition de participation",
    "variant_minimum": "exigence minimale des variantes",
    "allotment": "allotissement",
    "price_item": "ligne de prix",
    "information": "information",
}
CONTROL_BY: Final = {"buyer": "l'acheteur", "supplier": "le titulaire", "third_party": "un tiers"}
CONTROL_STAGE: Final = {
    "tender": "à la remise de l'offre",
    "award": "à l'attribution",
    "acceptance": "à l'admission",
    "performance": "pendant l'exécution",
    "yearly": "chaque année",
    "end": "en fin de marché",
}
DUTY_STAGE: Final = {
    "before_launch": "avant le lancement",
    "consultation": "pendant la consultation",
    "award": "à l'attribution",
    "after_award": "après l'attribution",
    "after_acceptance": "après l'admission",
    "performance": "pendant l'exécution",
    "end": "en fin de marché",
    "yearly": "chaque année",
}
BINDS: Final = {"buyer": "l'acheteur", "supplier": "le titulaire"}
USE: Final = {
    "score": "notée",
    "compliance": "à respecter, jamais notée",
    "information": "pour information, jamais notée",
}
ANSWER: Final = {
    "choice": "un choix",
    "number": "un nombre",
    "date": "une date",
    "text": "un texte",
    "boolean": "oui ou non",
    "table": "un tableau",
}
MEANS: Final = {
    "present": "le sujet est abordé",
    "verifiable": "exigence vérifiable",
    "weak": "exigence faible",
    "outdated": "référence dépassée",
    "contradicts": "contradiction",
    "risk": "risque juridique",
}
# Of a review: its verdicts, and what makes one weak; of answers: where a question stands.
VERDICT: Final = {
    "satisfied": "couvert",
    "weak": "faible",
    "missing": "absent",
    "not_applicable": "sans objet",
    "cannot_evaluate": "impossible à évaluer",
}
VERDICTS: Final = VERDICT | {
    "satisfied": "couverts",
    "weak": "faibles",
    "missing": "absents",
    "cannot_evaluate": "impossibles à évaluer",
}
REASON: Final = {
    "": "",
    "unverifiable": "rien de vérifiable",
    "outdated": "rédaction ou référence dépassée",
    "contradicted": "affaibli par une autre phrase",
    "incomplete": "incomplet",
    "other_words": "reconnu à ses mots, à relire",
    "blank": "un blanc reste à remplir",
    "options": "aucune option n'est retenue",
    "annex_absent": "l'annexe annoncée n'est pas remise",
    "part_absent": "pièce non remise",
    "does_not_apply": "hors du champ de l'achat",
    "beyond_ambition": "au-delà de l'ambition choisie",
    "outside_profile": "hors du profil",
}
# The same reasons in a sentence, where there is room for one.
EXPLAINED: Final = REASON | {
    "unverifiable": "le dossier en parle, sans rien que l'on puisse contrôler",
    "outdated": "ce qui est écrit repose sur une référence ou une rédaction dépassée",
    "contradicted": "une autre phrase du dossier affaiblit ce qui est demandé",
    "incomplete": "le dossier n'en dit qu'une partie",
    "part_absent": "la pièce où on l'attend n'a pas été remise",
    "does_not_apply": "l'achat n'est pas concerné",
    "beyond_ambition": "la base ne le propose qu'à une ambition plus haute que celle de l'achat",
    "outside_profile": "le profil choisi ne retient aucun critère de ce sujet",
    "other_words": "reconnu à ses mots, et non à ses termes : à relire",
}
GRAVITY: Final = {
    "procedure": "pour la procédure",
    "performance": "pour l'exécution",
    "form": "de rédaction",
}
STATE: Final = {
    "scored": "notée",
    "unanswered": "sans réponse",
    "awaits_mark": "à noter par une personne",
    "unproved": "preuve périmée",
    "met": "conforme",
    "not_met": "non conforme",
    "noted": "prise en note",
}
LAW_STATUS: Final = {
    "in_force": "en vigueur",
    "not_yet": "pas encore en vigueur",
    "repealed": "abrogé",
    "undated": "date inconnue",
}
SAFEGUARD: Final = {
    "linked_to_subject": "Lié à l'objet du marché",
    "proportionate": "Proportionné",
    "verifiable": "Vérifiable",
    "non_discriminatory": "Non discriminatoire",
}
CHANGE: Final = {
    "creation": "création",
    "major": "changement majeur",
    "minor": "ajout",
    "patch": "correction",
    "format": "format",
    "status": "statut",
}
# The heading of a tender under which an award criterion is weighed; an unknown one takes the criterion's theme.
GROUP: Final = {
    "technical_value": "Valeur technique",
    "environment": "Performance environnementale",
    "social": "Performance sociale",
    "price": "Prix ou coût",
}
RELATION: Final = {"derogates": "dérogation", "complements": "complément"}
LEVER: Final = {"commande": "commande", "offre": "offre", "usages": "usages"}


UNSAID: Final = ""  # the CCAG of a purchase that does not say which it refers to


def ccag_article(article: str, chosen: str | None = None) -> str:
    """« CCAG-TIC, article 14.1 » from `tic-14.1`; where another CCAG is chosen, what is to be looked up in it."""
    book, _, number = article.partition("-")
    if chosen == UNSAID:
        return f"CCAG-{book.upper()}, article {number}, si le marché s'y réfère"
    if chosen is None or chosen == book:
        return f"CCAG-{book.upper()}, article {number}"
    return f"CCAG-{chosen.upper()}, article qui correspond à l'article {number} du CCAG-{book.upper()} [à vérifier]"


def enumeration(words: Iterable[str], last: str = "et") -> str:
    """« a, b et c »."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def counted(number: int, singular: str, none: str = "aucun") -> str:
    """« 1 critère », « 3 critères », « aucun critère »; `none` is « aucune » for a feminine word."""
    if number == 0:
        return f"{none} {singular}"
    return f"{number} {singular}{'s' if number > 1 else ''}"


def shortened(text: str, most: int) -> str:
    """The text, or its first words, `most` characters at most before « … »."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def unit(code: str | None) -> str:
    """« € HT » from `EUR HT`."""
    return (code or "").replace("EUR", "€")
