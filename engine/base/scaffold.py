"""A new criterion to complete: the smallest file that says what each key wants."""

from __future__ import annotations

from pathlib import Path

from clausier.engine.base.source import read_source
from clausier.engine.faults import Fault, InputFaults, suggestion

TEMPLATE = """\
# CC BY 4.0
# Chaque « À ÉCRIRE » est à remplacer ; criteria/README.md explique les clés, les autres fiches servent d'exemple.
id: {id}
slug: {slug}
title: "À ÉCRIRE : ce que le marché fait, en une phrase"
version: 1.0.0
status: draft
status_since: '{date}'
review_by: '{date}'
theme: {theme}
topic: a-ecrire
qualities: {{protecteur: main}}
levers: [commande]
sdgs: [16]
ambition: baseline
assessed_per: lot
what: "À ÉCRIRE : ce qui est demandé"
why: "À ÉCRIRE : pourquoi cela compte"
instead_of:
  avoid: "À ÉCRIRE : la formule creuse habituelle"
  prefer: "À ÉCRIRE : la formule vérifiable"
known_limits:
  - "À ÉCRIRE : ce que le critère ne couvre pas"
legal_basis:
  - {{ref: a-ecrire, role: buyer_duty, why: "À ÉCRIRE"}}
maps_to: {{}}
applicability:
  - strength: recommended
    when: {{fact: purchase.has_user_interface, is: true}}
    because: {{ref: a-ecrire, text: "À ÉCRIRE"}}
clauses: []
questions: []
evidence: []
signals: []
coverage: []
tests: []
changelog:
  - {{version: 1.0.0, date: '{date}', kind: creation, change: "Première version."}}
"""


def new_criterion(folder: Path, theme: str, slug: str, date: str) -> Path:
    """Write the file of a new criterion under the next free id, and give its path. Raises InputFaults."""
    source = read_source(folder)
    themes = [entry["id"] for entry in source.vocabulary["themes"]]
    if theme not in themes:
        remedy = suggestion(theme, themes) or "Thèmes : " + ", ".join(themes)
        raise InputFaults([Fault("", f"thème inconnu « {theme} »", remedy)])
    if not slug.replace("-", "").isalnum() or slug != slug.lower() or not slug.isascii():
        raise InputFaults([Fault("", f"nom court refusé « {slug} »", "Minuscules sans accent, chiffres et tirets")])
    used = [int(name[3:]) for name in (*source.criteria, *source.withdrawn, *source.lock) if name[3:].isdigit()]
    identifier = f"nr-{max(used, default=0) + 1:04d}"
    path = folder / "catalog" / theme / f"{identifier}-{slug}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE.format(id=identifier, slug=slug, theme=theme, date=date), "utf-8")
    return path
