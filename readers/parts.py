"""Which part of a tender a document plays: its file name first, then the title on its first page.

None when unsure: a wrong part would make a review say "missing" of what stands elsewhere.
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

from clausier.engine.dossier import Passage

_FIRST_PASSAGES = 60
_LONGEST_TITLE_LINE = 160  # characters
# Between two titles that are one: « CCAP et CCTP », « cahier des clauses … (CCAP) cahier des clauses … (CCTP) ».
_AND = re.compile(r"(?: (?:ccap|cctp|et|valant))* ")
_TITLE_PAGE = 1_000  # characters, from the first line that looks like a title

# What stands for each part, in words without accents, apostrophes or punctuation: its titles, then the abbreviations
# that are clear in a file name and not in a text ("RC" is also the trade register).
_TITLES = {
    "rgpd_annex": (
        r"annexes? (?:\w+ ){0,6}(?:rgpd|protection des donnees|donnees (?:a caractere )?personnel(?:le)?s?)|"
        r"accord (?:de|sur le) (?:sous traitance|traitement) (?:\w+ ){0,3}donnees|"
        r"sous traitance (?:rgpd|(?:des |de )?donnees)"
    ),
    "cctp": r"cctp|c c t p|cahier des clauses techniques particulieres",
    "ccap": r"ccap|c c a p|cahier des clauses administratives particulieres",
    "ccp": r"ccp|c c p|cahier des clauses particulieres",
    "rc": r"reglement (?:de (?:la )?|particulier de (?:la )?)?consultation",
    "ae": r"acte (?:d )?engagement",
    "crt": r"cadre (?:de |du )?(?:reponse|memoire)(?: technique)?",
    "price_schedule": (
        r"bpu|dpgf|dqe|bordereau (?:de |des )?prix|detail quantitatif|decomposition du prix|annexe financiere"
    ),
    "notice": r"avis (?:de marche|d appel|de publicite)",
}
_ABBREVIATIONS = {
    "rgpd_annex": "dpa",
    "cctp": r"\w*cctp\w*",  # glued to other words: « CCTPv2 », « CCAPLot1 »
    "ccap": r"\w*ccap\w*",
    "ccp": r"\w*ccp\w*",
    "rc": "rc",
    "ae": r"ae|attri 1",
    "crt": "crt",
    "price_schedule": r"\w*dpgf\w*",
    "notice": "aapc",
}


def _words(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


_IN_TEXTS = {part: _words(words) for part, words in _TITLES.items()}
_IN_NAMES = {part: _words(f"{words}|{_ABBREVIATIONS[part]}") for part, words in _TITLES.items()}
# An annex of a part is not that part: « Annexe 2 au CCTP – liste des sites ».
_ANNEX_OF = re.compile(r"(?<!\w)annexes?(?!\w)(?: \w+){0,4} ?$")
_WORD_BORDERS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_MAY_BE_ANNEX = {"rgpd_annex", "price_schedule", "crt"}


def recognise_part(name: str, passages: Sequence[Passage]) -> str | None:
    """Give the id of the part that a document plays, or None when unsure."""
    named = _parts_in(_plain(PurePath(name).stem))
    if {"cctp", "ccap"} <= set(named):
        named = ["ccp"]  # both books in one file
    if len(named) == 1:
        return named[0]
    titled = part_of_title(passages)
    return titled if not named or titled in named else None


def part_of_title(passages: Sequence[Passage]) -> str | None:
    """The part that the title page names: the first one among the first lines that are no sentences."""
    lines = [
        passage.text
        for passage in passages[:_FIRST_PASSAGES]
        if not passage.contents
        and len(passage.text) <= _LONGEST_TITLE_LINE
        and not passage.text.rstrip().endswith((".", ";", ","))
    ]
    page = _plain(" ".join(lines))[:_TITLE_PAGE]
    found = sorted(
        (match.start(), part)
        for part, words in _IN_TEXTS.items()
        if (match := words.search(page)) and (part in _MAY_BE_ANNEX or not _ANNEX_OF.search(page[: match.start()]))
    )
    if len(found) > 1 and {part for _, part in found[:2]} == {"cctp", "ccap"}:
        first = _IN_TEXTS[found[0][1]].search(page)
        if first and _AND.fullmatch(page, first.end(), found[1][0]):
            return "ccp"
    return found[0][1] if found else None


def _parts_in(plain: str) -> list[str]:
    """The parts that a file name names. More than one leaves a doubt, but for an annex, which names its whole."""
    found = {part: match for part, words in _IN_NAMES.items() if (match := words.search(plain))}
    annexes = [part for part in found if part in _MAY_BE_ANNEX]
    if len(annexes) == 1 and "annexe" in plain:
        return annexes
    return [part for part, match in found.items() if not _ANNEX_OF.search(plain[: match.start()])]


def _plain(text: str) -> str:
    """Lower-case words parted by spaces, without accents or punctuation: « AnnexeRGPD_v2 » is "annexe rgpd v 2"."""
    apart = _WORD_BORDERS.sub(" ", text)
    letters = _ACCENTS.sub("", unicodedata.normalize("NFD", apart.lower()))
    return " ".join(re.findall(r"[a-z0-9]+", letters))
