"""The command line: it reads arguments, and each command imports only what it runs on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from clausier import __version__

_FRENCH = {
    "usage: ": "usage : ",
    "positional arguments": "arguments",
    "options": "options",
    "show this help message and exit": "afficher cette aide",
    "the following arguments are required: %s": "il manque %s ; ajoutez-le, ou demandez de l'aide avec --help",
    "unrecognized arguments: %s": "argument inconnu : %s ; vérifiez son orthographe avec --help",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "choix inconnu %(value)r ; choix possibles : %(choices)s",
    "expected one argument": "une valeur est attendue",
    "expected at least one argument": "au moins une valeur est attendue",
    "invalid %(type)s value: %(value)r": "valeur %(value)r refusée",
}


def _translated(message: str) -> str:
    return _FRENCH.get(message, message)


# argparse has no other door to its sentences than the gettext function of its module.
setattr(argparse, "_", _translated)  # noqa: B010


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog} : {message}.{_near(message)}\n")


def _near(message: str) -> str:
    """« Vouliez-vous « select » ? » after a command that does not exist."""
    from difflib import get_close_matches

    given, _, choices = message.partition(" ; choix possibles : ")
    close = get_close_matches(given.split("'")[-2], choices.replace("'", "").split(", "), 1) if choices else []
    return f" Vouliez-vous « {close[0]} » ?" if close else ""


def parser() -> argparse.ArgumentParser:
    """The whole grammar of the command line."""
    root = _Parser(
        prog="clausier",
        description="Critères, droit et clauses pour des achats publics numériques responsables.",
        epilog="Chaque commande explique ses options : clausier select --help",
    )
    root.add_argument("--version", action="version", version=f"clausier {__version__}", help="afficher la version")
    commands = root.add_subparsers(dest="command", metavar="commande", required=True, parser_class=_Parser)

    select = commands.add_parser("select", help="les critères qui s'appliquent à un achat, pourquoi, selon quel droit")
    _purchase(select)
    _format(select)
    select.add_argument("--trace", action="store_true", help="montrer comment chaque condition a été jugée")

    new = commands.add_parser("new", help="créer le fichier d'un achat, avec toutes les questions à lire")
    new.add_argument("file", metavar="ACHAT", help="par exemple achat.yaml")

    clauses = commands.add_parser(
        "clauses", help="écrire les pièces du marché : CCTP, CCAP, RC, annexe RGPD, justification"
    )
    _purchase(clauses)
    clauses.add_argument("-o", "--output", required=True, metavar="DOSSIER", help="dossier où écrire les documents")
    clauses.add_argument(
        "--formats",
        nargs="+",
        choices=("docx", "odt"),
        default=["docx", "odt"],
        help="docx, odt (les deux par défaut)",
    )

    clauses.add_argument(
        "--publication", action="store_true", help="sans avis, traces ni mention de la base, une fois tout relu"
    )

    review = commands.add_parser("review", help="relire un projet de CCTP, CCAP ou RC et citer les passages")
    review.add_argument(
        "files",
        nargs="+",
        metavar="FICHIER",
        help=".docx, .odt, .pdf, .doc, .txt ou .md ; plusieurs forment un dossier",
    )
    review.add_argument("--purchase", metavar="ACHAT", help="l'achat, pour écarter ce qui ne le concerne pas")
    review.add_argument(
        "-o",
        "--output",
        metavar="DOSSIER",
        help="dossier où écrire le rapport et rendre les .docx annotés, commentaires et clauses à accepter",
    )
    review.add_argument(
        "--formats",
        nargs="+",
        choices=("docx", "odt", "html"),
        help="du rapport écrit avec -o : docx, odt, html (les trois par défaut)",
    )
    review.add_argument(
        "--part", action="append", default=[], metavar="FICHIER=PIÈCE", help="imposer la pièce d'un fichier"
    )
    _layers(review)
    _format(review, "sarif")

    assess = commands.add_parser("assess", help="noter les réponses d'un soumissionnaire, en intervalles")
    assess.add_argument("answers", metavar="REPONSES", help="fichier .json ou .yaml")
    _layers(assess)
    _format(assess)

    survey = commands.add_parser("survey", help="compter les achats que chaque critère concerne, pour un organisme")
    survey.add_argument("purchases", nargs="+", metavar="ACHAT", help="fichiers .yaml ou .json")
    _layers(survey)
    _format(survey)

    explain = commands.add_parser("explain", help="expliquer un critère ; sans identifiant, en donner la liste")
    explain.add_argument("criterion", nargs="?", metavar="NR", help="par exemple nr-0012")
    explain.add_argument("--release", metavar="FICHIER", help="version compilée de la base (celle installée)")

    questions = commands.add_parser("questions", help="les questions posées au soumissionnaire pour un achat")
    _purchase(questions)
    questions.add_argument(
        "-o", "--output", metavar="FICHIER", help="écrire un fichier de réponses à compléter (.json)"
    )

    profiles = commands.add_parser("profiles", help="les profils de la base : pour qui, et ce qu'ils retiennent")
    _format(profiles)

    facts = commands.add_parser("facts", help="les faits que l'on peut déclarer, avec la question de chacun")
    _format(facts)

    serve = commands.add_parser("serve", help="ouvrir l'interface HTTP")
    serve.add_argument("--host", default="127.0.0.1", help="adresse (127.0.0.1 par défaut)")
    serve.add_argument("--port", type=int, default=8000, help="port (8000 par défaut)")

    _base(commands.add_parser("base", help="tenir la base de critères : vérifier, créer, verrouiller, construire"))
    return root


def _purchase(command: argparse.ArgumentParser) -> None:
    command.add_argument("purchase", metavar="ACHAT", help="fichier .yaml ou .json qui décrit l'achat")
    _layers(command)


def _layers(command: argparse.ArgumentParser) -> None:
    command.add_argument("--as-of", metavar="DATE", help="date à laquelle le droit est lu, AAAA-MM-JJ (aujourd'hui)")
    command.add_argument("--profile", metavar="PROFIL", help="nom d'un profil de la base, ou fichier .yaml")
    command.add_argument("--release", metavar="FICHIER", help="version compilée de la base (celle installée)")


def _format(command: argparse.ArgumentParser, *others: str) -> None:
    choices = ("text", "json", *others)
    told = f"{', '.join(choices[1:-1])} ou {choices[-1]}" if others else "json"
    told = f"text (par défaut){', ' if others else ' ou '}{told}"
    command.add_argument("--format", choices=choices, default="text", help=told)


def _base(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", metavar="action", required=True, parser_class=_Parser)
    check = actions.add_parser("check", help="vérifier toute la base ; tous les défauts sont dits")
    check.add_argument("--only", nargs="+", metavar="NR", default=[], help="seulement ces critères, sans le verrou")
    check.add_argument("--as-of", metavar="DATE", help="date de l'alerte d'abrogation (aujourd'hui)")
    new = actions.add_parser("new", help="créer un critère à compléter")
    new.add_argument("theme", metavar="THEME", help="thème, par exemple inclusion")
    new.add_argument("slug", metavar="NOM-COURT", help="par exemple conformite-rgaa")
    lock = actions.add_parser("lock", help="verrouiller versions et contenus")
    build = actions.add_parser("build", help="construire la version compilée que le paquet livre")
    page = actions.add_parser("page", help="écrire la page de chaque critère, en HTML et en Markdown")
    page.add_argument("-o", "--output", required=True, metavar="DOSSIER")
    coverage = actions.add_parser(
        "coverage", help="ce que la base couvre et laisse : référentiels, qualités, sujets, droit"
    )
    coverage.add_argument("--standard", metavar="REFERENTIEL", help="un seul référentiel, critère par critère")
    _format(coverage)
    draft = actions.add_parser("explain", help="expliquer un critère tel qu'il est dans les sources")
    draft.add_argument("criterion", nargs="?", metavar="NR")
    for action in (check, new, lock, build, page, coverage, draft):
        action.add_argument("--folder", metavar="DOSSIER", default="criteria", help="sources de la base (criteria/)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 when a check found faults, 2 when the input cannot be used."""
    options = parser().parse_args(argv)
    from clausier.api.commands import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
