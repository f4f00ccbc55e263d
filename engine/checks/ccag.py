"""An article of the CCAG-TIC quoted for a subject that another article settles since 2021."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausier.engine.checks.around import said, sentences
from clausier.engine.checks.check import Check, Finding
from clausier.engine.reading import Reading


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an article is about, in the words of a tender, and the articles of the CCAG-TIC of 2021 that settle it."""

    pattern: re.Pattern[str]
    label: str
    articles: tuple[str, ...]
    expected: str


# Only the numbers that criteria/references/ccag.yaml gives. A subject missing here is never judged.
_SUBJECTS = (
    _Subject(re.compile(r"\breversibilite\b|\btransferabilite\b"), "la réversibilité", ("42",), "l'article 42"),
    _Subject(
        re.compile(
            r"\bpropriete intellectuelle\b|\bcession (?:exclusive|des droits)\b|\bcette cession\b|"
            r"\bdroits? patrimoniaux\b|\butilisation des resultats\b|\bconnaissances anterieures\b"
        ),
        "les droits sur les résultats",
        ("43", "44", "45", "46"),
        "les articles 43 à 46",
    ),
    _Subject(
        re.compile(r"\bclauses? (?:sociales?|d'insertion|sociales? d'insertion)\b|\binsertion (?:sociale|profession)"),
        "l'insertion sociale",
        ("16",),
        "l'article 16.1",
    ),
    _Subject(
        re.compile(r"\bclauses? environnementales?\b"), "la clause environnementale", ("7", "16"), "l'article 16.2"
    ),
    _Subject(
        re.compile(r"\bdonnees (?:a caractere )?personnel(?:le)?s?\b|\brgpd\b|\bobligation de confidentialite\b"),
        "la confidentialité et les données personnelles",
        ("5",),
        "l'article 5",
    ),
    _Subject(
        re.compile(r"\b(?:devoir|obligation(?: permanente)?) de conseil\b"), "le conseil", ("3",), "l'article 3.9"
    ),
    _Subject(
        re.compile(
            r"\bpenalites (?:de retard |pour retard )?(?:prevues?|definies?|fixees?|mentionnees?|visees?) (?:a|par) "
            r"(?:l'|son )article"
        ),
        "les pénalités",
        ("14", "16"),
        "l'article 14",
    ),
)
# Words that bring in articles of other subjects: a sentence that holds one is not judged.
_OTHER = re.compile(
    r"\bresili\w+|\bpieces? (?:contractuelles?|constitutives?)\b|\bordre de priorite\b|\bpaiement|"
    r"\bavances?\b|\bgarantie|"
    r"\badmission\b|\bverification|\bajourn\w+|\bassuranc\w+|\bresponsabilite\b|\bordre de service\b|"
    r"\bprix\b|\bdelais? d'"
)
_CITED = re.compile(
    r"\barticles? (?:n. ?)?(\d{1,2})(?:[.-]\d{1,2})*(?:[.\s]?[a-d]\b)?"
    r"(?:(?: ?,| et| ou| a) (?:l'article )?(\d{1,2})(?:\.\d{1,2})*)? "
    r"(?:[a-z]+ ){0,3}?(?:du |dudit )?(?:present )?c\.?c\.?a\.?g\.?(?:[ /-]{0,3}(tic|fcs|pi|travaux|mi|moe)\b)?"
)
_OLD = re.compile(r"\b2009\b")


class WrongCcagArticle(Check):
    """Article numbers moved between the CCAG-TIC of 2009 and that of 2021 (reversibility: 38, then 42)."""

    id = "wrong_ccag_article"
    title = "Article du CCAG-TIC à vérifier"
    references = ("ccag-tic-2021", "ccp-r2112-2")
    risk = (
        "Une dérogation ou un renvoi à un article qui traite d'autre chose ne produit pas l'effet voulu : la règle du "
        "CCAG que l'on croyait écarter ou appliquer reste ce qu'elle est."
    )
    better = (
        "Reprenez le numéro dans le CCAG-TIC du 30 mars 2021, puis la liste des dérogations à la fin du CCAP ; les "
        "modèles de 2009 ont une autre numérotation."
    )
    found = (
        {"ccap": "# Réversibilité\n\nLa réversibilité suit l'article 38 du CCAG-TIC."},
        {"ccap": "# Droits\n\nPar dérogation à l'article 35 du CCAG TIC, la cession des droits est non exclusive."},
        {"ccap": "# Insertion\n\nLa clause d'insertion sociale de l'article 14.3 du CCAG-TIC s'applique."},
        {"ccap": "# Retards\n\nLes pénalités prévues à l'article 20 du CCAG-TIC s'appliquent."},
    )
    not_found = (
        {"ccap": "# Réversibilité\n\nLa réversibilité suit l'article 42 du CCAG-TIC."},
        {"ccap": "# Droits\n\nPar dérogation à l'article 45.2 du CCAG-TIC, la cession des droits est non exclusive."},
        {"ccap": "# Droits\n\nL'article 35 du CCAG-PI règle la cession des droits."},
        {"ccap": "# Fin\n\nEn cas de résiliation (article 50 du CCAG-TIC), la réversibilité est due."},
        {"ccap": "# Insertion\n\nPénalités de la clause sociale : article 16.1.5 du CCAG-TIC."},
        {"ccap": "# Droits\n\nL'article 38 du CCAG-TIC de 2009 réglait la réversibilité."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        lines = reading.lines
        tic = any("ccag-tic" in lines[i].folded or _TIC.search(lines[i].folded) for i in reading.holding("ccag"))
        if not tic:
            return
        for rank in reading.holding("ccag", "c.c.a.g"):
            line = lines[rank]
            if "article" not in line.folded:
                continue
            for first, last in sentences(line.folded):
                words = line.folded[first:last]
                cited = [match for match in _CITED.finditer(words) if match[3] in (None, "tic")]
                if not cited or _OTHER.search(words) or _OLD.search(words):
                    continue
                about = [subject for subject in _SUBJECTS if subject.pattern.search(words)]
                known = {article for subject in about for article in subject.articles}
                wrong = [m for m in cited if not known.intersection(n for n in (m[1], m[2]) if n is not None)]
                if about and len(wrong) == len(cited):
                    start, end = first + wrong[0].start(), first + wrong[0].end()
                    what = (
                        f"« {said(line, start, end)} » est cité pour {about[0].label} ; dans le CCAG-TIC de 2021, voir "
                        f"{about[0].expected}."
                    )
                    yield Finding(what, (line.quote(start, end),))


_TIC = re.compile(r"\bccag[ /-]{1,3}tic\b|\bccag\b.{0,200}\btechniques de l'information\b|\btic\b.{0,20}\bccag\b")
