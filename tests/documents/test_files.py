"""Documents on the disk: all or none, and never over someone else's work."""

import os
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import odfdo
import pytest
from openxml_audit import FileFormat, OdfValidator, OpenXmlValidator

from clausier.engine.catalogue import Catalogue
from clausier.engine.model import Release
from clausier.engine.purchase import parse_purchase
from clausier.engine.selection import Selection, select
from clausier.generators.document import Document, Heading, Paragraph, Table, published
from clausier.generators.errors import WriteError
from clausier.generators.files import write_clauses, write_pages

NAMES = {"cctp", "ccap", "rc", "annexe-rgpd", "cadre-de-reponse", "bordereau-des-prix", "note-de-justification"}


def test_every_document_is_written_in_each_format(catalogue: Catalogue, selection: Selection, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "tender"
    paths = write_clauses(catalogue, selection, folder)
    assert {path.name for path in paths} == {f"{name}.{kind}" for name in NAMES for kind in ("docx", "odt")}
    assert set(folder.iterdir()) == set(paths)
    assert list(folder.parent.iterdir()) == [folder]


def test_one_format_may_be_asked_for(catalogue: Catalogue, selection: Selection, tmp_path: Path) -> None:
    paths = write_clauses(catalogue, selection, tmp_path, ("odt",))
    assert {path.suffix for path in paths} == {".odt"}


def test_our_own_outputs_are_written_again_and_neighbours_stay(
    catalogue: Catalogue, selection: Selection, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("à garder")
    first = {path: path.read_bytes() for path in write_clauses(catalogue, selection, tmp_path)}
    second = {path: path.read_bytes() for path in write_clauses(catalogue, selection, tmp_path)}
    assert first == second
    assert (tmp_path / "notes.txt").read_text() == "à garder"


def test_our_documents_of_a_former_purchase_leave_the_folder(
    catalogue: Catalogue, selection: Selection, tmp_path: Path
) -> None:
    write_clauses(catalogue, selection, tmp_path)
    (tmp_path / "avis.docx").write_text("le travail de quelqu'un")
    facts = {"purchase.estimated_value": 200000}
    other = select(catalogue, parse_purchase({"title": "Achat", "facts": facts}, catalogue, "2026-11-22"))
    paths = write_clauses(catalogue, other, tmp_path, ("odt",))
    assert {path.name for path in paths} == {"ccap.odt", "note-de-justification.odt"}
    assert set(tmp_path.iterdir()) == {*paths, tmp_path / "avis.docx"}
    assert (tmp_path / "avis.docx").read_text() == "le travail de quelqu'un"


@pytest.mark.parametrize("refused", ["cadre-de-reponse.docx", "ccap.odt"])
def test_a_former_document_comes_back_where_the_run_fails(
    refused: str, catalogue: Catalogue, selection: Selection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tender"
    before = {path: path.read_bytes() for path in write_clauses(catalogue, selection, folder)}
    facts = {"purchase.estimated_value": 200000}
    other = select(catalogue, parse_purchase({"title": "Achat", "facts": facts}, catalogue, "2026-11-22"))
    replace = os.replace

    def failing(source: Path, target: Path) -> None:
        if folder / refused in (source, target) and "fresh" not in source.parts:
            raise PermissionError(13, "denied")
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", failing)
        with pytest.raises(WriteError, match="ne peut pas être écrit"):
            write_clauses(catalogue, other, folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_publication_leaves_out_what_is_meant_for_the_buyer(
    catalogue: Catalogue, selection: Selection, tmp_path: Path
) -> None:
    drafts = write_clauses(catalogue, selection, tmp_path / "draft")
    fair = write_clauses(catalogue, selection, tmp_path / "fair", publication=True)
    assert [path.name for path in fair] == [path.name for path in drafts]
    (note,) = (path for path in fair if path.name == "note-de-justification.docx")
    assert note.read_bytes() == (tmp_path / "draft" / note.name).read_bytes()
    for folder, base in (("draft", True), ("fair", False)):
        document = docx.Document(str(tmp_path / folder / "ccap.docx"))
        styles = {p.style.name for p in document.paragraphs if p.style}
        assert ("Clause – trace" in styles, "Avertissement" in styles) == (base, base)
        footer = document.sections[0].footer.paragraphs
        assert any("Base 2026.11.0" in p.text for p in footer) is base
        assert "Page 1 sur 1" in footer[0].text
        target = odfdo.Document(tmp_path / folder / "ccap.odt")
        assert ("Base 2026.11.0" in target.styles.serialize().decode()) is base
    # The identifiers of questions stay: a form filled in is read back by them.
    form = docx.Document(str(tmp_path / "fair" / "cadre-de-reponse.docx"))
    assert "NR-9001 · q-rate" in [p.text for p in form.paragraphs]
    for path in fair:
        found = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365) if path.suffix == ".docx" else OdfValidator()
        assert found.validate(path).errors == []


def test_no_article_of_a_publication_is_held_to_the_next(documents: dict[str, Document]) -> None:
    for document in documents.values():
        blocks = published(document).blocks
        for block, following in pairwise(blocks):
            if isinstance(following, Heading) and isinstance(block, Paragraph | Table):
                assert not block.keep


@pytest.mark.parametrize("name", ["cctp.docx", "ccap.odt"])
def test_a_file_that_is_not_ours_is_never_written_over(
    name: str, catalogue: Catalogue, selection: Selection, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("le travail de quelqu'un")
    with pytest.raises(WriteError) as refused:
        write_clauses(catalogue, selection, tmp_path)
    assert str(refused.value) == (
        f"{tmp_path / name} : ce fichier existe déjà, et il a été modifié ou vient d'ailleurs. "
        "Déplacez-le, ou choisissez un autre dossier."
    )
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("name", "member", "ours", "theirs"),
    [
        ("cctp.docx", "docProps/app.xml", b"clausier", b"Microsoft Office Word"),
        ("cctp.odt", "meta.xml", b"clausier</meta:generator>", b"LibreOffice</meta:generator>"),
    ],
)
def test_a_document_saved_by_a_word_processor_is_no_longer_ours(
    name: str, member: str, ours: bytes, theirs: bytes, catalogue: Catalogue, selection: Selection, tmp_path: Path
) -> None:
    write_clauses(catalogue, selection, tmp_path)
    with zipfile.ZipFile(tmp_path / name) as package:
        members = {entry: package.read(entry) for entry in package.namelist()}
    members[member] = members[member].replace(ours, theirs)
    with zipfile.ZipFile(tmp_path / name, "w") as package:
        for entry, data in members.items():
            package.writestr(entry, data)
    with pytest.raises(WriteError, match=name):
        write_clauses(catalogue, selection, tmp_path)


def test_a_folder_whose_name_is_taken_by_a_file_is_refused(
    catalogue: Catalogue, selection: Selection, tmp_path: Path
) -> None:
    taken = tmp_path / "tender"
    taken.write_text("un fichier")
    for folder in (taken, taken / "inside"):
        with pytest.raises(WriteError, match="un fichier porte déjà ce nom de dossier"):
            write_clauses(catalogue, selection, folder)
    assert taken.read_text() == "un fichier"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "denied"), "ne peut pas être écrit. Fermez les documents ouverts"),
        (OSError(28, "full"), "le disque est plein. Libérez de la place"),
        (OSError(5, "Input/output error"), "l'écriture a échoué"),
    ],
)
def test_a_failure_half_way_leaves_the_folder_as_it_was(
    error: OSError,
    said: str,
    catalogue: Catalogue,
    selection: Selection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "tender"
    before = {path: path.read_bytes() for path in write_clauses(catalogue, selection, folder, ("odt",))}
    replace = os.replace

    def failing(source: Path, target: Path) -> None:
        if target == folder / "rc.docx":
            raise error
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(WriteError, match=said):
        write_clauses(catalogue, selection, folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_pages_are_written_for_every_criterion_even_withdrawn(release: Release, tmp_path: Path) -> None:
    paths = write_pages(release, tmp_path)
    assert {path.stem for path in paths} == {"index", *release.criteria, *release.withdrawn}
    assert {path.stem for path in paths if path.suffix == ".md"} == set(release.criteria)
    assert write_pages(release, tmp_path) == paths
    (tmp_path / "index.html").write_text("<p>Notre page d'accueil</p>")
    with pytest.raises(WriteError, match=r"index\.html"):
        write_pages(release, tmp_path)
