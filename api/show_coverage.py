"""What `clausier base coverage` prints: bars for people, plain data for tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausier.api.show import wrapped
from clausier.engine.base.coverage import BaseCoverage, StandardCoverage
from clausier.engine.base.source import Source
from clausier.engine.faults import Fault, InputFaults, suggestion
from clausier.generators.words import counted

_WIDTH = 24  # characters of a bar


def coverage_text(coverage: BaseCoverage, source: Source) -> str:
    """The whole coverage: a bar a standard, then how many criteria serve each quality, topic and family."""
    lines = ["Référentiels : ce qu'au moins un critère demande"]
    for standard in coverage.standards:
        lines += _standard_lines(standard, source)
    vocabulary = source.vocabulary
    families = next(f for f in vocabulary["facts"] if f["id"] == "purchase.families")["values"]
    for title, labels, served in (
        ("Qualités : critères qui les servent au premier rang", _labels(vocabulary["qualities"]), coverage.qualities),
        ("Sujets : critères", _labels(vocabulary["topics"]), coverage.topics),
        ("Familles d'achat : critères qui peuvent s'appliquer", families, coverage.families),
    ):
        lines += ["", title]
        most = max(map(len, served.values()))
        lines += [f"- {labels[name]:<52.52} {len(ids):>3} {_bar(len(ids), most)}" for name, ids in served.items()]
    idle = [name for name, ids in coverage.references.items() if not ids]
    carried = len(coverage.references) - len(idle)
    lines += [
        "",
        f"Droit et référentiels : {carried} références portées par un critère, sur {len(coverage.references)}",
    ]
    lines += wrapped(f"Les autres, avec leur raison dans references/README.md : {', '.join(idle) or 'aucune'}.")
    return "\n".join(lines)


def standard_text(coverage: BaseCoverage, source: Source, name: str) -> str:
    """One standard, item by item, with the criteria that ask for each. Raises InputFaults for an unknown name."""
    found = {each.standard["id"]: each for each in coverage.standards}
    if name not in found:
        remedy = suggestion(name, found) or f"Référentiels connus : {', '.join(found)}"
        raise InputFaults([Fault("--standard", f"référentiel inconnu « {name} »", remedy)])
    one = found[name]
    lines = _standard_lines(one, source, whole=True)
    for item in one.standard["items"]:
        served = ", ".join(each.upper() for each in one.covered.get(item, ()))
        lines += wrapped(f"  {item} : {served or one.unused.get(item, 'aucun critère')}", "    ")
    return "\n".join(lines)


def coverage_data(coverage: BaseCoverage) -> dict[str, Any]:
    """The same for tools: criteria ids by standard and item, quality, topic, family, reference."""
    return {
        "standards": {
            each.standard["id"]: {"covered": each.covered, "left": each.left, "unused": each.unused}
            for each in coverage.standards
        },
        "qualities": coverage.qualities,
        "topics": coverage.topics,
        "families": coverage.families,
        "references": coverage.references,
    }


def _standard_lines(coverage: StandardCoverage, source: Source, *, whole: bool = False) -> list[str]:
    standard, covered = coverage.standard, len(coverage.covered)
    useful = covered + len(coverage.left)
    if not standard["items"]:
        return wrapped(f"- {standard['id']} : cité par son adresse seulement, {standard['source']}", "  ")
    heir = source.references.get(standard.get("reference", ""), {}).get("replaced_by")
    if heir and not covered:
        return [f"- {standard['id']} : remplacé par {heir}, gardé pour lire les anciennes citations"]
    lines = [f"- {standard['id']:<16} {covered:>3} sur {useful:<3} {_bar(covered, useful)} {standard['title']}"]
    if coverage.left and not whole:
        lines += wrapped(f"  Laissés : {', '.join(coverage.left)}", "    ")
    if coverage.unused and not whole:
        lines += wrapped(f"  Hors sujet, raisons dans le fichier : {counted(len(coverage.unused), 'code')}", "    ")
    return lines


def _labels(entries: list[dict[str, Any]]) -> Mapping[str, str]:
    return {entry["id"]: entry["label"] for entry in entries}


def _bar(part: int, whole: int) -> str:
    filled = round(_WIDTH * part / whole) if whole else 0
    return "█" * filled + "·" * (_WIDTH - filled)
