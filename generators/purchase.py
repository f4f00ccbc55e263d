"""The file of a new purchase: every question in French, each answer waiting behind a « # »."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from clausier.engine.model import Fact, Release
from clausier.generators.answers import write_once

HEAD = """\
# Votre achat. Enlevez le « # » devant les faits que vous connaissez et corrigez la valeur ; laissez les autres :
# un fait absent est inconnu, jamais faux. Ensuite : clausier select {name}
title: "À nommer"
# buyer_name: "Commune d'Exemple"
as_of: '{date}'        # date d'engagement de la consultation : le droit est lu à ce jour
# ambition: baseline      # baseline (socle, si rien n'est dit), advanced ou exemplary
facts:
"""
EXAMPLE = {"boolean": "oui", "integer": "30000", "money": "120000", "date": "'2030-12-31'"}


def write_purchase(release: Release, path: Path, date: str) -> None:
    """Write the file of a new purchase, which is valid as it stands; raises WriteError, and never overwrites."""
    lines = [line for fact in release.facts.values() for line in _lines(fact)]
    write_once(path, HEAD.format(name=path.name, date=date) + "\n".join(lines) + "\n")


def _lines(fact: Fact) -> Iterator[str]:
    yield ""
    unit = f" ({fact.unit})" if fact.unit else ""
    yield from textwrap.wrap(f"{fact.question}{unit}", 110, initial_indent="  # ", subsequent_indent="  # ")
    for value, label in fact.values.items():
        yield f"  #     {value} : {label}"
    first = next(iter(fact.values), "")
    shown = f"[{first}]" if fact.type == "set" else first or EXAMPLE[fact.type]
    yield f"  # {fact.id}: {shown}"
