"""What every clause of the base must be: its own, with figures that come from somewhere."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clausier.engine.base.prose import prose_of
from clausier.engine.base.source import Source
from clausier.engine.clauses import MONTHS, PLACEHOLDER, french_date
from clausier.engine.faults import Fault
from clausier.engine.literals import WORD
from clausier.engine.text import fold

Data = Mapping[str, Any]
SAME = 0.55  # cosine from which two clauses say the same thing
STEM = 6  # characters of a word that are compared
FEWEST_LETTERS = 4


def figure_faults(criterion: Data, source: Source) -> Iterator[Fault]:
    """Figures of clauses that no parameter, no text cited and no norm explains, and dates that no reference holds."""
    path = source.files[criterion["id"]]
    law = " ".join(_dates_and_titles(criterion, source))
    for number, clause in enumerate(criterion["clauses"], start=1):
        for key, text in _sentences(clause):
            for found in _DATE.finditer(text):
                if found[0] not in law:
                    yield Fault(
                        f"{path} : clauses[{number}].{key}",
                        f"la date « {found[0]} » n'est celle d'aucun texte cité",
                        "Citez le texte dans legal_basis ou faites-en un paramètre",
                    )
            rest = _EXPLAINED.sub(" ", PLACEHOLDER.sub(" ", _DATE.sub(" ", text)))
            for figure in _FIGURE.findall(rest):
                yield Fault(
                    f"{path} : clauses[{number}].{key}",
                    f"le nombre « {figure} » n'a ni source ni paramètre",
                    "Faites-en un paramètre, avec sa raison",
                )


def _sentences(clause: Data) -> Iterator[tuple[str, str]]:
    yield "text", clause["text"]
    for key in ("control", "penalty"):
        if key in clause:
            yield f"{key}.text", clause[key]["text"]


_DATE = re.compile(rf"\b(?:1er|[1-9]|[12][0-9]|3[01]) (?:{'|'.join(MONTHS)}) 20[0-9]{{2}}\b")
_FIGURE = re.compile(r"(?<![\w-])[0-9]+(?:[.,][0-9]+)*(?![\w-])")
# A number that names a text, a norm or its chapter, a mark of a grid, a day of the year, a whole.
_EXPLAINED = re.compile(
    r"""
      \((?:UE|CE)\)\ (?:n°\ )?[0-9]+/[0-9]+ | n°\ ?[0-9][0-9-]*
    | \b(?:article|chapitre|partie|tableau|annexe|critère|règle|lot|phase|niveau|version)s?\ [A-Z]?\.?\ ?[0-9][\w.-]*
      (?:(?:,|\ et|\ ou|\ à)\ [0-9][\w.-]*)*
    | \b(?:loi|arrêté|décret)\ du\ [0-9]+\ \w+\ [0-9]{4}
    | \b(?:EN|ISO(?:/IEC|/CEI)?|IEC|CEI|NF|DIN|IEEE|NIST\ SP|RFC|UIT|ITU|RGAA|RGESN|WCAG|SecNumCloud|TLS|IPv|USB)
      (?:\ [A-Z]+)*[\ -]?[0-9][\w.-]*(?:-[0-9]+)*(?:\ [0-9]{3})?(?:(?:,|\ et|\ ou)\ [0-9][\w.-]*)*
    | (?:Barème\ :|;)\ (?:10|[0-9])\ ?,[^;]*
    | \bsur\ (?:10|20|100)\b | \b100\ % | \b1\ 000\ heures
    | \b(?:1er|31|30|[1-9])\ (?:janvier|mars|juin|septembre|décembre)\b
    | \b(?:24\ h(?:eures)?\ sur\ 24|7\ jours\ sur\ 7)\b
    """,
    re.VERBOSE,
)


def _dates_and_titles(criterion: Data, source: Source) -> Iterator[str]:
    for basis in criterion["legal_basis"]:
        reference = source.references[basis["ref"]]
        yield reference["citation"]
        yield from (text for _, text in prose_of(reference))
        stages = reference.get("milestones", {}).values()
        for day in (reference["in_force_from"], reference["in_force_to"], *stages):
            if day:
                yield french_date(day)


def sameness_faults(source: Source) -> list[Fault]:
    """Two clauses of different criteria that say nearly the same thing.

    The likeness of two clauses is the cosine of their words, cut to their beginning and weighted by their rarity
    among all clauses (Salton and Buckley, 1988).
    """
    names, bags = [], []
    for identifier, criterion in source.criteria.items():
        for clause in criterion["clauses"]:
            names.append((identifier, clause["id"]))
            bags.append(Counter(_stems(f"{clause['heading']} {clause['text']}")))
    return [
        Fault(
            f"{source.files[names[one][0]]} : clauses.{names[one][1]}",
            f"dit à peu près la même chose que {names[two][0]}/{names[two][1]} ({cosine:.2f})",
            "Gardez l'une, ou dites dans chacune ce que l'autre ne dit pas",
        )
        for one, two, cosine in _alike(bags)
        if names[one][0] != names[two][0]
    ]


def _stems(text: str) -> Iterator[str]:
    for word in WORD.findall(fold(PLACEHOLDER.sub(" ", text))):
        if len(word) >= FEWEST_LETTERS:
            yield word[:STEM]


def _alike(bags: list[Counter[str]]) -> Iterable[tuple[int, int, float]]:
    spread = Counter(stem for bag in bags for stem in bag)
    holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for rank, bag in enumerate(bags):
        weights = {s: (1 + math.log(n)) * math.log(len(bags) / spread[s]) for s, n in bag.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        products: defaultdict[int, float] = defaultdict(float)
        for stem, weight in weights.items():
            for other, theirs in holders[stem]:
                products[other] += weight / length * theirs
            holders[stem].append((rank, weight / length))
        yield from ((other, rank, cosine) for other, cosine in products.items() if cosine >= SAME)
