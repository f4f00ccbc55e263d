"""A preference for local firms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import ESTATE, said, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.checks.firm_policy import MARK, scored
from clausier.engine.reading import Reading

_FIRMS = (
    r"(?:entreprises?|societes?|prestataires?|fournisseurs?|candidats?|operateurs?(?: economiques)?|titulaire|"
    r"soumissionnaires?|pme|tpe|agences?|acteurs economiques|siege(?: social)?|etablissement|implantation)"
)
_PLACE = r"(?:territoire|departement|region|commune|agglomeration|metropole|bassin d'emploi|canton|pays)"
_TERRITORY = (
    r"(?:le |la |l'|du |de la |sur le |dans le |dans la |au sein du )?(?:territoire|departement|region|commune|"
    r"agglomeration|metropole|bassin d'emploi|communaute (?:de communes|d'agglomeration|urbaine))"
)
# What is local by its words alone.
_PLAIN = re.compile(
    r"\bpreference (?:locale|regionale|nationale|departementale)\b|"
    r"\b(?:priorite|preference|favoris\w+|privilegi\w+|avantage|bonus|reserve\w*)\b[^.;]{0,50}\b(?:entreprises?|"
    r"prestataires?|fournisseurs?|societes?|acteurs economiques|pme|tpe) (?:locaux|locales?|regiona\w+|"
    rf"de {_TERRITORY}|d{_TERRITORY})\b|"
    rf"\b{_FIRMS}\b[^.;]{{0,30}}\b(?:doi(?:t|vent)|devra|devront|est tenu\w*|obligatoire\w*|impose\w*|"
    rf"exige\w*)\b[^.;]{{0,50}}"
    r"\b(?:implante\w*|situe\w*|etabli\w*|installe\w*|domicilie\w*|localise\w*|disposer d'une (?:agence|"
    r"implantation|antenne))"
    rf"\b[^.;]{{0,30}}(?:\b(?:dans|sur|en|a moins de|dans un rayon)\b)[^.;]{{0,10}}(?:{_TERRITORY}|"
    rf"\d{{1,3}} ?(?:km|kilometres?))|"
    rf"\b(?:siege(?: social)?|agence|implantation|antenne)\b[^.;]{{0,60}}\b(?:dans un rayon de|"
    rf"a moins de) \d{{1,3}} ?(?:km|kilometres?)|"
    r"\b(?:entreprises?|prestataires?|fournisseurs?|societes?|candidats?|soumissionnaires?|offres?|pme|tpe) "
    rf"(?:locaux|locales?|regiona\w+|du {_PLACE}|(?:implante|situe|etabli|installe|domicilie)e?s? "
    rf"(?:dans |sur |en )(?:le |la |l')?{_PLACE})\b[^.;]{{0,30}}"
    r"\b(?:beneficie\w*|privilegie\w*|favorise\w*|avantage\w*|prefere\w*|prioritaires?|bonus|bonifi\w+|"
    r"(?:obtien\w+|recoi\w+|auront|ont) [^.;]{0,20}points?)\b"
)
# What is local only where it is scored.
_SCORED = re.compile(
    r"\bimplantations? (?:geographiques?|locales?|regionales?|territoriales?)\b|"
    r"\bproximite (?:geographique|de l'entreprise|du candidat|du soumissionnaire|du siege|de l'agence|"
    r"du prestataire|du titulaire)\b|"
    r"\b(?:entreprises?|prestataires?|fournisseurs?|pme|tpe) (?:locaux|locales?)\b|\bancrage (?:local|territorial)\b|"
    r"\b(?:localisation|distance) (?:geographique )?(?:du (?:candidat|siege|prestataire|titulaire)|"
    r"de l'(?:entreprise|agence)|des locaux)\b|"
    r"\bemplois? (?:locaux|local)\b|\beconomie locale\b|\bdistance (?:entre|kilometrique)\b"
)
_FREE = re.compile(
    r"\b(?:quel(?:le)?s? que soi(?:t|ent)|sans (?:condition|consideration|tenir compte|preference)|"
    r"aucune?|n'est pas|ne sont pas|"
    r"ne peu\w+|interdi\w+|ne constitue\w* pas|n'est ni|insertion|facilitateur|structures? d'insertion|usagers?|"
    r"missions? locales?|union europeenne|ue|europe|eee|france|national|francais|donnees|"
    r"prestations? de proximite|support de proximite|assistance de proximite|service de proximite|"
    r"delais? d'intervention|aides?|subventions?|sans effet)\b"
)
_NEEDLES = (
    *("implant", "localis", "situe", "etabli", "installe", "domicili", "agence", "antenne", "siege", "distance"),
    *("locaux", "locale", "local ", "proximite", "ancrage", "preference", "favoris", "privilegi", "priorite"),
)
_PLACES = (
    "local",
    "locaux",
    "territoire",
    "departement",
    "region",
    "commun",
    "agglo",
    "metropole",
    "bassin",
    "km",
    "kilom",
)


class LocalPreference(Check):
    """Equal treatment (L. 3): where a firm stands says nothing of its offer; a delay for coming on site does."""

    id = "local_preference"
    title = "Préférence locale"
    references = ("ccp-l3", "ccp-l2142-1", "ccp-l2152-7")
    risk = (
        "Exiger ou noter l'implantation d'une entreprise rompt l'égalité de traitement des candidats et peut faire "
        "annuler la procédure."
    )
    better = (
        "Demandez ce qui sert le besoin : un délai d'intervention sur site, une présence aux réunions, des livraisons "
        "groupées ; allotissez pour ouvrir le marché aux petites entreprises."
    )
    found = (
        {"rc": "# Critères\n\n- Implantation géographique du candidat : 10 %"},
        {"rc": "# Candidature\n\nLe candidat doit disposer d'une agence implantée dans le département."},
        {"cctp": "# Équipe\n\nLa préférence locale guide le choix des sous-traitants."},
        {"rc": "# Critères\n\nLes entreprises locales bénéficient de deux points supplémentaires."},
        {"rc": "# Critères\n\nLes entreprises implantées dans le département sont privilégiées."},
        {"rc": "# Jugement des offres\n\nLa proximité du siège est notée sur 5 points."},
    )
    not_found = (
        {"cctp": "# Support\n\nLe titulaire assure un support de proximité dans le département."},
        {"cctp": "# Interventions\n\nLe titulaire intervient sur site en quatre heures."},
        {"rc": "# Critères\n\nLes offres sont jugées quelle que soit l'implantation géographique du candidat."},
        {
            "rc": "# Critères\n\nLes entreprises locales peuvent concourir ; la proximité géographique n'est pas un "
            "critère."
        },
        {"cctp": "# Contexte\n\nLes entreprises locales bénéficient des aides de la ville."},
        {"rc": "# Critères\n\nLes PME locales sont favorisées par les aides de la région, sans effet sur la note."},
        {"cctp": "# Contexte\n\nLa ville soutient les entreprises locales par ses aides."},
        {"ccap": "# Insertion\n\nLe titulaire s'appuie sur les missions locales du territoire."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        for rank in reading.holding(*_NEEDLES):
            line = reading.lines[rank]
            match = _PLAIN.search(line.folded) if any(word in line.folded for word in _PLACES) else None
            first, last = sentence(line.folded, *match.span()) if match else (0, len(line.folded))
            if match is None and line.part in ("rc", "notice") and scored(reading, rank):
                listed = line.passage.kind in ("list_item", "cell") or MARK.search(line.folded)
                match = _SCORED.search(line.folded) if listed else None
            if match is None or ESTATE.search(line.above):
                continue
            if not _FREE.search(line.folded, first, last):
                told = said(line, match.start(), max(match.end(), sentence(line.folded, *match.span())[1]))
                what = f"Une entreprise est avantagée par le lieu où elle se trouve : « {told} »."
                yield Finding(what, (line.quote(*match.span()),))
