"""Texts that are repealed or superseded at the date of the review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausier.engine.checks.around import said, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.clauses import french_date
from clausier.engine.dossier import Quote
from clausier.engine.reading import Reading


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that no longer binds `since` that day. `words` are what a passage must hold, `pattern` what is quoted."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    name: str
    since: str
    instead: str


def _text(words: str, pattern: str, name: str, since: str, instead: str) -> _Text:
    return _Text(tuple(words.split("|")), re.compile(pattern), name, since, instead)


_CODE = "le code de la commande publique"
_TEXTS = (
    _text(
        "2009-546",
        r"\b(?:decret )?(?:n. ?)?2009-546\b",
        "le décret n° 2009-546",
        "2019-09-23",
        "le décret n° 2019-768 du 24 juillet 2019",
    ),
    _text(
        "rgaa",
        r"\brgaa\b(?: \(?(?:en )?|, |[^.;]{0,60} )(?:version|v\.?) ?(?:[123](?:[.-]\d)*(?: ?2017)?|4\.0)(?![\d.]*\d)|"
        r"\brgaa ?(?:v\.? ?)?(?:[23](?:\.\d)?|4\.0)(?![\d.]*\d)",
        "une ancienne version du RGAA",
        "2023-04-18",
        "le RGAA 4.1.2",
    ),
    _text("rgaa", r"\bversion 4\.0\b", "la version 4.0 du RGAA", "2023-04-18", "le RGAA 4.1.2"),
    _text(
        "rgesn",
        r"\brgesn\b[^.;]{0,50}\b(?:2022|79 criteres)\b|\b79 criteres\b[^.;]{0,50}\brgesn\b",
        "le RGESN de 2022",
        "2024-05-17",
        "le RGESN de 2024 et ses 78 critères",
    ),
    _text(
        "2009",
        r"\bccag\b[^.;]{0,80}\b(?:19 janvier|8 septembre|16 septembre) 2009\b|"
        r"\bccag[ /-]?(?:tic|fcs|pi|travaux|mi)? (?:de )?2009\b|"
        r"\b(?:arrete du )?(?:19 janvier|16 septembre) 2009\b[^.;]{0,160}\bclauses administratives generales\b|"
        r"\bclauses administratives generales\b[^.;]{0,160}\b(?:19 janvier|16 septembre) 2009\b",
        "un CCAG de 2009",
        "2021-10-01",
        "les CCAG approuvés par les arrêtés du 30 mars 2021",
    ),
    _text(
        "code des marches publics", r"\bcode des marches publics\b", "le code des marchés publics", "2016-04-01", _CODE
    ),
    _text("2006-975", r"\b(?:decret )?(?:n. ?)?2006-975\b", "le code des marchés publics de 2006", "2016-04-01", _CODE),
    _text("2015-899", r"\b(?:ordonnance )?(?:n. ?)?2015-899\b", "l'ordonnance n° 2015-899", "2019-04-01", _CODE),
    _text("2016-360", r"\b(?:decret )?(?:n. ?)?2016-360\b", "le décret n° 2016-360", "2019-04-01", _CODE),
    _text(
        "2004/18",
        r"\b(?:directive )?2004/18/ce\b",
        "la directive 2004/18/CE",
        "2016-04-18",
        "la directive 2014/24/UE et le code de la commande publique",
    ),
    _text(
        "95/46",
        r"\b(?:directive )?(?:n. ?)?95/46(?:/ce)?\b",
        "la directive 95/46/CE",
        "2018-05-25",
        "le règlement (UE) 2016/679 (RGPD)",
    ),
    _text(
        "cnil|commission nationale de l'informatique",
        r"\bdeclarations? (?:prealables?|normales?|simplifiees?|de (?:ses |leurs |ces |ce |chaque |tout |"
        r"l'ensemble des )?"
        r"(?:traitements?|fichiers?))(?: (?:des|de|du|d')[^.;]{0,30})?,? (?:a|aupres de) la (?:cnil|"
        r"commission nationale)\b|"
        r"\bdeclare\w*[^.;]{0,40}\b(?:traitements?|fichiers?)[^.;]{0,20} (?:a|aupres de) la cnil\b",
        "la déclaration préalable à la CNIL",
        "2018-05-25",
        "le registre des traitements (article 30 du RGPD) et, s'il y a lieu, l'analyse d'impact (article 35)",
    ),
    _text(
        "2005-1309",
        r"\b(?:decret )?(?:n. ?)?2005-1309\b",
        "le décret n° 2005-1309",
        "2019-06-01",
        "le décret n° 2019-536 du 29 mai 2019",
    ),
    _text(
        "privacy shield|bouclier de protection|safe harbo",
        r"\bprivacy shield\b|\bbouclier de protection des donnees\b|\bsafe harbou?r\b",
        "un cadre de transfert invalidé (Privacy Shield ou Safe Harbor)",
        "2020-07-16",
        "les articles 44 à 46 du RGPD et, pour les États-Unis, la décision (UE) 2023/1795",
    ),
    _text(
        "2010/87",
        r"\b(?:decision )?2010/87/ue\b",
        "les clauses contractuelles types de 2010",
        "2021-09-27",
        "les clauses types de la décision (UE) 2021/914",
    ),
    _text(
        "2002/95|2002/96",
        r"\b(?:directive )?2002/9[56]/ce\b",
        "une directive de 2002 sur les équipements électriques",
        "2014-02-15",
        "les directives 2011/65/UE et 2012/19/UE",
    ),
    _text(
        "78-753",
        r"\b(?:loi )?(?:n. ?)?78-753\b",
        "la loi n° 78-753",
        "2016-01-01",
        "le code des relations entre le public et l'administration",
    ),
    _text(
        "indice de reparabilite|indices de reparabilite",
        r"\bindices? de reparabilite\b[^.;]{0,60}\b(?:smartphones?|telephones? (?:mobiles?|multifonctions?))\b|"
        r"\b(?:smartphones?|telephones? (?:mobiles?|multifonctions?))\b[^.;]{0,60}\bindices? de reparabilite\b",
        "l'indice de réparabilité des smartphones",
        "2025-06-20",
        "la classe de réparabilité de l'étiquette du règlement (UE) 2023/1669",
    ),
    _text(
        "143 000|221 000|143000|221000",
        r"\bseuils?\b[^.;]{0,80}\b(?:143|221) ?000\b|\b(?:143|221) ?000\b[^.;]{0,40}\bseuils?\b",
        "un seuil européen de 2024-2025",
        "2026-01-01",
        "les seuils de 2026-2027 (140 000 et 216 000 euros HT pour les fournitures et services)",
    ),
    _text(
        "40 000|40000",
        r"\b(?:dispens\w+|sans publicite)\b[^.;]{0,80}\b40 ?000\b|"
        r"\b40 ?000\b[^.;]{0,60}\b(?:dispens\w+|sans publicite)\b",
        "l'ancien montant de 40 000 euros",
        "2026-04-01",
        "celui de l'article R. 2122-8, 60 000 euros HT pour les fournitures et services",
    ),
)
# A mere mention of history is no fault: the text is said to be replaced, changed or put into a code.
_HISTORY = re.compile(
    r"\b(?:rempla\w+|abrog\w+|anciennement|ancien(?:ne)?s?|succed\w+|modifi(?:ant|e|ee|es|ees)|codifi\w+|historique\w*|"
    r"jusqu'(?:en|au)|n'est plus|aucune|supprime\w*|n'a pas a|n'ont pas a|ne sont plus|n'existe plus|invalid\w+|"
    r"caduc\w*|a l'epoque|alors|ex)\b"
)
_NUMBER = re.compile(r"\b(Décret|Loi|Ordonnance|Circulaire) n° ([\d-]+)")


class OutdatedReference(Check):
    """A text that no longer binds is quoted as if it did; the dates of the base say which, and the table above."""

    id = "outdated_reference"
    title = "Référence abrogée ou dépassée"
    references = ("ccp-l2111-1", "ccp-l3")
    risk = (
        "Une exigence qui repose sur un texte abrogé n'a plus de fondement ; les candidats ne savent pas quelle règle "
        "s'applique, et une offre conforme au droit en vigueur peut être jugée non conforme."
    )
    better = "Citez le texte en vigueur, avec sa date, ou écrivez directement ce que vous attendez."
    found = (
        {"cctp": "# Réemploi\n\nLes achats respectent le décret n° 2021-254 du 9 mars 2021."},
        {"cctp": "# Accessibilité\n\nLe site est conforme au RGAA version 4.0."},
        {"ccap": "# Pièces\n\nLe CCAG-TIC approuvé par l'arrêté du 16 septembre 2009 s'applique."},
        {"rc": "# Procédure\n\nLa procédure est passée selon l'article 28 du code des marchés publics."},
        {"ccap": "# Données\n\nLe titulaire adhère au Privacy Shield."},
        {"ccap": "# Données\n\nIl effectue la déclaration préalable des fichiers auprès de la CNIL."},
        {"cctp": "# Téléphones\n\nChaque smartphone a un indice de réparabilité d'au moins 7."},
        {"rc": "# Procédure\n\nSous 40 000 € HT, le marché est dispensé de publicité et de mise en concurrence."},
    )
    not_found = (
        {"cctp": "# Réemploi\n\nLe décret n° 2024-134, qui remplace le décret n° 2021-254, fixe les parts."},
        {"cctp": "# Accessibilité\n\nLe site est conforme au RGAA, version 4.1.2."},
        {"cctp": "# Accessibilité\n\nLe niveau 3 du support traite les défauts relevés au RGAA."},
        {"ccap": "# Pièces\n\nLe CCAG-TIC approuvé par l'arrêté du 30 mars 2021 s'applique."},
        {"ccap": "# Données\n\nLe RGPD a abrogé la directive 95/46/CE."},
        {"ccap": "# Données\n\nLe titulaire notifie toute violation de données à la CNIL."},
        {"ccap": "# Données\n\nLa déclaration préalable à la CNIL n'est plus demandée depuis le RGPD."},
        {"cctp": "# Portables\n\nL'indice de réparabilité de chaque ordinateur portable est d'au moins 7."},
        {"rc": "# Données\n\nÀ partir de 40 000 € HT, les données essentielles du marché sont publiées."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        told: dict[int, list[Quote]] = {}
        findings: list[tuple[int, Finding]] = []
        for text in (*_TEXTS, *_from_base(reading)):
            if reading.as_of < text.since:
                continue
            for rank in reading.holding(*text.words):
                line = reading.lines[rank]
                match = text.pattern.search(line.folded)
                if match is None:
                    continue
                first, last = sentence(line.folded, *match.span())
                if _HISTORY.search(line.folded, first, last) or "historique" in line.above:
                    continue
                quote = line.quote(*match.span())
                if any(quote.start < other.end and other.start < quote.end for other in told.get(rank, [])):
                    continue
                told.setdefault(rank, []).append(quote)
                quoted = said(line, *match.span(), longest=60)
                since = french_date(text.since)
                what = f"« {quoted} » : depuis le {since}, il faut citer {text.instead}, et non {text.name}."
                findings.append((rank, Finding(what, (quote,))))
        yield from (finding for _, finding in sorted(findings, key=lambda pair: pair[0]))


def _from_base(reading: Reading) -> Iterator[_Text]:
    """The numbered texts of the base that are repealed at the date, with what replaces them."""
    for reference in reading.law.references.values():
        number = _NUMBER.search(reference.citation)
        if number is None or reading.law.status(reference.id, reading.as_of) != "repealed":
            continue
        successor = reading.law.references.get(reference.replaced_by or "")
        if successor is None or reference.in_force_to is None:
            continue
        kind, figure = number.groups()
        yield _text(
            figure,
            rf"\b(?:{kind.lower().replace('é', 'e')} )?(?:n. ?)?{re.escape(figure)}\b",
            _with_article(reference.citation),
            successor.in_force_from or reference.in_force_to,
            _with_article(successor.citation),
        )


def _with_article(citation: str) -> str:
    articles = {"Décret": "le ", "Loi": "la ", "Ordonnance": "l'", "Circulaire": "la ", "Arrêté": "l'"}
    article = articles.get(citation.split()[0])
    return f"{article}{citation[0].lower()}{citation[1:]}" if article else citation
