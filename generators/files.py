"""Documents on the disk: all of them or none, and never over the work of someone else."""

from __future__ import annotations

import errno
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Release
from clausier.engine.review import Review
from clausier.engine.selection import Selection
from clausier.generators import odt, page, web, word, word_annotated
from clausier.generators.clauses import part_documents
from clausier.generators.document import Document, published
from clausier.generators.errors import WriteError
from clausier.generators.justification import justification
from clausier.generators.report import report

WRITERS: Mapping[str, Callable[[Document], bytes]] = {"docx": word.docx_bytes, "odt": odt.odt_bytes}
REPORT_WRITERS = {**WRITERS, "html": web.html_bytes}
FILE_NAMES: Mapping[str, str] = {
    "cctp": "cctp",
    "ccap": "ccap",
    "rc": "rc",
    "rgpd_annex": "annexe-rgpd",
    "ae": "acte-d-engagement",
    "crt": "cadre-de-reponse",
    "price_schedule": "bordereau-des-prix",
    "notice": "avis",
}
NOTE = "note-de-justification"
REPORT = "rapport"
NOTHING: Mapping[str, bytes] = {}
# Where each format says what made it. A word processor signs what it saves: an edited document is no longer ours.
_SIGNATURES: Mapping[str, tuple[str, bytes]] = {
    ".docx": ("docProps/app.xml", f"<Application>{word.PRODUCER}</Application>".encode()),
    ".odt": ("meta.xml", f"<meta:generator>{odt.PRODUCER}</meta:generator>".encode()),
}
_MARKDOWN = "<!-- clausier -->"  # the first line of a Markdown page: readers do not show it
# What the system says in its own language.
_FAILURES: Mapping[int, str] = {
    errno.ENOENT: "ce dossier ne peut pas être créé à cet endroit",
    errno.EROFS: "cet emplacement est en lecture seule",
    errno.ENAMETOOLONG: "ce nom de dossier est trop long",
}
_HEAD = 20_000  # bytes in which a signature is looked for


def write_clauses(
    catalogue: Catalogue,
    selection: Selection,
    folder: Path,
    formats: tuple[str, ...] = ("docx", "odt"),
    publication: bool = False,
) -> list[Path]:
    """Write every part and the justification note of a selection, in each format; gives the paths written.

    For a `publication`, the parts are those that tenderers get once reread; the note stays as it is, for the buyer.
    A folder holds one purchase, in the formats last asked for: our other documents leave it, as we wrote them.
    Raises WriteError where the folder cannot be written, or holds under one of these names a file that is not ours.
    """
    parts = part_documents(catalogue, selection)
    documents = {FILE_NAMES[part]: published(made) if publication else made for part, made in parts.items()}
    documents[NOTE] = justification(catalogue, selection)
    contents = {f"{name}.{kind}": WRITERS[kind](document) for name, document in documents.items() for kind in formats}
    known = [f"{name}.{kind}" for name in (*FILE_NAMES.values(), NOTE) for kind in WRITERS]
    return write_files(contents, folder, [name for name in known if name not in contents])


def write_report(
    catalogue: Catalogue,
    review: Review,
    folder: Path,
    formats: tuple[str, ...] = tuple(REPORT_WRITERS),
    annotated: Mapping[str, bytes] = NOTHING,
) -> list[Path]:
    """Write the report of a review in each format, and the documents given back `annotated`, by their names.

    Gives the paths written. The other formats of the report leave the folder. Raises WriteError as above.
    """
    # A document of the dossier may have that name, and be given back annotated under it.
    taken = {Path(document.name).stem.lower() for document in review.dossier.documents}
    name = f"{REPORT}-de-relecture" if REPORT in taken else REPORT
    document = report(catalogue, review)
    contents = {f"{name}.{kind}": REPORT_WRITERS[kind](document) for kind in formats}
    stale = [f"{name}.{kind}" for kind in REPORT_WRITERS if kind not in formats]
    return write_files({**annotated, **contents}, folder, stale)


def write_pages(release: Release, folder: Path) -> list[Path]:
    """Write the index and the page of each criterion, withdrawn ones included, and its Markdown beside it.

    Raises WriteError as above.
    """
    pages = {"index.html": page.index_html(release)}
    for criterion in release.criteria.values():
        pages[f"{criterion.id}.html"] = page.criterion_html(criterion, release)
        pages[f"{criterion.id}.md"] = f"{_MARKDOWN}\n{page.criterion_markdown(criterion, release)}"
    pages |= {f"{w.id}.html": page.withdrawn_html(w, release) for w in release.withdrawn.values()}
    return write_files({name: text.encode() for name, text in pages.items()}, folder)


def write_files(contents: Mapping[str, bytes], folder: Path, stale: Iterable[str] = ()) -> list[Path]:
    """Write files into a folder, made if need be: on any failure, the folder is left as it was.

    `stale` are names whose file is removed with it, where it is one of ours.
    """
    targets = [folder / name for name in contents]
    for target in targets:
        if target.exists() and not made_by_us(target) and not _holds(target, contents[target.name]):
            raise WriteError(
                "ce fichier existe déjà, et il a été modifié ou vient d'ailleurs",
                str(target),
                "Déplacez-le, ou choisissez un autre dossier",
            )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder, hence on the same disk: moving there is a renaming, which nothing can interrupt.
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as workshop:
            fresh = Path(workshop, "fresh")
            fresh.mkdir()
            for name, data in contents.items():
                (fresh / name).write_bytes(data)
            if folder.exists():
                leaving = [name for name in stale if (folder / name).exists() and made_by_us(folder / name)]
                _replace(fresh, folder, Path(workshop, "former"), list(contents), leaving)
            else:
                fresh.rename(folder)
    except OSError as error:
        raise _explained(error, folder) from error
    return targets


def _replace(fresh: Path, folder: Path, former: Path, names: list[str], leaving: list[str]) -> None:
    """Put the fresh files in the place of the former ones; put the former ones back if one refuses."""
    former.mkdir()
    done: list[str] = []
    try:
        for name in leaving:
            os.replace(folder / name, former / name)
            done.append(name)
        for name in names:
            done.append(name)
            if (folder / name).exists():
                os.replace(folder / name, former / name)
            os.replace(fresh / name, folder / name)
    except OSError:
        for name in done:
            if (former / name).exists():
                os.replace(former / name, folder / name)
            elif not (fresh / name).exists():
                os.replace(folder / name, fresh / name)
        raise


def made_by_us(path: Path) -> bool:
    """Whether a file is one of our outputs, as we wrote it."""
    try:
        if path.suffix not in _SIGNATURES:
            with path.open("rb") as file:
                head = file.read(_HEAD)
            return page.SIGNATURE.encode() in head or head.startswith(_MARKDOWN.encode())
        member, signature = _SIGNATURES[path.suffix]
        with zipfile.ZipFile(path) as package:
            # A buyer's document that we annotated keeps its own maker's signature: its comments bear ours.
            places = {name: word_annotated.MARK for name in package.namelist() if "comments" in name}
            return any(mark in _head(package, name) for name, mark in {**places, member: signature}.items())
    except (OSError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False


def _holds(path: Path, data: bytes) -> bool:
    """Whether writing a file would change nothing of it: a document to which no remark was added."""
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _head(package: zipfile.ZipFile, member: str) -> bytes:
    with package.open(member) as file:
        return file.read(_HEAD)


def _explained(error: OSError, folder: Path) -> WriteError:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return WriteError("un fichier porte déjà ce nom de dossier", str(folder), "Choisissez un autre dossier")
    if isinstance(error, PermissionError):
        what = "ce dossier, ou l'un de ses fichiers, ne peut pas être écrit"
        return WriteError(what, str(folder), "Fermez les documents ouverts, ou choisissez un autre dossier")
    if error.errno == errno.ENOSPC:
        return WriteError("le disque est plein", str(folder), "Libérez de la place, puis recommencez")
    what = _FAILURES.get(error.errno or 0, "l'écriture a échoué")
    return WriteError(what, str(folder), "Choisissez un autre dossier")
