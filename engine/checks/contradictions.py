"""Two clauses that cannot both be followed: variants, firm and revised prices, what is paid for or included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausier.engine.checks.around import ESTATE, place, said, sentence, sentences
from clausier.engine.checks.check import Check, Finding
from clausier.engine.lines import Line
from clausier.engine.reading import Reading


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two statements that exclude each other. Where `apart` is met, each may have its own case; nothing is said.

    A group `about`, where the patterns have one, is what they bear on: only the same thing is compared.
    """

    name: str
    words: tuple[str, ...]
    one: re.Pattern[str]
    other: re.Pattern[str]
    apart: re.Pattern[str]
    parts: frozenset[str]


_CASES = (
    r"\blots?\b|\bsauf\b|\btoutefois\b|\bhors\b|\bhormis\b|\bsi\b|\bs'il|\blorsqu|\bcas\b|\bselon qu|\bsoit\b|\boui\b|"
    r"\bnon\b|\btranches?\b|\bpuis\b|\ben revanche\b|\bseules?\b|\bcontraires?\b"
)
_PAIRS = (
    _Pair(
        "Les variantes",
        ("variante",),
        re.compile(
            r"\bvariantes? (?:(?:est|sont|seront|ne sont pas|ne seront pas|n'est pas|non) )"
            r"?(?:interdite|prohibee|exclue)s?\b|"
            r"\bvariantes? (?:ne (?:sont|seront) pas|n'est pas|non) (?:autorisee|admise|acceptee)s?\b|"
            r"\baucune variante n'est (?:autorisee|admise|acceptee)\b"
        ),
        re.compile(r"\bvariantes? (?:(?:est|sont|seront) )?(?:autorisee|admise|acceptee)s?\b(?= ?(?:[.,;]|$))"),
        re.compile(rf"{_CASES}|\binitiative\b|\bobligatoires?\b|\bexigees?\b|\bimposees?\b|\bpse\b|\bpas interdit"),
        frozenset({"rc", "notice", "ccap", "ccp", "ae"}),
    ),
    _Pair(
        "Les prix",
        ("prix",),
        re.compile(
            r"\bprix (?:du (?:present )?(?:marche|contrat) |de l'accord-cadre )?(?:est|sont|seront) "
            r"(?:fermes?(?: et (?:definitifs?|non revisables?|non actualisables?))?|non revisables?|invariables?)\b"
            r"(?= ?(?:[.;]|$| pour toute la duree| pendant toute la duree))"
        ),
        re.compile(
            r"\b(?:prix (?:du (?:present )?(?:marche|contrat) |de l'accord-cadre )?|ils )(?:est|sont|seront) "
            r"(?:revises?|revisables?)\b"
        ),
        re.compile(
            rf"{_CASES}|\bpremiere?s?\b|\bau-dela\b|\bensuite\b|\breconduc|\bmaintenance\b|\bforfait|\bbordereau|"
            rf"\bunitaires?"
            r"|\bcatalogue|\bbons? de commande\b|\bpartie\b|\bpostes?\b|\bprestations? d|\bcompter d|\bl'issue\b|"
            r"\bactualis\w+\b(?! ?[.;])|\bterme\b|\bsubsequents?\b|\boptions?\b|\blicences?\b|\babonnements?\b"
        ),
        frozenset({"ccap", "ccp", "ae", "rc"}),
    ),
    _Pair(
        "La reprise",
        ("reprise",),
        re.compile(r"\breprise (?P<about>(?:d\w* |l'|la |les |d'){1,2}\w+)[^.;]{0,40}\best (?:payante|facturee)\b"),
        re.compile(
            r"\breprise (?P<about>(?:d\w* |l'|la |les |d'){1,2}\w+)[^.;]{0,40}\best (?:gratuite|comprise dans (?:le|"
            r"les) prix|"
            r"incluse dans (?:le|les) prix|sans frais|non facturee)\b"
        ),
        re.compile(_CASES),
        frozenset({"cctp", "ccap", "ccp", "ae", "price_schedule"}),
    ),
)
# « Elle est comprise dans le prix. » after « La reprise des matériels est payante. »
_TAKEN_UP = re.compile(
    r"^\W*elle est (?:gratuite|comprise dans (?:le|les) prix|incluse dans (?:le|les) prix|sans frais)\b"
)


@dataclass(frozen=True, slots=True)
class _Said:
    line: Line
    start: int
    end: int
    about: str


class ContradictoryClauses(Check):
    """Of two clauses that exclude each other, candidates take one, and the holder the better one for him."""

    id = "contradictory_clauses"
    title = "Clauses contradictoires"
    references = ("ccp-l2111-1", "ccp-l3")
    risk = (
        "Deux clauses s'excluent : les candidats ne répondent pas à la même demande, et le titulaire retiendra la plus "
        "favorable si l'ordre des pièces ne tranche pas."
    )
    better = "Gardez la clause voulue et retirez l'autre ; si chacune a son cas, écrivez lequel."
    found = (
        {"rc": "# Variantes\n\nLes variantes sont interdites. Les variantes sont autorisées."},
        {
            "rc": "# Variantes\n\nLes variantes sont autorisées.",
            "ccap": "# Forme\n\nAucune variante n'est admise.",
        },
        {"ccap": "# Prix\n\nLes prix sont fermes. Ils sont révisés chaque année selon l'indice Syntec."},
        {"ccap": "# Prix\n\nLes prix du marché sont fermes.", "ae": "# Prix\n\nLes prix sont révisables."},
        {"ccap": "# Reprise\n\nLa reprise des matériels est payante : 12 € par poste. Elle est comprise dans le prix."},
    )
    not_found = (
        {"rc": "# Variantes\n\nLes variantes sont interdites pour le lot 1. Les variantes sont autorisées."},
        {
            "rc": "# Variantes\n\nLes variantes ne sont pas autorisées.",
            "ccap": "# Forme\n\nAucune variante n'est admise.",
        },
        {"ccap": "# Prix\n\nLes prix sont fermes la première année. Ils sont ensuite révisés."},
        {"ccap": "# Prix\n\nLes prix sont fermes.\n\nLes prix de la maintenance sont révisés chaque année."},
        {"ccap": "# Prix\n\nLe forfait et ses prix sont fermes.\n\n# Bordereau\n\nLes prix sont révisés chaque année."},
        {"cctp": "# Reprise\n\nLa reprise des données est comprise dans le prix. La reprise des postes est payante."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        for pair in _PAIRS:
            ones, others = _statements(reading, pair)
            both = next(((one, other) for one in ones for other in others if one.about == other.about), None)
            if both is None:
                continue
            texts = [f"« {said(s.line, *sentence(s.line.folded, s.start, s.end))} » ({place(s.line)})" for s in both]
            yield Finding(
                f"{pair.name} : deux clauses se contredisent, {texts[0]} et {texts[1]}.",
                tuple(s.line.quote(s.start, s.end) for s in both),
            )


def _statements(reading: Reading, pair: _Pair) -> tuple[list[_Said], list[_Said]]:
    """What each pattern of a pair finds; ([], []) as soon as a case is made anywhere."""
    ones: list[_Said] = []
    others: list[_Said] = []
    for rank in reading.holding(*pair.words):
        line = reading.lines[rank]
        if line.part not in pair.parts or line.passage.kind == "heading" or ESTATE.search(line.above):
            continue
        about = ""
        for first, last in sentences(line.folded):
            words = line.folded[first:last]
            one, other = pair.one.search(words), pair.other.search(words)
            taken_up = _TAKEN_UP.search(words) if about and pair.name == "La reprise" else None
            if one is None and other is None and taken_up is None:
                continue
            if pair.apart.search(words) or pair.apart.search(line.above):
                return [], []
            if one is not None:
                about = one.groupdict().get("about") or ""
                ones.append(_Said(line, first + one.start(), first + one.end(), about))
            else:
                match = other or taken_up
                assert match is not None
                subject = match.groupdict().get("about") or about
                others.append(_Said(line, first + match.start(), first + match.end(), subject))
    return ones, others
