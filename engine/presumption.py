"""What a draft shows of its own purchase, where nobody described it: said as such, and the buyer's word comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clausier.engine.catalogue import Catalogue
from clausier.engine.dossier import Quote, roles
from clausier.engine.lines import Line
from clausier.engine.model import Fact
from clausier.engine.purchase import Purchase, presumed_facts
from clausier.engine.signals import compile_pattern
from clausier.engine.text import fold

TITLE = 1_500  # characters at the head of a document, where it says what it is about
BEGINNING = 24  # characters by which a paragraph of a clause is recognised
OBJECT = 1_000  # characters under a heading « Objet »
_OBJECT = re.compile(r"\bobjet (?:du|de la|de l.)\b|\bobjet\b(?=[^>]*$)")


DIGITAL = 0.12  # share of the lines of a technical document from which it is about something digital
_DIGITAL = re.compile(
    r"\b(?:informatiques?|logiciel(?:le)?s?|progiciels?|applications?|applicati\w+|numeriques?|serveurs?|"
    r"sites? (?:web|internet)|saas|hebergement|heberge\w*|donnees|utilisateurs?|interfaces?|api|ordinateurs?|"
    r"postes? de travail|reseaux?|telephon\w+|ecrans?|web|cyber\w+|rgpd|systemes? d.information|plate-?forme|"
    r"internet|smartphones?|tablettes?|imprimantes?|copieurs?|licences?)\b"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact read in the draft, with the words that show each of its values."""

    fact: Fact
    value: Any
    quotes: tuple[Quote, ...]


def shown_facts(catalogue: Catalogue, lines: Sequence[Line]) -> tuple[Shown, ...]:
    """The facts that the title and the object of a draft show, or for some of them any of its lines.

    The base's own clauses show nothing of the purchase: put in a draft, they would call for others.
    """
    written = _clause_beginnings(catalogue)
    lines = [line for line in lines if line.folded[:BEGINNING] not in written]
    heads = list(_heads(lines))
    found = []
    for fact in catalogue.release.facts.values():
        quotes: dict[Any, Quote] = {}
        for sign in fact.signs:
            if quotes and fact.type != "set":
                break
            quote = _first(sign.pattern, lines if sign.anywhere else heads)
            if quote:
                quotes[sign.value] = quote
        if quotes:
            value = sorted(quotes) if fact.type == "set" else next(iter(quotes))
            found.append(Shown(fact, value, tuple(quotes.values())))
    return tuple(found)


def is_digital(lines: Sequence[Line]) -> bool | None:
    """Whether a dossier buys something digital, by the words of its technical documents; None without any."""
    technical = [line for line in lines if line.part is None or "cctp" in roles(line.part)]
    if not technical:
        return None
    return sum(_DIGITAL.search(line.folded) is not None for line in technical) >= DIGITAL * len(technical)


def presumed_purchase(catalogue: Catalogue, shown: Sequence[Shown], as_of: str) -> Purchase:
    """The purchase that the draft shows; every fact of it is presumed."""
    read: Mapping[str, Any] = {
        one.fact.id: frozenset(one.value) if isinstance(one.value, list) else one.value for one in shown
    }
    facts = {**presumed_facts(catalogue, read, as_of), **read}
    return Purchase("Achat lu dans le projet", as_of, facts=facts, presumed=frozenset(facts))


def _clause_beginnings(catalogue: Catalogue) -> frozenset[str]:
    texts = [
        text
        for criterion in catalogue.criteria.values()
        for clause in criterion.clauses
        for text in (clause.text, clause.control.text if clause.control else "", clause.heading)
    ]
    return frozenset(fold(paragraph.strip())[:BEGINNING] for text in texts for paragraph in text.splitlines())


def _heads(lines: Sequence[Line]) -> Iterator[Line]:
    # By characters and not by lines: a title page is one line in a text file and ten in the .docx it comes from.
    read: dict[str, int] = {}
    under: dict[str, int] = {}
    for line in lines:
        document = line.passage.document
        if read.setdefault(document, 0) < TITLE:
            read[document] += len(line.folded)
            yield line
        elif under.setdefault(document, 0) < OBJECT and _OBJECT.search(line.above):
            under[document] += len(line.folded)
            yield line


def _first(pattern: str, lines: Sequence[Line]) -> Quote | None:
    compiled = compile_pattern(pattern)
    for line in lines:
        found = compiled.search(line.folded)
        if found:
            return line.quote(*found.span())
    return None
