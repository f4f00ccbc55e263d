"""A brand or a type asked for without « ou équivalent »."""

from __future__ import annotations

from collections.abc import Iterator

from clausier.engine.checks.check import Check, Finding
from clausier.engine.reading import Reading


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
    )
    not_found = (
        {"cctp": "# Postes\n\nLe titulaire livre des postes Lenovo ou équivalents."},
        {"cctp": "# Existant\n\nLe parc actuel est composé de postes Lenovo."},
    )

    def find(self, reading: Reading) -> Iterator[Finding]:
        for hint in reading.hinted(self.id, "risk"):
            yield Finding(hint.signal.message, (hint,))
