"""The files of a reviewed dossier given back annotated, under their own names."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from clausier.engine.catalogue import Catalogue
from clausier.engine.dossier import Document
from clausier.engine.recogniser import Recogniser
from clausier.engine.review import Review
from clausier.generators.annotations import annotate
from clausier.generators.errors import WriteError
from clausier.generators.word_annotated import Annotated, NotAnnotatedError, annotated_docx
from clausier.generators.words import counted
from clausier.readers.errors import ReadError
from clausier.readers.files import read_file
from clausier.readers.limits import MAX_FILE_BYTES

OTHER_FOLDER = "Choisissez un autre dossier"


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The bytes to write by the name of their file, and what the buyer should know, one French sentence each."""

    contents: Mapping[str, bytes]
    notes: tuple[str, ...]


def annotated_files(
    catalogue: Catalogue,
    review: Review,
    files: Mapping[str, Path],
    folder: Path,
    recogniser: Recogniser | None = None,
) -> GivenBack:
    """The annotated form of each .docx of a reviewed dossier, for a folder; `files` maps its documents to their files.

    Raises WriteError where the folder holds an original, and ReadError where a file has changed or gone.
    """
    names = _names(review)
    contents: dict[str, bytes] = {}
    notes: list[str] = []
    for given in annotate(catalogue, review, recogniser):
        document = given.document
        if document.format != "docx":
            notes.append(f"{document.name} : seul un .docx est rendu annoté ; le rapport porte ses annotations.")
            continue
        target = names[document.name]
        _refuse_original(files[document.name], folder, target)
        try:
            made = annotated_docx(_same_bytes(document, files[document.name]), given, review.as_of)
        except NotAnnotatedError as error:
            notes.append(f"{document.name} n'est pas annoté : {error}. Le rapport porte ses annotations.")
            continue
        contents[target] = made.data
        notes += _told(document, made)
    if contents and not review.scoped:
        notes.append("Les clauses suivent l'achat lu dans le projet : décrivez-le (--purchase) pour être sûr.")
    return GivenBack(contents, tuple(notes))


def _names(review: Review) -> dict[str, str]:
    """What each document is written under: its file name; documents of one name say their folders too."""
    bases = {document.name: PurePath(document.name).name for document in review.dossier.documents}
    shared = Counter(bases.values())
    return {
        name: base if shared[base] == 1 else "-".join(part for part in PurePath(name).parts if part.strip("/\\."))
        for name, base in bases.items()
    }


def _refuse_original(source: Path, folder: Path, target: str) -> None:
    if (folder / target).exists() and os.path.samefile(folder / target, source):
        raise WriteError("ce dossier contient l'original à annoter", str(folder), OTHER_FOLDER)


def _same_bytes(document: Document, source: Path) -> bytes:
    data = read_file(source, MAX_FILE_BYTES)
    if sha256(data).hexdigest() != document.sha256:
        raise ReadError(str(source), "le fichier a changé pendant la relecture", "Enregistrez-le, puis recommencez")
    return data


def _told(document: Document, made: Annotated) -> list[str]:
    if not made.comments and not made.clauses:
        return [f"{document.name} : rien à ajouter."]
    said = counted(made.comments, "commentaire")
    if not made.clauses:
        lines = [f"{document.name} : {said}."]
    else:
        proposed = f"{counted(made.clauses, 'clause')} {'proposée' if made.clauses == 1 else 'proposées'}"
        lines = [f"{document.name} : {said}, {proposed} en modifications suivies, à accepter ou à refuser une à une."]
        if any(passage.contents for passage in document.passages):
            lines.append(f"{document.name} : après votre choix, mettez à jour la table des matières (touche F9).")
    if document.part is None:
        lines.append(
            f"{document.name} : pièce non reconnue, aucune clause n'y est proposée. "
            f"Dites laquelle, par exemple --part {document.name}=cctp."
        )
    return lines
