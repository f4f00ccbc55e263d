"""A brand or a type asked for without « ou équivalent »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import EQUIVALENT, ESTATE, before, next_line, place, row, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.checks.described import described
from clausier.engine.dossier import Quote
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

_SHORT = 120  # characters of a line that completes the one before, such as « (ou équivalent) »
# « (ou techniquement équivalents) », « L'équivalent est admis. », not a line about another product.
_COMPLETES = re.compile(
    r"\W*(?:(?:ou|et|tout\w*)\b.*\bequivalen|ou similaires?|(?:un |une |l'|les |tous )?(?:\w+ )?equivalen)"
)
_SAME_TABLE = 400  # cells over a cell in which its header is looked for
_GENERAL = re.compile(
    r"\b(?:marques?|references? (?:commerciales?|de produits?|a des produits)|modeles?)\b[^.;]{0,200}\bequivalen|"
    r"\bequivalen\w*[^.;]{0,120}\bmarques?\b"
)
_ALL = re.compile(
    r"\b(?:toute|toutes|chaque|les|une) (?:les )?(?:mentions?|marques?|references?)\b|\blorsqu|\bsi une\b"
)


_LEFT_OPEN = re.compile(r"\bau choix d|\blibre choix\b|\bquelle que soit la marque\b|\btoutes marques\b")


class BrandWithoutEquivalent(Check):
    """Article R. 2111-7: a brand or type that favours a supplier needs a justification or « ou équivalent »."""

    id = "brand_reference_without_equivalent"
    title = "Marque sans « ou équivalent »"
    references = ("ccp-r2111-7",)
    risk = (
        "La mention d'une marque ou d'un type qui favorise un opérateur peut faire annuler la procédure, sauf si "
        "l'objet du marché la justifie ou, à défaut de description possible, si « ou équivalent » la suit."
    )
    better = (
        "Décrivez les caractéristiques attendues. Si c'est impossible, ajoutez « ou équivalent » et dites comment le "
        "prouver."
    )
    found = (
        {"cctp": "# Postes\n\nLe titulaire livre des postes Lenovo de dernière génération."},
        {"cctp": "# Réseau\n\nLe lot 2 porte sur l'acquisition de commutateurs Cisco."},
        {"cctp": "# Serveurs\n\nLe titulaire fournit deux serveurs Dell.\n\nIls sont garantis cinq ans."},
        {
            "ccap": "# Marques\n\nToute mention d'une marque s'entend « ou équivalent ».",
            "cctp": "# Postes\n\nLe titulaire livre des postes Lenovo de dernière génération.",
        },
        {"cctp": "# Postes\n\nLes postes sont équipés d'un processeur Intel. La garantie est de cinq ans."},
        {
            "cctp": "# Caractéristiques techniques\n\nLe système d'exploitation est Windows 11.\n\n"
            "La suite bureautique est Abcdef ou équivalent."
        },
        {
            "cctp": "# Caractéristiques techniques\n\nLe système d'exploitation est Windows 11.\n\n"
            "Les postes se relient aux écrans existants."
        },
        {"cctp": "# Tablettes\n\nLes tablettes sont des iPad.\n\nLe titulaire les livre dans les écoles."},
        {"cctp": "# Postes\n\nLa livraison a lieu en mai.\n\nLe système d'exploitation est Windows 11."},
        {"cctp": "# Site\n\nLe titulaire développe le site sur le CMS Drupal."},
        {"cctp": "# Base\n\nLe titulaire réalise le service.\n\nL'application fonctionne sous Oracle 19c."},
        {"cctp": "# Site\n\nLe site est fait avec le CMS Abcdef. Toute autre solution sera rejetée."},
    )
    not_found = (
        {"cctp": "# Postes\n\nLe titulaire livre des postes Lenovo ou équivalents."},
        {"cctp": "# Existant\n\nLe parc actuel est composé de postes Lenovo."},
        {"cctp": "# État des lieux\n\n## Réseau\n\nLivraison de commutateurs Cisco en 2021 sur deux sites."},
        {"cctp": "# Postes\n\n| Fourniture | Remarque |\n| --- | --- |\n| Achat de postes Dell | ou équivalent |"},
        {"cctp": "# Parc\n\nLes postes du parc sont équipés d'un processeur Intel. La garantie court encore."},
        {"cctp": "# Contexte\n\nLes tablettes sont des iPad, livrés en 2022."},
        {"cctp": "# Postes\n\nLes postes de la ville sont équipés d'un processeur Intel."},
        {"cctp": "# Maintenance\n\nL'application fonctionne sous Oracle 19c.\n\nLe titulaire livre les correctifs."},
        {"cctp": "# Base\n\nL'application est compatible avec Oracle 19c.\n\nLe titulaire réalise le service."},
        {"cctp": "# Postes\n\nLes postes livrés sont équipés d'un processeur Intel ou équivalent, garanti cinq ans."},
        {"cctp": "# Formation\n\nLe titulaire utilise Drupal pendant la formation."},
        {"cctp": "# Solution\n\nLes candidats décrivent leur offre. Toute autre solution sera rejetée."},
        {"cctp": "# Postes\n\nLes postes livrés sont de marque au choix du titulaire."},
        {"cctp": "# Réseau\n\nLe titulaire livre des commutateurs Cisco\n\n(ou techniquement équivalents)."},
        {"cctp": "# Postes\n\n| Produit ou équivalent | Nombre |\n| --- | --- |\n| Achat de postes Dell | 12 |"},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        named: list[tuple[str, Quote]] = [(hint.signal.message, hint) for hint in reading.hinted(self.id, "risk")]
        named += described(reading)
        general = _general_clause(reading) if named else None
        told: dict[int, list[Quote]] = {}
        for message, quote in named:
            rank = reading.rank(quote.passage)
            if rank is None or _described(reading.lines[rank]) or _equivalent_near(reading, rank):
                continue
            # One sentence may fit two wordings: the brand is told once.
            if any(_same_sentence(reading.lines[rank], quote, other) for other in told.get(rank, [])):
                continue
            told.setdefault(rank, []).append(quote)
            if general is None:
                yield Finding(message, (quote,))
            else:
                what = (
                    f"{message.rstrip('.')} ; une clause générale d'équivalence existe ({place(general)}), "
                    "qui ne dispense pas de la justification : rappelez « ou équivalent » ici."
                )
                yield Finding(what, (quote, general.quote()))


def _same_sentence(line: Line, one: Quote, other: Quote) -> bool:
    return sentence(line.folded, one.start, one.end) == sentence(line.folded, other.start, other.end)


def _described(line: Line) -> bool:
    """Whether what exists is described here, or the brand is left to the tenderers."""
    return bool(ESTATE.search(line.above) or _LEFT_OPEN.search(line.folded))


def _equivalent_near(reading: Reading, rank: int) -> bool:
    """« ou équivalent » in the other cells of the row, in the header of the table or in the line that completes it."""
    if any(EQUIVALENT.search(line.folded) for line in row(reading, rank)):
        return True
    cell = reading.lines[rank].passage.location.cell
    if cell is not None:
        above = before(reading, rank, _SAME_TABLE)
        heads = (line for line in above if (line.passage.location.cell or (0, 0))[:2] == (cell[0], 1))
        return any(EQUIVALENT.search(line.folded) for line in heads)
    following = next_line(reading, rank)
    return following is not None and len(following.folded) <= _SHORT and bool(_COMPLETES.match(following.folded))


def _general_clause(reading: Reading) -> Line | None:
    """The clause that admits equivalents of every brand of the dossier."""
    for rank in reading.holding("equivalen"):
        line = reading.lines[rank]
        if _GENERAL.search(line.folded) and _ALL.search(line.folded):
            return line
    return None
