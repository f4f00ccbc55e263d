"""Options of a model clause that nobody chose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import after, before, place, said, sentence
from clausier.engine.checks.blanks import FILLED_BY_CANDIDATES
from clausier.engine.checks.check import Check, Finding
from clausier.engine.dossier import Quote
from clausier.engine.lines import Line
from clausier.engine.reading import Reading

_OPTION = re.compile(r"\boption (?:n. ?)?([1-4]|[a-d])\b(?= ?(?:[:(-]|$))")
_BRACKETED = re.compile(r"(?<=\[)option (?:n. ?)?([1-4]|[a-d])\b(?= ?(?:[:(\]-]|$))")
_APPLIES = re.compile(
    r"\boption (?:n. ?)?([1-4]|[a-d])\b(?: du ccag(?:-\w+)?)? (?:s'applique\b|est (?:applicable|retenue|choisie)\b)"
)
_UNDER_CONDITION = re.compile(
    r"\b(?:si|s'il|lorsqu\w*|quand|cas|pour|sauf|lots?|sinon|selon|soit|ou|hormis|a defaut|ne s'applique|n'est)\b"
)
_BOUGHT = re.compile(
    r"\bpse\b|\bprestations? supplementaires?\b|\bprestations? optionnel|\btranches?\b|\bvariantes?\b|"
    r"\blev(?:ee?|er|era) "
    r"|\bprix\b|\bchiffr|\bbpu\b|\bdpgf\b|\bcatalogue\b|\bfonctionnalites?\b|\bofferte?s?\b|\bcandidats?\b|"
    r"\bscenarios?\b"
)
_CHOSEN = re.compile(
    r"\boptions? (?:[1-4a-d] )?(?:est |sont )?(?:retenue?s?|choisie?s?|applicable|appliquee)\b|\bs'applique\b|"
    r"\bl'option (?:[1-4]|[a-d]) (?:est|du)\b|\bretient l'option\b"
)
_STRIKE = re.compile(
    r"\b(?:rayer|biffer|supprimer|barrer) (?:la|les) (?:mentions?|options?|cases?) inutiles?\b|"
    r"\b(?:choisir|retenir|conserver|garder) (?:l'une des|une des|entre les|parmi les) (?:options|mentions|formules)\b"
)
_UNCHECKED = re.compile("[☐□\uf0a8\uf06f\uf071]")
_CHECKED = re.compile("[☒☑■✔✓✗✘\uf0fe\uf0fd\uf078\uf054\uf052]")
_YES_NO = re.compile(r"\boui\b.{0,30}\bnon\b|\bnon\b.{0,30}\boui\b")
_CANDIDATE = re.compile(r"\bcandidats?\b|\bsoumissionnaires?\b|\bsoussigne|\bje\b|\bmon\b|\bsignature\b|\bentreprise\b")
_NEEDLES = [
    "option 1",
    "option a",
    "option b",
    "option 2",
    "option n",
    "inutile",
    "l'une des",
    "une des ",
    "entre les options",
    "parmi les options",
    "☐",
    "□",
    "\uf0a8",
    "\uf06f",
    "\uf071",
]


class OptionsNotChosen(Check):
    """A model gives the choice; a contract says what was chosen."""

    id = "options_not_chosen"
    title = "Option d'un modèle restée ouverte"
    references = ("ccp-l2111-1", "ccp-l3")
    risk = (
        "Les deux options d'un modèle se lisent ensemble : le titulaire et l'acheteur peuvent invoquer chacun la leur, "
        "et la clause n'est plus opposable."
    )
    better = "Gardez l'option retenue et supprimez les autres, avec la consigne du modèle."
    found = (
        {
            "ccap": "# Données\n\nLes clauses assurent la conformité avec OPTION 1 : le RGPD OPTION 2 : "
            "le règlement 2018."
        },
        {
            "rgpd_annex": "# Sous-traitance\n\nOption 1 : autorisation préalable particulière\n\n"
            "Le sous-traitant demande l'accord.\n\nOption 2 : autorisation générale\n\nLe sous-traitant informe."
        },
        {"cctp": "# Site\n\n[OPTION A : chez le titulaire]\n\n[OPTION B : dans les locaux de la ville]"},
        {"ccap": "# Propriété\n\nL'option A du CCAG-TIC s'applique. L'option B du CCAG-TIC s'applique."},
        {"ccap": "# Avance\n\nUne avance est / n'est pas versée (rayer la mention inutile)."},
        {"ccap": "# Reconduction\n\nLe marché est reconductible : ☐ oui ☐ non"},
    )
    not_found = (
        {"ccap": "# Avance\n\nOption A : l'avance est de 20 %. L'option A est retenue ; option B : sans objet."},
        {"ccap": "# Propriété\n\nPour le lot 1, l'option A s'applique. Pour le lot 2, l'option B s'applique."},
        {"ccap": "# Avance\n\nL'option A s'applique.\n\n# Propriété\n\nL'option B s'applique."},
        {"cctp": "# Options\n\nOption 1 : extension de garantie\n\nOption 2 : formation des agents"},
        {"ccap": "# Reconduction\n\nLe marché est reconductible : ☒ oui ☐ non"},
        {"ae": "# Engagement\n\nLe candidat accepte l'avance : ☐ oui ☐ non"},
        {"rc": "# Attestation\n\nLe candidat est une PME : ☐ oui ☐ non"},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        models: dict[str, list[Quote]] = {}
        ranks = reading.holding(*_NEEDLES)
        for rank in ranks:
            line = reading.lines[rank]
            if line.part in FILLED_BY_CANDIDATES or line.part == "notice":
                continue
            if options := open_options(reading, rank):
                models.setdefault(line.passage.document, []).extend(options)
            elif finding := _instruction(line) or _boxes(reading, rank):
                yield finding
        for quotes in models.values():
            first, second = (said(reading.lines[reading.rank(q.passage) or 0], q.start, q.end) for q in quotes[:2])
            times = f" ({len(quotes) // 2} fois)" if len(quotes) > 2 else ""
            what = f"« {first} » et « {second} » sont écrits l'un et l'autre{times}, sans que l'un soit retenu."
            yield Finding(what, _joined(quotes))
        yield from _both_chosen(reading, ranks)


def _joined(quotes: list[Quote]) -> tuple[Quote, ...]:
    """The quotes, those of one passage as one: a line is shown once."""
    kept: list[Quote] = []
    for quote in quotes:
        if kept and kept[-1].passage == quote.passage:
            last = kept.pop()
            quote = Quote(last.passage, last.part, min(last.start, quote.start), max(last.end, quote.end))
        kept.append(quote)
    return tuple(kept)


def _both_chosen(reading: Reading, ranks: list[int]) -> Iterator[Finding]:
    """Two options of one list, each said to apply without any condition, under one heading."""
    applied: dict[tuple[str, str], list[tuple[str, Quote]]] = {}
    for rank in ranks:
        line = reading.lines[rank]
        if line.part in FILLED_BY_CANDIDATES:
            continue
        for match in _APPLIES.finditer(line.folded):
            first, last = sentence(line.folded, *match.span())
            if not _UNDER_CONDITION.search(line.folded[first:last]):
                key = (line.passage.document, line.above)
                applied.setdefault(key, []).append((match[1], line.quote(*match.span())))
    for found in applied.values():
        one = found[0]
        other = next((o for o in found if o[0] != one[0] and o[0].isdigit() == one[0].isdigit()), None)
        if other is not None:
            what = (
                f"L'option {one[0].upper()} et l'option {other[0].upper()} sont retenues toutes deux au même endroit."
            )
            yield Finding(what, _joined([one[1], other[1]]))


def open_options(reading: Reading, rank: int) -> tuple[Quote, ...]:
    """The first two options that a model offers from this line on; () where one is chosen, bought or priced."""
    line = reading.lines[rank]
    # Elsewhere « Option 1 » may be bought; between brackets, it is a choice of the model.
    choice = _OPTION if line.part in ("ccap", "rgpd_annex") else _BRACKETED
    first = choice.search(line.folded)
    if first is None or first[1] not in "1a":
        return ()
    other = {"1": "2", "a": "b"}[first[1]]
    near = (line, *after(reading, rank, 6))
    if any(_BOUGHT.search(n.folded) or _CHOSEN.search(n.folded) for n in near[:2]) or _BOUGHT.search(line.above):
        return ()
    for candidate in near:
        second = next((m for m in choice.finditer(candidate.folded) if m[1] == other), None)
        if second is not None and not candidate.passage.struck and not line.passage.struck:
            return line.quote(*first.span()), candidate.quote(*second.span())
    return ()


def _instruction(line: Line) -> Finding | None:
    match = _STRIKE.search(line.folded)
    if match is None or line.passage.struck or _CANDIDATE.search(line.folded):
        return None
    return Finding(
        f"La consigne du modèle est restée ({place(line)}) : « {said(line, *match.span())} ».",
        (line.quote(*match.span()),),
    )


def _boxes(reading: Reading, rank: int) -> Finding | None:
    """Boxes of a yes or no, none of which is ticked."""
    line = reading.lines[rank]
    box = _UNCHECKED.search(line.passage.text)
    if box is None or not _YES_NO.search(line.folded):
        return None
    around = (*before(reading, rank, 2), line, *after(reading, rank, 1))
    if _CHECKED.search(line.passage.text) or any(_CANDIDATE.search(near.folded) for near in around):
        return None
    return Finding(
        f"Aucune case n'est cochée ({place(line)}) : « {said(line, 0, len(line.folded))} ».", (line.quote(),)
    )
