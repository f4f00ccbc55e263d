"""What each command does: read the input, call the engine, print or write. Faults end in one French sentence each."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clausier.engine.catalogue import Catalogue
from clausier.engine.facts import is_iso_date
from clausier.engine.faults import Fault, InputFaults, suggestion
from clausier.engine.release import MAX_RELEASE_BYTES, ReleaseError, parse, shipped, shipped_bytes

if TYPE_CHECKING:
    from clausier.engine.purchase import Purchase
    from clausier.engine.review import Review


def run(options: Namespace) -> int:
    """Run the command that was parsed; the exit status is 0, 1 (a check found faults) or 2 (unusable input)."""
    from clausier.generators.errors import WriteError
    from clausier.readers.errors import ReadError

    try:
        _check_date(options)
        return _COMMANDS[options.command](options)
    except (InputFaults, ReleaseError, ReadError, WriteError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output has gone (`clausier … | head`): nothing is left to say.
        sys.stderr.close()
        return 0


def _check_date(options: Namespace) -> None:
    asked = getattr(options, "as_of", None)
    if asked is not None and not is_iso_date(asked):
        raise InputFaults([Fault("--as-of", f"« {asked} » n'est pas une date", "Écrivez la date ainsi : 2026-11-22")])


def today() -> str:
    return date.today().isoformat()


def catalogue_of(options: Namespace, named: Any = None) -> Catalogue:
    """The catalogue asked for: the shipped release or `--release`, through `--profile`, else the one `named`."""
    from clausier.api.edition import Edition
    from clausier.readers.files import read_file
    from clausier.readers.structured import read_mapping

    edition = Edition(read_file(options.release, MAX_RELEASE_BYTES) if options.release else shipped_bytes())
    # Anything else than a name is a fault of the purchase, said with its other ones.
    wanted: str | None = options.profile or (named if isinstance(named, str) else None)
    if wanted is None or not wanted.endswith((".yaml", ".yml", ".json")):
        return edition.catalogue(wanted)
    profile = read_mapping(Path(wanted))
    try:
        return edition.catalogue(profile)
    except InputFaults as error:
        raise error.of(wanted) from error


def _catalogue_and_purchase(options: Namespace) -> tuple[Catalogue, Purchase]:
    """The purchase of the command, and the catalogue of the profile that the command or the purchase names."""
    data = _purchase_data(options, options.purchase)
    catalogue = catalogue_of(options, data.get("profile"))
    return catalogue, _purchase(catalogue, data, options.purchase)


def _purchase_data(options: Namespace, file: str) -> dict[str, Any]:
    """What the file of a purchase says, at the date of the command where it names one."""
    from clausier.readers.structured import read_mapping

    data = read_mapping(Path(file))
    if data.get("facts", {}) is None:
        del data["facts"]  # « facts: » with nothing under it yet, as `clausier new` writes it
    return {**data, "as_of": options.as_of} if options.as_of else data


def _purchase(catalogue: Catalogue, data: dict[str, Any], file: str) -> Purchase:
    from clausier.engine.purchase import parse_purchase

    try:
        return parse_purchase(data, catalogue, today())
    except InputFaults as error:
        raise error.of(file) from error


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _new(options: Namespace) -> int:
    from clausier.generators.purchase import write_purchase

    write_purchase(shipped(), Path(options.file), today())
    print(f"{options.file} : répondez aux questions que vous connaissez, puis « clausier select {options.file} ».")
    return 0


def _select(options: Namespace) -> int:
    from clausier.api.show import selection_text
    from clausier.engine.selection import select
    from clausier.generators.data import selection_json

    catalogue, purchase = _catalogue_and_purchase(options)
    selection = select(catalogue, purchase)
    if options.format == "json":
        _print_json(selection_json(catalogue, selection, traced=options.trace))
    else:
        print(selection_text(catalogue, selection, traced=options.trace))
    return 0


def _clauses(options: Namespace) -> int:
    from clausier.api.show import open_points
    from clausier.engine.selection import select
    from clausier.generators.files import write_clauses

    catalogue, purchase = _catalogue_and_purchase(options)
    selection = select(catalogue, purchase)
    folder, formats = Path(options.output), tuple(options.formats)
    for path in write_clauses(catalogue, selection, folder, formats, options.publication):
        print(path)
    for line in open_points(catalogue, selection):
        print(line, file=sys.stderr)
    return 0


def _review(options: Namespace) -> int:
    from clausier.api.show_review import review_text
    from clausier.engine.recogniser import shipped_recogniser
    from clausier.engine.review import review
    from clausier.engine.selection import select
    from clausier.generators.review_data import review_json
    from clausier.readers.dossier import read_dossier

    if options.formats and not options.output:
        raise InputFaults([Fault("--formats", "aucun dossier où écrire le rapport", "Ajoutez -o DOSSIER")])
    purchase = None
    if options.purchase:
        catalogue, purchase = _catalogue_and_purchase(options)
    else:
        catalogue = catalogue_of(options)
    parts: dict[str, str] = {}
    for choice in options.part:
        name, _, part = choice.rpartition("=")
        known = f"Pièces : {', '.join(catalogue.release.parts)}"
        if not name:
            raise InputFaults([Fault("--part", f"« {choice} » n'est pas de la forme FICHIER=PIÈCE", known)])
        if part not in catalogue.release.parts:
            remedy = suggestion(part, catalogue.release.parts) or known
            raise InputFaults([Fault("--part", f"pièce inconnue « {part} »", remedy)])
        parts[name] = part
    dossier = read_dossier([Path(file) for file in options.files], parts)
    selection = None
    as_of = options.as_of or today()
    if purchase:
        selection, as_of = select(catalogue, purchase), purchase.as_of
    result = review(catalogue, dossier, as_of, selection, shipped_recogniser())
    # Written first: a folder that cannot be used is told alone, and not after two hundred lines.
    written = _written(options, catalogue, result) if options.output else []
    if options.format == "json":
        _print_json(review_json(result))
    elif options.format == "sarif":
        from clausier.generators.sarif import review_sarif

        _print_json(review_sarif(catalogue, result))
    else:
        print(review_text(result, catalogue.release.parts))
    for line in written:
        print(line, file=sys.stderr)
    return 0


def _written(options: Namespace, catalogue: Catalogue, result: Review) -> list[str]:
    """Write the report and the documents given back; the paths, then what the buyer should know of them."""
    from clausier.engine.recogniser import shipped_recogniser
    from clausier.generators.annotated import annotated_files
    from clausier.generators.files import REPORT_WRITERS, write_report

    names = (document.name for document in result.dossier.documents)
    files = {name: Path(file) for name, file in zip(names, options.files, strict=True)}
    folder, formats = Path(options.output), tuple(options.formats or REPORT_WRITERS)
    given_back = annotated_files(catalogue, result, files, folder, shipped_recogniser())
    paths = write_report(catalogue, result, folder, formats, given_back.contents)
    return [*map(str, paths), *given_back.notes]


def _assess(options: Namespace) -> int:
    from clausier.api.show import assessment_text
    from clausier.engine.answers import parse_answers
    from clausier.engine.assess import assess
    from clausier.generators.data import assessment_json
    from clausier.readers.structured import read_mapping

    catalogue = catalogue_of(options)
    data = read_mapping(Path(options.answers))
    if options.as_of:
        data = {**data, "as_of": options.as_of}
    try:
        answers = parse_answers(data, catalogue, today())
    except InputFaults as error:
        raise error.of(options.answers) from error
    result = assess(catalogue, answers.given, answers.facts, answers.as_of, tenderer=answers.tenderer)
    if options.format == "json":
        _print_json(assessment_json(result))
    else:
        print(assessment_text(result, catalogue.release))
    return 0


def _survey(options: Namespace) -> int:
    from clausier.api.show import survey_text
    from clausier.engine.survey import survey
    from clausier.generators.data import survey_json

    read = [(file, _purchase_data(options, file)) for file in options.purchases]
    profiles = sorted({str(data.get("profile", "aucun")) for _, data in read})
    if len(profiles) > 1 and not options.profile:
        said = f"les achats ne nomment pas le même profil ({', '.join(profiles)})"
        raise InputFaults([Fault("--profile", said, "Choisissez-en un avec --profile")])
    catalogue = catalogue_of(options, read[0][1].get("profile"))
    purchases = [_purchase(catalogue, data, file) for file, data in read]
    dates = sorted({purchase.as_of for purchase in purchases})
    if len(dates) > 1:
        said = f"les achats portent des dates différentes ({', '.join(dates)})"
        raise InputFaults([Fault("--as-of", said, "Choisissez-en une avec --as-of")])
    as_of = dates[0]
    result = survey(catalogue, purchases, as_of)
    if options.format == "json":
        _print_json(survey_json(result, catalogue.release, as_of))
    else:
        print(survey_text(result, len(purchases), as_of))
    return 0


def _explain(options: Namespace) -> int:
    from clausier.api.show import criterion_text
    from clausier.readers.files import read_file

    release = parse(read_file(options.release, MAX_RELEASE_BYTES)) if options.release else shipped()
    print(criterion_text(release, options.criterion))
    return 0


def _questions(options: Namespace) -> int:
    from clausier.api.show import questions_text
    from clausier.engine.selection import select
    from clausier.generators.answers import write_answers

    catalogue, purchase = _catalogue_and_purchase(options)
    selection = select(catalogue, purchase)
    if options.output:
        if not options.output.endswith(".json"):
            what = f"« {options.output} » n'est pas un fichier .json"
            raise InputFaults([Fault("-o", what, "Pour Word, le cadre de réponse vient avec « clausier clauses »")])
        write_answers(catalogue, selection, Path(options.output))
        print(f"{options.output} : répondez aux questions, puis « clausier assess {options.output} ».")
    else:
        print(questions_text(catalogue, selection))
    return 0


def _profiles(options: Namespace) -> int:
    from clausier.api.show import profiles_text

    release = shipped()
    if options.format == "json":
        _print_json(list(release.profiles.values()))
    else:
        print(profiles_text(release))
    return 0


def _facts(options: Namespace) -> int:
    from clausier.api.show import facts_text

    release = shipped()
    if options.format == "json":
        _print_json(
            [
                {
                    "id": f.id,
                    "type": f.type,
                    "level": f.level,
                    "question": f.question,
                    "unit": f.unit,
                    "values": f.values,
                }
                for f in release.facts.values()
            ]
        )
    else:
        print(facts_text(release))
    return 0


def _serve(options: Namespace) -> int:
    from clausier.api.server import serve

    return serve(options.host, options.port)


def _base(options: Namespace) -> int:
    from clausier.api.base_commands import run_base

    return run_base(options)


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "new": _new,
    "select": _select,
    "clauses": _clauses,
    "review": _review,
    "assess": _assess,
    "survey": _survey,
    "explain": _explain,
    "questions": _questions,
    "profiles": _profiles,
    "facts": _facts,
    "serve": _serve,
    "base": _base,
}
