"""Reads a .doc of Word 97 to 2003: LibreOffice, where it is installed, makes a .docx of it, which is then read."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from clausier.engine.dossier import Document
from clausier.readers import limits
from clausier.readers.docx import read_docx
from clausier.readers.errors import ReadError
from clausier.readers.formats import OLD_WORD, SAVE_AS_DOCX

_COMMANDS = ("soffice", "libreoffice")
_MEMORY_FOLDER = "/dev/shm"  # where there is one, the draft and its copy never reach a disk
_SMALLEST = 1_536  # bytes: the header of an OLE file, its table and its directory
_CONVERTED = "Ancien format Word (.doc) : le document a été converti par LibreOffice pour être lu."
# No macro runs, and what a document links to is not fetched: nobody must learn that a draft is read.
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),  # the port that discards
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def read_doc(name: str, data: bytes) -> Document:
    """Read the bytes of a .doc; `name` is the file as the buyer knows it. The part is left None. Raises ReadError.

    Passages have no way back to the file: what they were read from is gone.
    """
    command = next(filter(None, map(shutil.which, _COMMANDS)), None)
    if command is None:
        raise ReadError(name, OLD_WORD, SAVE_AS_DOCX)
    if len(data) < _SMALLEST:
        raise _not_converted(name)
    document = read_docx(name, _converted(command, name, data))
    return replace(
        document,
        format="doc",
        passages=tuple(
            replace(passage, location=replace(passage.location, story=None, element=None))
            for passage in document.passages
        ),
        sha256=hashlib.sha256(data).hexdigest(),
        remarks=(_CONVERTED, *document.remarks),
    )


def _not_converted(name: str) -> ReadError:
    return ReadError(name, f"{OLD_WORD}, abîmé ou que LibreOffice n'a pas pu convertir", SAVE_AS_DOCX)


def _converted(command: str, name: str, data: bytes) -> bytes:
    """The bytes of a .docx, made in a folder of its own with a profile of its own. Raises ReadError."""
    memory = _MEMORY_FOLDER if os.access(_MEMORY_FOLDER, os.W_OK) else None
    with TemporaryDirectory(prefix="clausier-", dir=memory, ignore_cleanup_errors=True) as folder:
        source, profile = Path(folder, "document.doc"), Path(folder, "profile")
        source.write_bytes(data)
        Path(profile, "user").mkdir(parents=True)
        Path(profile, "user", "registrymodifications.xcu").write_text(_settings(), "utf-8")
        _run(
            [
                command,
                f"-env:UserInstallation={profile.as_uri()}",
                *("--headless", "--norestore", "--nolockcheck", "--infilter=MS Word 97"),
                *("--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)),
            ]
        )
        try:
            with open(source.with_suffix(".docx"), "rb") as file:
                converted = file.read(limits.MAX_FILE_BYTES + 1)
        except OSError as error:
            raise _not_converted(name) from error
    if len(converted) > limits.MAX_FILE_BYTES:
        raise limits.too_long(name)
    return converted


def _settings() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{key}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, key, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _run(command: list[str]) -> None:
    """Run to the end or to the time limit, and leave nothing running: the command starts processes of its own."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(limits.MAX_DOC_SECONDS)
    except subprocess.TimeoutExpired:
        pass  # no result, or half of one, is told by the caller
    finally:
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
