"""A file format imposed by the name of a product."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausier.engine.checks.around import ESTATE, next_line, place, row, sentence
from clausier.engine.checks.check import Check, Finding
from clausier.engine.reading import Reading

_OPEN = re.compile(
    r"\b(?:odt|ods|odp|odf|opendocument|open document|libre ?office|open ?office|csv|json|xml|svg|dxf|ifc)\b|"
    r"\bformats? (?:ouverts?|libres?|equivalents?)|\btout autre format|\bautres? formats?|\bequivalen"
)
# What the buyer hands over is no demand.
_BUYER = (
    r"(?:acheteur|ville|commune|collectivite|departement|region|metropole|communaute|etablissement|centre|syndicat|"
    r"maitre d'ouvrage|maitrise d'ouvrage|pouvoir adjudicateur|administration|etat|ministere|maitrise d'oeuvre)"
)
_GIVEN = re.compile(
    r"\b(?:fourni|remis|transmis|livre|communique|donne|envoye)e?s? (?:\w+ )?par (?:la |le |l'|les services d\w+ )"
    rf"{_BUYER}\b|"
    rf"^\W*(?:la |le |l'){_BUYER}\b[^.;]{{0,30}}\b(?:fournit|remet|transmet|livre|communique|donne|envoie|"
    r"fournira|remettra|transmettra)\b"
)
_COMPLETES = re.compile(r"\W*(?:ou|et|les formats?|tout|sont (?:aussi|egalement)|un format)\b")


class ProprietaryFormat(Check):
    """A format named by a product is a type: article R. 2111-7 asks for « ou équivalent », equality for an open one."""

    id = "proprietary_format_requirement"
    title = "Format propriétaire imposé"
    references = ("ccp-r2111-7", "ccp-l3", "lcen-4")
    risk = (
        "Désigner un format par le produit d'un éditeur avantage ceux qui l'emploient et peut écarter des offres sans "
        "rapport avec le besoin."
    )
    better = "Demandez un format ouvert et modifiable (OpenDocument, CSV, PDF), ou « tout format ouvert équivalent »."
    found = (
        {"cctp": "# Livrables\n\nLes rapports mensuels doivent être fournis au format Excel."},
        {"rc": "# Offre\n\n- Le bordereau des prix, complété au format Excel"},
        {"cctp": "# Plans\n\nLes plans de récolement sont livrés au format DWG."},
    )
    not_found = (
        {"cctp": "# Livrables\n\nLes rapports mensuels doivent être fournis au format Excel ou OpenDocument."},
        {"cctp": "# Existant\n\nLes rapports mensuels doivent être fournis au format Excel."},
        {
            "cctp": "# Livrables\n\n| Livrable | Formats |\n| --- | --- |\n"
            "| Rapports fournis au format Excel | ou tout autre format ouvert |"
        },
        {"cctp": "# Livrables\n\nLes rapports doivent être fournis au format Excel\n\nou OpenDocument."},
        {"cctp": "# Contenus\n\nLes contenus sont fournis par la ville au format Word."},
        {"cctp": "# Contenus\n\nLa commune transmet les textes au format Word."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        hints = reading.hinted(self.id, "risk")
        told: set[tuple[int, int]] = set()
        rule = next(iter(reading.hinted(self.id, "verifiable")), None) if hints else None
        for hint in hints:
            rank = reading.rank(hint.passage)
            if rank is None or ESTATE.search(reading.lines[rank].above) or _open_beside(reading, rank):
                continue
            first, last = sentence(reading.lines[rank].folded, hint.start, hint.end)
            if _GIVEN.search(reading.lines[rank].folded[first:last]) or (rank, first) in told:
                continue
            told.add((rank, first))  # one sentence may fit two wordings: the format is told once
            if rule is None:
                yield Finding(hint.signal.message, (hint,))
            else:
                where = reading.rank(rule.passage)
                said = f" ({place(reading.lines[where])})" if where is not None else ""
                what = (
                    f"{hint.signal.message.rstrip('.')} ; le dossier admet d'autres formats ailleurs{said} : "
                    "écrivez-le aussi ici."
                )
                yield Finding(what, (hint, rule))


def _open_beside(reading: Reading, rank: int) -> bool:
    cells = row(reading, rank)
    if cells:
        return any(_OPEN.search(line.folded) for line in cells if line is not reading.lines[rank])
    following = next_line(reading, rank)
    return following is not None and bool(_COMPLETES.match(following.folded) and _OPEN.search(following.folded))
