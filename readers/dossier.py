"""The one door to documents: files or bytes in, a `Dossier` out, or one clear sentence."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from clausier.engine.dossier import Document, Dossier
from clausier.readers import limits
from clausier.readers.doc import read_doc
from clausier.readers.docx import read_docx
from clausier.readers.errors import ReadError, ReadErrors
from clausier.readers.files import read_file
from clausier.readers.formats import (
    GIVE_SOURCE,
    READ_FORMATS,
    SAVE_AS_DOCX,
    is_old_word,
    is_open_document,
    is_pdf,
    is_zip,
    refuse_if_known,
)
from clausier.readers.limits import Archive
from clausier.readers.odt import read_odt
from clausier.readers.parts import recognise_part
from clausier.readers.pdf import read_pdf
from clausier.readers.text import read_markdown, read_text

_TEXT_READERS: Mapping[str, Callable[[str, bytes], Document]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
_WORD_SUFFIXES = {".docx", ".doc", ".dotx", ".docm", ".dotm"}
_OTHER_SUFFIXES = {
    ".pdf": ("ce n'est pas un fichier PDF, ou il est abîmé", GIVE_SOURCE),
    ".odt": ("ce n'est pas un document LibreOffice, ou il est abîmé", SAVE_AS_DOCX),
    ".ott": ("ce n'est pas un document LibreOffice, ou il est abîmé", SAVE_AS_DOCX),
}


def read_dossier(paths: Iterable[str | os.PathLike[str]], parts: Mapping[str, str] | None = None) -> Dossier:
    """Read the files of one consultation.

    `parts` maps a file, by its name or by its path as given, to the part it plays ("cctp"); the others are recognised
    where they can be. A document is called by its file name, or by its path when two files have the same name.
    Raises ReadError, or ReadErrors when several files are refused.
    """
    files = [os.fspath(path) for path in paths]
    if len(files) > limits.MAX_DOCUMENTS:
        raise ReadError("Dossier", f"plus de {limits.MAX_DOCUMENTS} documents", "Donnez-les en plusieurs fois")
    shared = Counter(PurePath(file).name for file in files)
    names = [PurePath(file).name if shared[PurePath(file).name] == 1 else file for file in files]
    given = dict(parts or {})
    errors = [
        ReadError(name, "ce fichier n'est pas dans le dossier", f"Documents donnés : {', '.join(names)}")
        for name in given
        if name not in names and name not in files
    ]
    documents = []
    for file, name in zip(files, names, strict=True):
        try:
            documents.append(
                read_document(name, read_file(file, limits.MAX_FILE_BYTES), given.get(file, given.get(name)))
            )
        except ReadError as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else ReadErrors(errors)
    return assemble(documents)


def read_document(name: str, data: bytes, part: str | None = None) -> Document:
    """Read one document from memory. Without `part`, the part is recognised where it can be. Raises ReadError."""
    suffix = PurePath(name).suffix.lower()
    if len(data) > limits.MAX_FILE_BYTES:
        raise ReadError(
            name,
            f"le fichier dépasse {limits.MAX_FILE_BYTES // limits.MB} Mo",
            "Réduisez ou enlevez les images, puis réessayez",
        )
    if not data:
        raise ReadError(name, "le fichier est vide", "Vérifiez que c'est le bon fichier")
    if is_zip(data):
        read = read_odt if is_open_document(Archive(name, data)) else read_docx
        document = read(name, data)
    elif is_pdf(data):
        document = read_pdf(name, data)
    elif is_old_word(data):
        document = read_doc(name, data)
    else:
        refuse_if_known(name, data)
        if suffix in _WORD_SUFFIXES:
            raise ReadError(name, "ce n'est pas un document Word, ou il est abîmé", SAVE_AS_DOCX)
        if suffix in _OTHER_SUFFIXES:
            raise ReadError(name, *_OTHER_SUFFIXES[suffix])
        if suffix not in _TEXT_READERS:
            raise ReadError(name, "ce format de fichier n'est pas lu", READ_FORMATS)
        document = _TEXT_READERS[suffix](name, data)
    return replace(document, part=part if part is not None else recognise_part(name, document.passages))


def assemble(documents: Sequence[Document]) -> Dossier:
    """Put documents together, each under its own name, within the limits of a dossier. Raises ReadError."""
    for name, count in Counter(document.name for document in documents).items():
        if count > 1:
            raise ReadError(name, "deux documents du dossier portent ce nom", "Renommez l'un des deux")
    dossier = Dossier(tuple(documents))
    passages = dossier.passages
    if (
        len(documents) > limits.MAX_DOCUMENTS
        or len(passages) > limits.MAX_DOSSIER_BLOCKS
        or sum(len(passage.text) for passage in passages) > limits.MAX_DOSSIER_CHARACTERS
    ):
        raise ReadError("Dossier", "les documents sont trop nombreux ou trop longs", "Donnez-les en plusieurs fois")
    return dossier
