"""Word documents, read back: text, styles, numbering, headings, tables, fields, languages, bytes."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

from clausier.generators.document import Document, Heading, Toc, numbered
from clausier.generators.typography import french
from clausier.generators.word import docx_bytes

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
PARTS = ("cctp", "ccap", "rc", "rgpd_annex", "crt", "price_schedule", "note")


@pytest.fixture(scope="module")
def files(documents: dict[str, Document]) -> dict[str, bytes]:
    return {name: docx_bytes(document) for name, document in documents.items()}


def opened(data: bytes) -> DocxDocument:
    return docx.Document(io.BytesIO(data))


def texts(data: bytes, style: str) -> list[str]:
    return [
        paragraph.text for paragraph in opened(data).paragraphs if paragraph.style and paragraph.style.name == style
    ]


def test_every_part_with_a_clause_and_the_note_are_printed(files: dict[str, bytes]) -> None:
    assert set(files) == set(PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_a_document_opens_in_word_without_a_finding(name: str, files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / f"{name}.docx"
    path.write_bytes(files[name])
    for version in (FileFormat.OFFICE_2013, FileFormat.MICROSOFT_365):
        assert OpenXmlValidator(file_format=version).validate(path).errors == []


@pytest.mark.parametrize("name", PARTS)
def test_the_same_document_gives_the_same_bytes(
    name: str, files: dict[str, bytes], documents: dict[str, Document]
) -> None:
    assert docx_bytes(documents[name]) == files[name]


def test_the_only_dates_are_the_one_the_law_is_read_at(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["cctp"])) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(files["cctp"]).core_properties
    assert properties.created == properties.modified
    assert str(properties.created)[:10] == "2026-11-22"


def test_the_file_says_its_title_language_and_author(files: dict[str, bytes]) -> None:
    properties = opened(files["cctp"]).core_properties
    assert properties.title == "CCTP – Équipement de l’école & portail des familles"
    assert properties.language == "fr-FR"
    assert properties.author == "Commune d’Exemple"


@pytest.mark.parametrize("name", PARTS)
def test_headings_are_real_and_numbered_by_their_style(
    name: str, files: dict[str, bytes], documents: dict[str, Document]
) -> None:
    wanted = [(block.level, french(block.text)) for block in documents[name].blocks if isinstance(block, Heading)]
    found = [
        (int(paragraph.style.name[-1]), paragraph.text)
        for paragraph in opened(files[name]).paragraphs
        if paragraph.style and paragraph.style.name and paragraph.style.name.startswith("Heading ")
    ]
    assert found == wanted
    target = opened(files[name])
    levels = target.part.numbering_part.element.findall(".//w:lvl", W)
    bound = {level.find("w:pStyle", W).get(qn("w:val")): level.get(qn("w:ilvl")) for level in levels}
    for level in (1, 2, 3):
        assert target.styles[f"Heading {level}"].element.find(".//w:numId", W).get(qn("w:val")) == "1"
        assert bound[f"Titre{level}"] == str(level - 1)


@pytest.mark.parametrize("name", PARTS)
def test_the_table_of_contents_is_a_field_already_filled(
    name: str, files: dict[str, bytes], documents: dict[str, Document]
) -> None:
    body = opened(files[name]).element.body
    content = body.find("w:sdt/w:sdtContent", W)
    assert content is not None
    codes = [element.text for element in content.iter(qn("w:instrText"))]
    assert [code.split()[0] for code in codes] == ["TOC"]
    blocks = documents[name].blocks
    numbers = numbered(blocks)
    depth = next(block.depth for block in blocks if isinstance(block, Toc))
    wanted = [
        numbers[block.anchor] + french(block.text)
        for block in blocks
        if isinstance(block, Heading) and block.level <= depth
    ]
    links = list(content.iter(qn("w:hyperlink")))
    assert ["".join(text.text for text in link.iter(qn("w:t"))) for link in links] == wanted
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in links} <= marks


@pytest.mark.parametrize("name", PARTS)
def test_every_text_is_marked_as_french(name: str, files: dict[str, bytes]) -> None:
    target = opened(files[name])
    footer = target.sections[0].footer._element
    for run in (*target.element.body.iter(qn("w:r")), *footer.iter(qn("w:r"))):
        if run.find("w:t", W) is not None:
            language = run.find("w:rPr/w:lang", W)
            assert language is not None
            assert language.get(qn("w:val")) == "fr-FR"
    defaults = target.styles.element.find("w:docDefaults//w:lang", W)
    assert defaults is not None
    assert defaults.get(qn("w:val")) == "fr-FR"


@pytest.mark.parametrize("name", ["ccap", "rc", "note"])
def test_a_table_has_a_header_row_whole_rows_and_a_description(name: str, files: dict[str, bytes]) -> None:
    target = opened(files[name])
    assert target.tables
    for table in target.tables:
        rows = table._tbl.findall("w:tr", W)
        assert [row.find("w:trPr/w:tblHeader", W) is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find("w:trPr/w:cantSplit", W) is not None for row in rows)
        for tag in ("tblCaption", "tblDescription"):
            described = table._tbl.find(f"w:tblPr/w:{tag}", W)
            assert described is not None
            assert described.get(qn("w:val"))
    assert len(texts(files[name], "Caption")) == len(target.tables)


def test_a_blank_is_highlighted_and_between_brackets(files: dict[str, bytes]) -> None:
    body = opened(files["cctp"]).element.body
    highlighted = [
        "".join(text.text for text in run.iter(qn("w:t")))
        for run in body.iter(qn("w:r"))
        if run.find("w:rPr/w:highlight", W) is not None
    ]
    assert highlighted
    assert all(text.startswith("[") and text.endswith("]") for text in highlighted)


def test_control_penalty_and_trace_have_styles_of_their_own(files: dict[str, bytes]) -> None:
    (control, *_) = texts(files["ccap"], "Clause – contrôle")
    (penalty,) = texts(files["ccap"], "Clause – pénalité")
    (trace, *_) = texts(files["ccap"], "Clause – trace")
    assert control.startswith("Contrôle\u00a0: Date de la notification")
    assert penalty.endswith("une pénalité de 200\u00a0€.")
    source, law = "NR-9001 · ccap-correction · v1.2.0", "Loi n°\u00a02101-47 du pays d’Exemple, art.\u00a047"
    assert trace == f"{source} — critère obligatoire — {law}"


def test_the_footer_says_base_profile_date_and_page(files: dict[str, bytes]) -> None:
    footer = opened(files["cctp"]).sections[0].footer
    first, second = (paragraph.text for paragraph in footer.paragraphs)
    assert first == "CCTP – Équipement de l’école & portail des familles\tPage 1 sur 1"
    assert second == (
        "Base 2026.11.0, profil «\u00a0Syndicat d’Exemple\u00a0», ambition «\u00a0socle\u00a0», "
        "droit au 22\u00a0novembre 2026"
    )
    codes = [element.text.strip() for element in footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_a_reference_to_an_article_follows_its_number(files: dict[str, bytes]) -> None:
    body = opened(files["ccap"]).element.body
    references = [element.text.split() for element in body.iter(qn("w:instrText")) if " REF " in element.text]
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert references
    assert all(words[1] in marks and "\\r" in words for words in references)


def test_a_cited_text_leads_to_its_address(files: dict[str, bytes]) -> None:
    target = opened(files["note"])
    addresses = {relation.target_ref for relation in target.part.rels.values() if relation.is_external}
    assert addresses == {"https://exemple.invalid/loi-47", "https://exemple.invalid/reglement-28"}


def test_each_kind_of_text_has_its_style(sampler: Document, tmp_path: Path) -> None:
    (tmp_path / "sampler.docx").write_bytes(docx_bytes(sampler))
    assert OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(tmp_path / "sampler.docx").errors == []
    target = opened(docx_bytes(sampler))
    paragraph = next(p for p in target.paragraphs if p.style and p.style.name == "Body Text")
    styles = {run.text: run.style.name for run in paragraph.runs if run.style}
    assert styles["valeur"] == "Clause – valeur"
    assert styles["[blanc]"] == "À compléter"
    assert styles["fort"] == "Strong"
    assert styles["accent"] == "Emphasis"
    assert [(link.text, link.address) for link in paragraph.hyperlinks] == [
        ("adresse", "https://exemple.invalid/a?b=1&c=2")
    ]
    assert paragraph.text.startswith("texte\nsur deux lignes valeur")
    assert paragraph.text.endswith("1.1.1")


def test_a_document_without_heading_has_no_table_of_contents(sampler: Document) -> None:
    alone = replace(sampler, blocks=(Toc("Sommaire"),))
    assert opened(docx_bytes(alone)).element.body.find("w:sdt", W) is None


def test_no_comment_of_the_template_reaches_the_buyer(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["cctp"])) as package:
        for name in package.namelist():
            assert not list(etree.fromstring(package.read(name)).iter(etree.Comment)), name


def test_libreoffice_prints_what_was_written(
    files: dict[str, bytes], need: Callable[[str], Path], tmp_path: Path
) -> None:
    soffice, pdftotext = need("soffice"), need("pdftotext")
    (tmp_path / "ccap.docx").write_bytes(files["ccap"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "ccap.docx"]
    subprocess.run(command, check=True, capture_output=True)
    done = subprocess.run([pdftotext, "-layout", tmp_path / "ccap.pdf", "-"], check=True, capture_output=True)
    printed = " ".join(done.stdout.decode().split())
    assert "1.1 Correction des défauts d’accès" in printed
    assert "CCAG-TIC, article 14 CCAP, article 1.1" in printed
    assert "Page 1 sur 2" in printed
