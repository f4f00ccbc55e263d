"""Files handed in: read from the stream into memory, never onto a disk, within one limit for all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from clausier.api.body import bounded
from clausier.api.errors import Problem, faulty
from clausier.engine.faults import Fault, suggestion
from clausier.readers.limits import MAX_DOCUMENTS

_HIDDEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class _InMemory(MultiPartParser):
    spool_max_size = 0  # SpooledTemporaryFile: never roll over to a file; a draft is not to be written anywhere


@dataclass(frozen=True, slots=True)
class Upload:
    """`files` are (name, bytes) in the order given; `fields` the texts, by name."""

    files: tuple[tuple[str, bytes], ...]
    fields: dict[str, list[str]]

    def one(self, name: str) -> str | None:
        """The text of a field that is given once at most. Raises Problem."""
        texts = self.fields.get(name, [])
        if len(texts) > 1:
            raise faulty([Fault(name, "donné deux fois", "Gardez-en un")])
        return texts[0] if texts else None


async def read_upload(request: Request, limit: int, known: tuple[str, ...]) -> Upload:
    """The multipart form that a request holds, with files under `files` and texts under the `known` names.

    Raises Problem: 415 for another type of content, 413 over `limit` bytes in all, 400 for a form that cannot be read,
    422 for a field that nobody asked for.
    """
    media, _, options = request.headers.get("content-type", "").partition(";")
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", options, re.IGNORECASE)
    if media.strip().lower() != "multipart/form-data" or (charset and charset[1].lower() not in ("utf-8", "utf8")):
        raise Problem(415, "Envoyez un formulaire multipart/form-data en UTF-8, avec les documents dans « files ».")
    parser = _InMemory(request.headers, bounded(request, limit), max_files=MAX_DOCUMENTS, max_fields=MAX_DOCUMENTS + 10)
    try:
        form = await parser.parse()
    except MultiPartException:
        raise Problem(400, "Le formulaire n'est pas lisible : il est incomplet, ou a trop de champs.") from None
    files: list[tuple[str, bytes]] = []
    fields: dict[str, list[str]] = {}
    faults: list[Fault] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if name != "files":
                faults.append(Fault(_shown(name), "un texte est attendu, pas un fichier", "Fichiers : champ « files »"))
            files.append((_file_name(value.filename or "", len(files) + 1), await value.read()))
            await value.close()
        elif name in known:
            fields.setdefault(name, []).append(value)
        else:
            remedy = suggestion(name, ("files", *known)) or "Champs possibles : " + ", ".join(("files", *known))
            what = "un fichier est attendu, pas un texte" if name == "files" else "champ inconnu"
            faults.append(Fault(_shown(name), what, remedy))
    if not files:
        faults.append(Fault("files", "aucun document", "Joignez au moins un .docx, .odt, .pdf, .doc, .txt ou .md"))
    if faults:
        raise faulty(faults)
    return Upload(tuple(files), fields)


def _shown(name: str) -> str:
    return _HIDDEN.sub("?", name)[:80]


def _file_name(given: str, number: int) -> str:
    """The bare name: some browsers send a path."""
    bare = PurePath(_HIDDEN.sub("", given).replace("\\", "/")).name[-150:].strip()
    return bare or f"document-{number}"
