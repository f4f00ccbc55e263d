"""One draft in several formats: each is read for what it is, and is reviewed the same."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from clausier.api.cli import main
from clausier.engine.dossier import Document
from clausier.generators.document import Document as Written
from clausier.generators.odt import odt_bytes
from clausier.generators.word import docx_bytes
from clausier.readers import doc
from clausier.readers.dossier import read_document, read_dossier
from clausier.readers.errors import ReadError


def converted(soffice: Path, source: Path, suffix: str) -> Path:
    profile = f"-env:UserInstallation=file://{source.parent}/profile"
    command = [soffice, profile, "--headless", "--convert-to", suffix, "--outdir", source.parent, source]
    subprocess.run(command, check=True, capture_output=True)
    return source.with_suffix(f".{suffix}")


@pytest.fixture(scope="module")
def drafts(
    need: Callable[[str], Path], documents: dict[str, Written], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The same part in each format, by suffix."""
    folder = tmp_path_factory.mktemp("drafts")
    (folder / "ccap.docx").write_bytes(docx_bytes(documents["ccap"]))
    (folder / "ccap.odt").write_bytes(odt_bytes(documents["ccap"]))
    made = {name: folder / f"ccap.{name}" for name in ("docx", "odt")}
    return made | {name: converted(need("soffice"), made["docx"], name) for name in ("pdf", "doc")}


def sentences(document: Document) -> list[str]:
    """The texts of the body, without list bullets and printed numbers, which only a PDF has in its text."""
    body = [x for x in document.passages if x.kind not in ("header", "footer") and not x.contents]
    return [" ".join(x.text.split()) for x in body]


@pytest.mark.parametrize("name", ["docx", "odt", "pdf", "doc"])
def test_a_part_is_read_and_recognised_in_every_format(name: str, drafts: dict[str, Path]) -> None:
    (document,) = read_dossier([drafts[name]]).documents
    assert (document.format, document.part, document.headings_known) == (name, "ccap", True)
    assert len(document.sha256) == 64


@pytest.mark.parametrize("name", ["odt", "pdf", "doc"])
def test_every_format_gives_the_sentences_of_the_word_file(name: str, drafts: dict[str, Path]) -> None:
    wanted = sentences(read_dossier([drafts["docx"]]).documents[0])
    given = sentences(read_dossier([drafts[name]]).documents[0])
    given = [line.casefold() for line in given]  # a PDF shows the capitals that a style asks for
    missing = [text for text in wanted if not any(line.endswith(text.casefold()) for line in given)]
    assert missing == []


def test_an_old_document_says_that_it_was_converted_and_leads_back_to_nothing(drafts: dict[str, Path]) -> None:
    (document,) = read_dossier([drafts["doc"]]).documents
    assert document.remarks[0].startswith("Ancien format Word (.doc) : le document a été converti par LibreOffice")
    assert {(x.location.story, x.location.element) for x in document.passages} == {(None, None)}


def test_an_old_document_is_refused_where_libreoffice_is_missing(
    drafts: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(_: str) -> None:
        return None

    monkeypatch.setattr(shutil, "which", nowhere)
    with pytest.raises(ReadError) as caught:
        read_document("CCAP.doc", drafts["doc"].read_bytes())
    assert str(caught.value) == (
        "CCAP.doc : c'est un document de l'ancien format Word (.doc). "
        "Ouvrez-le dans Word ou LibreOffice, enregistrez-le au format .docx, puis réessayez."
    )


def test_a_damaged_old_document_is_refused_and_nothing_is_left_behind(
    drafts: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doc, "_MEMORY_FOLDER", str(tmp_path))
    data = drafts["doc"].read_bytes()
    with pytest.raises(ReadError, match="abîmé ou que LibreOffice n'a pas pu convertir"):
        read_document("CCAP.doc", data[:512] + bytes(4_000) + "WordDocument".encode("utf-16-le"))
    assert list(tmp_path.iterdir()) == []


def test_a_conversion_that_takes_too_long_is_ended(
    drafts: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 60 & sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr("clausier.readers.limits.MAX_DOC_SECONDS", 0.2)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(ReadError, match="n'a pas pu convertir"):
        read_document("CCAP.doc", drafts["doc"].read_bytes())


def reviewed(path: Path, part: str, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, str], set[str]]:
    """The verdict of each topic, and the topics of the risks, that the command gives."""
    main(["review", str(path), "--part", f"{path.name}={part}", "--as-of", "2026-11-22", "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    return {one["topic"]: one["verdict"] for one in said["topics"]}, {one["topic"] for one in said["risks"]}


@pytest.mark.parametrize(
    ("original", "part"), [("003_vsgp_infogerance_ccap.pdf", "ccap"), ("004_vsgp_infogerance_rc.pdf", "rc")]
)
def test_a_real_pdf_is_judged_as_its_text_is(
    original: str, part: str, shared_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shared_folder / "corpus/documents" / original
    assert reviewed(path, part, capsys) == reviewed(path.with_suffix(".txt"), part, capsys)
