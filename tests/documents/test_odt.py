"""OpenDocument texts, read back: the same document as Word's, in LibreOffice's own terms."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import odfdo
import pytest
from openxml_audit import FileFormat, OdfValidator

from clausier.generators.document import Document, Heading, numbered
from clausier.generators.odt import odt_bytes
from clausier.generators.typography import french

PARTS = ("cctp", "ccap", "rc", "rgpd_annex", "crt", "price_schedule", "note")


@pytest.fixture(scope="module")
def files(documents: dict[str, Document]) -> dict[str, bytes]:
    return {name: odt_bytes(document) for name, document in documents.items()}


def opened(data: bytes) -> odfdo.Document:
    return odfdo.Document(io.BytesIO(data))


@pytest.mark.parametrize("name", PARTS)
def test_a_document_keeps_to_the_schema_without_a_finding(name: str, files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / f"{name}.odt"
    path.write_bytes(files[name])
    for deep in (False, True):
        result = OdfValidator(file_format=FileFormat.ODF_1_3, relaxng_validation=deep).validate(path)
        assert result.errors == []


@pytest.mark.parametrize("name", PARTS)
def test_the_same_document_gives_the_same_bytes(
    name: str, files: dict[str, bytes], documents: dict[str, Document]
) -> None:
    assert odt_bytes(documents[name]) == files[name]


def test_the_package_begins_with_its_kind_and_bears_no_time(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["cctp"])) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_says_its_title_language_author_and_date(files: dict[str, bytes]) -> None:
    meta = opened(files["cctp"]).meta
    assert meta.title == "CCTP – Équipement de l’école & portail des familles"
    assert meta.language == "fr-FR"
    assert meta.initial_creator == "Commune d’Exemple"
    assert str(meta.creation_date)[:10] == str(meta.date)[:10] == "2026-11-22"


@pytest.mark.parametrize("name", PARTS)
def test_headings_are_real_and_numbered_by_the_outline(
    name: str, files: dict[str, bytes], documents: dict[str, Document]
) -> None:
    wanted = [(block.level, french(block.text)) for block in documents[name].blocks if isinstance(block, Heading)]
    target = opened(files[name])
    assert [(int(header.level), header.inner_text) for header in target.body.get_headers()] == wanted
    styles = [header.get_attribute("text:style-name") for header in target.body.get_headers()]
    assert [str(style).removesuffix("Page") for style in styles] == [f"Heading_20_{level}" for level, _ in wanted]
    outline = target.styles.get_element("//text:outline-style")
    assert outline is not None
    assert [level.get_attribute("style:num-format") for level in outline.children] == ["1", "1", "1"]


def test_the_table_of_contents_is_already_filled_with_links(
    files: dict[str, bytes], documents: dict[str, Document]
) -> None:
    numbers = numbered(documents["ccap"].blocks)
    wanted = [
        f"{numbers[block.anchor]}\t{french(block.text)}"
        for block in documents["ccap"].blocks
        if isinstance(block, Heading)
    ]
    body = opened(files["ccap"]).body
    index = body.get_element("//text:index-body")
    assert index is not None
    links = index.get_elements(".//text:a")
    assert [str(link.inner_text) for link in links] == wanted
    marks = {mark.get_attribute("text:name") for mark in body.get_elements("//text:bookmark-start")}
    assert {str(link.get_attribute("xlink:href"))[1:] for link in links} <= marks


def test_the_language_is_french_by_default(files: dict[str, bytes]) -> None:
    properties = opened(files["cctp"]).styles.get_element("//style:default-style/style:text-properties")
    assert properties is not None
    assert (properties.get_attribute("fo:language"), properties.get_attribute("fo:country")) == ("fr", "FR")


@pytest.mark.parametrize("name", ["ccap", "rc", "note"])
def test_a_table_has_a_header_row_and_a_description(name: str, files: dict[str, bytes]) -> None:
    tables = opened(files[name]).body.get_elements("//table:table")
    assert tables
    for table in tables:
        assert len(table.get_elements("table:table-header-rows/table:table-row")) == 1
        for tag in ("table:title", "table:desc"):
            described = table.get_element(tag)
            assert described is not None
            assert described.text


def test_each_kind_of_text_has_its_style(sampler: Document, tmp_path: Path) -> None:
    (tmp_path / "sampler.odt").write_bytes(odt_bytes(sampler))
    validator = OdfValidator(file_format=FileFormat.ODF_1_3, relaxng_validation=True)
    assert validator.validate(tmp_path / "sampler.odt").errors == []
    body = opened(odt_bytes(sampler)).body
    paragraph = next(p for p in body.get_paragraphs() if p.style == "Text_20_body")
    assert {span.inner_text: span.style for span in paragraph.get_spans()} == {
        "valeur": "ClauseValeur",
        "[blanc]": "ACompleter",
        "fort": "Strong_20_Emphasis",
        "accent": "Emphasis",
        "en passant": "EnPassant",
    }
    (link,) = paragraph.get_elements("text:a")
    assert link.get_attribute("xlink:href") == "https://exemple.invalid/a?b=1&c=2"
    assert paragraph.get_elements("text:line-break")
    (reference,) = paragraph.get_elements("text:bookmark-ref")
    assert reference.text == "1.1.1"


def test_no_style_is_used_that_is_not_declared(files: dict[str, bytes]) -> None:
    for data in files.values():
        target = opened(data)
        declared = {
            style.get_attribute("style:name")
            for part in (target.styles, target.content)
            for style in part.get_elements("//style:style | //text:list-style")
        }
        used = {
            element.get_attribute(attribute)
            for attribute in ("text:style-name", "table:style-name")
            for element in target.body.get_elements(f"//*[@{attribute}]")
        }
        assert used <= declared


def test_a_blank_is_highlighted_and_between_brackets(files: dict[str, bytes]) -> None:
    blanks = opened(files["cctp"]).body.get_elements("//text:span[@text:style-name='ACompleter']")
    assert blanks
    assert all(str(blank.inner_text).startswith("[") and str(blank.inner_text).endswith("]") for blank in blanks)


def test_the_footer_says_base_profile_date_and_page(files: dict[str, bytes]) -> None:
    styles = opened(files["cctp"]).styles
    lines = [line.inner_text for line in styles.get_elements("//style:footer/text:p")]
    assert lines[0].startswith("CCTP – Équipement de l’école & portail des familles")
    assert "droit au 22\u00a0novembre 2026" in lines[1]
    assert styles.get_elements("//style:footer//text:page-number")
    assert styles.get_elements("//style:footer//text:page-count")


def test_libreoffice_opens_it_without_repair(
    files: dict[str, bytes], need: Callable[[str], Path], tmp_path: Path
) -> None:
    soffice, pdftotext = need("soffice"), need("pdftotext")
    (tmp_path / "ccap.odt").write_bytes(files["ccap"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "ccap.odt"]
    subprocess.run(command, check=True, capture_output=True)
    done = subprocess.run([pdftotext, "-layout", tmp_path / "ccap.pdf", "-"], check=True, capture_output=True)
    printed = " ".join(done.stdout.decode().split())
    assert "1.1 Correction des défauts d’accès" in printed
    assert "CCAG-TIC, article 14 CCAP, article 1.1" in printed
    assert "Page 1 sur 2" in printed
