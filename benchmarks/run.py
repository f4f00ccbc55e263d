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
import paragraphs
import reviewing
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
        "reviewing": reviewing.measure,
        "paragraphs": paragraphs.measure,
        "release": start.measure_release,
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
        *reviewed(results["reviewing"]),
        *recognised(results["paragraphs"]),
        *loaded(results["release"]),
        "## Démarrage à froid",
        "",
        "| commande | millisecondes (médiane) |",
        "| --- | ---: |",
        *(f"| {name} | {value} |" for name, value in cold.items()),
        "",
    ]
    return "\n".join(lines)


def loaded(found: dict[str, float]) -> list[str]:
    """The weight of the compiled base."""
    return [
        f"## Charger la base compilée ({found['criteria']:.0f} critères, {french(found['megabytes_file'], 1)} Mo)",
        "",
        f"{french(found['loading_ms'])} ms dans un processus neuf, dont l'empreinte vérifiée, soit "
        f"{french(found['loading_ms'] / found['msgspec_ms'], 1)} fois la seule lecture du même fichier par msgspec ; "
        f"{french(found['held_mb'])} Mo tenus, {french(found['peak_mb'])} Mo au plus haut.",
        "",
    ]


def reviewed(found: dict[str, Any]) -> list[str]:
    """The speed of a review."""
    command = found["command"]
    return [
        f"## Relire un dossier de {found['pages']} pages ({french(found['megabytes'], 2)} Mo de texte, "
        f"{found['signals']} indices)",
        "",
        "La commande entière, démarrage et lecture du .docx compris : "
        f"{french(command['cpu_seconds'], 2)} s de processeur, {command['megabytes']} Mo de mémoire. Les indices "
        f"seuls : {french(found['megabytes_per_second'], 1)} Mo/s, soit {french(found['times_one_by_one'], 1)} fois la "
        "vitesse des mêmes expressions essayées une à une avec `re` "
        f"({french(found['one_by_one_megabytes_per_second'], 2)} Mo/s).",
        "",
        "| pages | secondes de processeur, relecture en mémoire |",
        "| ---: | ---: |",
        *(f"| {pages} | {french(seconds, 2)} |" for pages, seconds in found["growth"].items()),
        "",
        "Une expression hostile d'une surcouche, sur un texte fait pour elle :",
        "",
        "| texte | secondes |",
        "| ---: | ---: |",
        *(f"| {size} | {french(seconds, 4)} |" for size, seconds in found["hostile"].items()),
        "",
    ]


def recognised(found: dict[str, Any]) -> list[str]:
    """What is found beyond the usual words, on paragraphs by authors who wrote nothing else here."""
    shares = found["shares"]
    kinds = ("good", "other_words", "usual_words", "traps")
    return [
        f"## Trouver au-delà des mots usuels ({found['paragraphs']} paragraphes)",
        "",
        "Deux auteurs qui ne se sont pas lus ; la moitié réservée n'a servi à aucun réglage. Part trouvée :",
        "",
        "| | bons paragraphes | dont sans les mots usuels | dont avec | pièges pris à tort |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {LABELS[name]} | " + " | ".join(french(shares[name][kind] * 100, 1) + " %" for kind in kinds) + " |"
            for name in LABELS
        ),
        "",
        "Moitié réservée, par sujet (bons trouvés, pièges pris) :",
        "",
        "| sujet | bons | pièges |",
        "| --- | ---: | ---: |",
        *(
            f"| {topic} | {said.split(' good, ')[0]} | {said.split(' good, ')[1].removesuffix(' traps')} |"
            for topic, said in found["kept_by_topic"].items()
        ),
        "",
    ]


LABELS = {
    "clausier, kept": "clausier, moitié réservée",
    "clausier, tuned": "clausier, moitié de réglage",
    "keywords, kept": "liste de mots-clés, moitié réservée",
    "keywords, tuned": "liste de mots-clés, moitié de réglage",
}


if __name__ == "__main__":
    main()
