"""All measures in one run: `make bench`. Writes results.json and the table of README.md beside it.

Only ratios within one run should be trusted: the machine is named by its Python and its number of processors.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import date
from pathlib import Path
from typing import Any

import documents
import rules
import start

HERE = Path(__file__).parent


def main() -> None:
    results: dict[str, Any] = {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
    }
    steps = {
        "rules": rules.measure,
        "reading": documents.measure_reading,
        "writing": documents.measure_writing,
        "start_ms": start.measure,
    }
    for number, (name, measure) in enumerate(steps.items(), start=1):
        print(f"[{number}/{len(steps)}] {name}…", file=sys.stderr, flush=True)
        results[name] = measure()
    (HERE / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (HERE / "README.md").write_text(report(results), "utf-8")
    print(report(results))


def french(number: float, decimals: int = 0) -> str:
    """« 1 492 331 », « 0,92 »."""
    return f"{number:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")


def report(results: dict[str, Any]) -> str:
    """The measures as a page, in French."""
    engines = results["rules"]["engines"]
    fastest = max(row["per_second"] for name, row in engines.items() if "clausier" not in name)
    lines = [
        "# Mesures",
        "",
        f"`make bench`, le {results['date']}, Python {results['python']}, {results['processors']} processeurs. "
        "Seuls les rapports d'une même exécution comptent.",
        "",
        f"## Règles : 200 critères × 1 000 jeux de faits, 30 % de faits manquants, {results['rules']['unknown']} "
        "réponses inconnues",
        "",
        "| moteur | évaluations/s | rapport au meilleur des autres | fausses sans le dire | erreurs | dont connu |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {french(row['per_second'])} | {french(row['per_second'] / fastest, 2)} "
        f"| {french(row['silently_wrong'])} | {french(row['raised'])} | {french(row['raised_though_known'])} |"
        for name, row in engines.items()
    ]
    reading, writing, cold = results["reading"], results["writing"], results["start_ms"]
    lines += [
        "",
        f"## Lire un .docx de {reading['pages']} pages ({reading['words']['clausier']} mots)",
        "",
        "| lecteur | millisecondes | mots |",
        "| --- | ---: | ---: |",
        *(f"| {n} | {reading['seconds'][n] * 1000:.0f} | {reading['words'][n]} |" for n in reading["seconds"]),
        "",
        f"Soit {french(reading['times_faster'], 1)} fois plus vite que python-docx.",
        "",
        f"## Écrire un dossier ({writing['documents']} documents, {writing['docx_kilobytes']} Ko en .docx ; "
        f"la note de justification fait {writing['note_pages'] or 'un nombre non compté de'} pages)",
        "",
        "| étape | millisecondes |",
        "| --- | ---: |",
        *(f"| {name} | {seconds * 1000:.0f} |" for name, seconds in writing["seconds"].items()),
        "",
        "## Démarrage à froid",
        "",
        "| commande | millisecondes (médiane) |",
        "| --- | ---: |",
        *(f"| {name} | {value} |" for name, value in cold.items()),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
