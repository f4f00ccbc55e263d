"""The report of a review: what it says, in which order, and that the three forms of it can be read by anyone."""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import odfdo
import pytest
from docx.oxml.ns import qn
from lxml import etree, html
from openxml_audit import FileFormat, OdfValidator, OpenXmlValidator

from clausier.engine.catalogue import Catalogue
from clausier.engine.checks import Finding
from clausier.engine.dossier import Location, Passage, Quote
from clausier.engine.overlay import whole_catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.recogniser import Recognised
from clausier.engine.release import shipped
from clausier.engine.review import Review, review
from clausier.engine.risks import Risk
from clausier.engine.selection import select
from clausier.generators.document import (
    Block,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Radar,
    Runs,
    Table,
    Toc,
    every_run,
    numbered,
)
from clausier.generators.errors import WriteError
from clausier.generators.files import write_report
from clausier.generators.odt import odt_bytes
from clausier.generators.report import report
from clausier.generators.report_passages import excerpt, found_for
from clausier.generators.typography import french
from clausier.generators.web import html_bytes
from clausier.generators.word import docx_bytes
from clausier.readers.dossier import assemble, read_document, read_dossier

ROOT = Path(__file__).parents[2]
DATE = "2026-11-22"
CCTP = """# Accessibilité

À la recette, le service respecte 80 % des critères du RGAA.

# Postes

Le titulaire livre des postes Lenovo <b>neufs</b> & garantis.

# Écrans

L'interface est intuitive et conviviale.
"""
RC = """# Critères

- Prix : 60 %
- Valeur technique : 40 %
"""
FORMS = ("docx", "odt", "html")


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return whole_catalogue(shipped())


@pytest.fixture(scope="module")
def found(real: Catalogue) -> Review:
    """Of two texts and a Word document, for a purchase that was described."""
    facts = {"buyer.category": "local_authority", "purchase.families": ["web", "laptop"], "purchase.uses_ai": False}
    data = {"title": "Site & postes", "buyer_name": "Commune d'Exemple", "facts": facts}
    selection = select(real, parse_purchase(data, real, DATE))
    word = read_dossier([ROOT / "examples" / "projet-cctp.docx"]).documents[0]
    texts = [read_document("cctp.md", CCTP.encode(), "cctp"), read_document("rc.md", RC.encode(), "rc")]
    return review(real, assemble([*texts, word]), DATE, selection)


@pytest.fixture(scope="module")
def made(real: Catalogue, found: Review) -> Document:
    return report(real, found)


@pytest.fixture(scope="module")
def files(made: Document) -> dict[str, bytes]:
    return {"docx": docx_bytes(made), "odt": odt_bytes(made), "html": html_bytes(made)}


def text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def told(blocks: tuple[Block, ...]) -> str:
    return text(tuple(every_run(blocks)))


def section(document: Document, anchor: str) -> tuple[Block, ...]:
    """The blocks under a heading, those of deeper headings included."""
    blocks = document.blocks
    start = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == anchor)
    level = blocks[start].level  # type: ignore[union-attr]
    rest = (n for n, b in enumerate(blocks) if n > start and isinstance(b, Heading) and b.level <= level)
    return blocks[start + 1 : next(rest, len(blocks))]


# What it says


def test_the_first_page_holds_the_essential_in_the_order_it_is_needed(made: Document) -> None:
    kinds = [type(block) for block in made.blocks]
    assert kinds[: kinds.index(Toc)] == [Heading, Paragraph, Table, Radar, Table]
    assert next(block for block in made.blocks if isinstance(block, Toc)).new_page


def test_the_title_says_whose_purchase_the_date_of_law_and_the_base(made: Document, found: Review) -> None:
    block = made.title_block
    assert (block.buyer, block.purchase, block.title) == ("Commune d'Exemple", "Site & postes", "Rapport de relecture")
    assert block.date == (
        f"Droit lu au 22 novembre 2026 · Base {found.release} en relecture · Relecture automatique, à confirmer"
    )


def test_the_documents_are_named_with_their_part(made: Document) -> None:
    read = made.blocks[1]
    assert isinstance(read, Paragraph)
    assert text(read.runs).startswith("Relu : cctp.md (CCTP), rc.md (RC), projet-cctp.docx (CCTP).")


def test_of_many_documents_the_first_page_counts_the_parts(real: Catalogue) -> None:
    documents = [read_document(f"a{n}.txt", b"Le service ouvre.\n", "cctp" if n else "rc") for n in range(6)]
    read = report(real, review(real, assemble(documents), DATE)).blocks[1]
    assert isinstance(read, Paragraph)
    assert text(read.runs).startswith("Relu : 6 documents : RC, CCTP (5). ")


def test_the_verdicts_counted_are_those_of_the_topics(made: Document, found: Review) -> None:
    counts = made.blocks[2]
    assert isinstance(counts, Table)
    shown = [text(cell) for cell in counts.rows[0]]
    verdicts = [topic.verdict for topic in found.topics]
    order = ("satisfied", "weak", "missing", "not_applicable", "cannot_evaluate")
    assert shown[:5] == [str(verdicts.count(verdict)) for verdict in order]
    assert shown[5].startswith(f"{len(found.risks)} (")


def test_the_radar_and_its_table_say_the_same(made: Document) -> None:
    radar = next(block for block in made.blocks if isinstance(block, Radar))
    assert radar.names == ("Capacitant", "Démocratique", "Équitable", "Frugal", "Inclusif", "Innovant", "Protecteur")
    for share, row in zip(radar.shares, radar.table.rows, strict=True):
        assert share is not None
        assert text(row[1]).replace("\u00a0", " ") == f"{round(share * 100)} %"
        assert f"{text(row[0])} {text(row[1])}" in radar.description


def to_do(document: Document) -> list[str]:
    table = [block for block in document.blocks if isinstance(block, Table)][1]
    return [" | ".join(text(cell) for cell in row) for row in table.rows]


def test_ten_things_come_first_each_with_a_place_the_words_of_the_draft_and_what_to_do(made: Document) -> None:
    lines = to_do(made)
    assert [line.partition(".")[0] for line in lines] == [str(n) for n in range(1, 11)]
    assert lines[0] == (
        "1. CCTP, « Postes ». « Le titulaire livre des postes Lenovo <b>neufs</b> & … ». | "
        "Décrivez les caractéristiques attendues. Marque sans « ou équivalent »"
    )
    assert all(re.match(r"\d+\. (CCTP|CCAP|RC|Dossier)\b", line) for line in lines), lines
    assert not [line for line in lines if "…" in line.rpartition(" | ")[2]]
    assert any(re.search(r" : (aucun|rien|le dossier).+ \| Ajoutez « .+ NR-\d{4}, obligatoire", line) for line in lines)


def test_risks_leave_room_among_the_ten_for_what_the_law_asks(real: Catalogue, found: Review) -> None:
    risks = tuple(Risk(f"r{n}", f"Risque {n}", "Le risque.", "Mieux.", (), (Finding("Ceci.", ()),)) for n in range(12))
    lines = to_do(report(real, replace(found, risks=risks)))
    assert sum("Dossier. Ceci." in line for line in lines) == 6
    assert "obligatoire" in lines[6]


def test_the_words_of_a_thing_to_do_keep_their_capitals_and_their_article(real: Catalogue, found: Review) -> None:
    place = Passage("cctp.md", "paragraph", "Les écrans portent le label Energy Star.", Location(1), ("4.2 Écrans",))
    quote = Quote(place, "cctp", 22, 39)
    risk = Risk("label", "Label", "Le risque.", "Ajoutez « ou équivalent ».", (), (Finding("Un label.", (quote,)),))
    assert to_do(report(real, replace(found, risks=(risk,))))[0] == (
        "1. CCTP, art. 4.2. « Les écrans portent le label Energy Star ». | Ajoutez « ou équivalent ». Label"
    )


def test_a_risk_that_signals_alone_tell_has_a_stake_and_an_example(real: Catalogue) -> None:
    text = "# Statistiques\n\nL'interface devra être engageante et fidéliser les usagers.\n"
    dossier = assemble([read_document("a.md", text.encode(), "cctp")])
    said = told(section(report(real, review(real, dossier, DATE)), "risk-attention_respectful_design_risk"))
    assert "Risque pour l'exécution : Un service public se mesure au temps qu'il fait gagner" in said
    assert "Mieux : par exemple « Aucun média ne démarre seul" in said


def test_a_topic_gives_its_verdict_its_passages_their_place_and_why_they_were_found(made: Document) -> None:
    said = told(section(made, "topic-accessibility"))
    assert "Faible : le dossier n'en dit qu'une partie." in said
    assert "« À la recette, le service respecte 80 % des critères du RGAA. »" in said
    assert "cctp.md (CCTP), ligne 3, sous « Accessibilité ». Exigence vérifiable : " in said


def test_a_topic_tells_what_is_missing_and_the_clause_that_says_it(made: Document) -> None:
    said = told(section(made, "topic-accessibility"))
    assert "Rien n'oblige le titulaire à corriger jusqu'à la conformité totale." in said
    assert "À écrire : « Accessibilité numérique : correction jusqu'à la conformité totale » (CCAP)" in said


def test_every_topic_is_told_once(made: Document, found: Review) -> None:
    blocks = section(made, "topics")
    headings = [b.text for b in blocks if isinstance(b, Heading) and b.level == 3]
    listed = [text(item).partition(" :")[0] for b in blocks if isinstance(b, ListBlock) for item in b.items]
    for topic in found.topics:
        assert (headings + listed).count(topic.topic.label) == 1, topic.topic.label


def test_a_risk_gives_its_law_at_the_date_a_better_wording_and_its_passages(made: Document) -> None:
    said = told(section(made, "risk-brand_reference_without_equivalent"))
    assert "Risque pour la procédure : " in said
    assert "Mieux : Décrivez les caractéristiques attendues." in said
    assert "Code de la commande publique, art. R. 2111-7 (en vigueur depuis le 1er avril 2019)" in said
    assert "Lenovo" in said and "cctp.md (CCTP), ligne 7, sous « Postes »." in said


def test_a_risk_of_the_whole_dossier_needs_no_passage(real: Catalogue, found: Review) -> None:
    risk = Risk(
        "environmental_criterion_absent", "Sans critère", "Le risque.", "Écrivez-en un.", (), (Finding("Aucun.", ()),)
    )
    whole = report(real, replace(found, risks=(risk,)))
    assert "Aucun." in told(section(whole, "risk-environmental_criterion_absent"))
    assert to_do(whole)[0] == "1. Dossier. Aucun. | Écrivez-en un."


def test_a_dossier_without_a_risk_is_told_so(real: Catalogue, found: Review) -> None:
    assert "Aucun risque connu de la base" in told(section(report(real, replace(found, risks=())), "risks"))


def test_many_passages_of_one_sentence_are_counted_after_the_first_ones(real: Catalogue, found: Review) -> None:
    passage = found.dossier.documents[0].passages[1]
    quotes = tuple(Quote(passage, "cctp", 0, 5) for _ in range(11))
    risk = Risk("unverifiable_wording", "Vague", "Le risque.", "Mieux.", (), (Finding("Ceci.", quotes),))
    said = told(section(report(real, replace(found, risks=(risk,))), "risk-unverifiable_wording"))
    assert said.count("ligne 3") == 8
    assert "Et 3 autres passages." in said


def test_many_sentences_of_one_risk_are_counted_after_the_first_ones(real: Catalogue, found: Review) -> None:
    findings = tuple(Finding(f"Blanc {n}.", ()) for n in range(1, 14))
    risk = Risk("unfilled_blank", "Blanc", "Le risque.", "Mieux.", (), findings)
    said = told(section(report(real, replace(found, risks=(risk,))), "risk-unfilled_blank"))
    assert "Blanc 12." in said and "Blanc 13." not in said
    assert "Et 1 autre constat." in said


def test_a_passage_found_by_its_words_names_them() -> None:
    place = passage("Le vendeur reprend les vieux appareils.")
    found = Recognised(place, "cctp", 0, 10, topic="waste_end_of_life", score=2.0, words=("reprend", "vieux"))
    assert found_for(found) == "Reconnu à ses mots, à relire : « reprend » et « vieux »."


def test_documents_that_take_no_comment_are_annotated_in_their_order(made: Document) -> None:
    blocks = section(made, "annotated")
    named = [(b.text, b.anchor) for b in blocks if isinstance(b, Heading)]
    assert named[0][0] == "cctp.md" and "projet-cctp.docx" not in dict(named)
    for _, anchor in named:
        places = [text(b.runs) for b in section(made, anchor) if isinstance(b, Paragraph) and b.style == "label"]
        lines = [int(found[1]) for place in places if (found := re.match(r"Ligne (\d+)", place))]
        assert len(lines) == len(places) > 0
        assert lines == sorted(lines)


def test_how_the_dossier_was_read_says_the_limits_and_that_nothing_left(made: Document, found: Review) -> None:
    said = told(section(made, "how"))
    assert "Relecture automatique, à confirmer par une personne." in said
    assert f"base {found.release}, en relecture" in said
    assert "aucun document n'en sort" in said
    assert "Aucun juriste nommé" in said


def test_without_a_purchase_the_report_says_what_it_took_for_it(real: Catalogue) -> None:
    dossier = read_dossier([ROOT / "examples" / "projet-cctp.docx"])
    alone = report(real, review(real, dossier, DATE))
    assert alone.title_block.purchase == ""
    assert "L'achat n'est pas décrit" in told(section(alone, "how"))


def passage(words: str) -> Passage:
    return Passage("a.txt", "paragraph", words, Location(1))


def test_a_long_passage_is_cut_between_words_around_those_that_are_quoted() -> None:
    words = f"{'avant ' * 100}ICI {'après ' * 100}"
    start = words.index("ICI")
    said = text(excerpt(passage(words), start, start + 3))
    assert re.fullmatch(r"« … (avant )+ICI (après )+… »", said.replace("après …", "après …"))
    assert len(said) < 400


def test_the_mark_of_a_list_is_left_out_of_a_quote() -> None:
    assert text(excerpt(passage("- Le titulaire forme dix agents."), 2, 8)) == "« Le titulaire forme dix agents. »"


def test_words_that_are_the_whole_passage_do_not_stand_out() -> None:
    assert {run.kind for run in excerpt(passage("Tout est dit."), 0, 13)} == {"text"}
    assert [run.text for run in excerpt(passage("Tout est dit."), 0, 4) if run.kind == "strong"] == ["Tout"]


# Its three forms


@pytest.mark.parametrize("form", FORMS)
def test_the_same_review_gives_the_same_bytes(
    form: str, real: Catalogue, found: Review, files: dict[str, bytes]
) -> None:
    writer = {"docx": docx_bytes, "odt": odt_bytes, "html": html_bytes}[form]
    assert writer(report(real, found)) == files[form]


def test_word_and_libreoffice_find_nothing_to_say_of_their_file(files: dict[str, bytes], tmp_path: Path) -> None:
    for form in ("docx", "odt"):
        (tmp_path / f"rapport.{form}").write_bytes(files[form])
    for version in (FileFormat.OFFICE_2013, FileFormat.MICROSOFT_365):
        assert OpenXmlValidator(file_format=version).validate(tmp_path / "rapport.docx").errors == []
    for deep in (False, True):
        checker = OdfValidator(file_format=FileFormat.ODF_1_3, relaxng_validation=deep)
        assert checker.validate(tmp_path / "rapport.odt").errors == []


def test_the_drawing_of_word_is_described_and_spans_the_rows_of_its_table(
    made: Document, files: dict[str, bytes]
) -> None:
    target = docx.Document(io.BytesIO(files["docx"]))
    (drawing,) = target.element.body.iter(qn("w:drawing"))
    described = next(drawing.iter(qn("wp:docPr")))
    radar = next(block for block in made.blocks if isinstance(block, Radar))
    assert described.get("descr") == french(radar.description)
    table = next(drawing.iterancestors(qn("w:tbl")))
    merged = [cell.get(qn("w:val")) for cell in table.iter(qn("w:vMerge"))]
    assert merged == ["restart", *[None] * 6]
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as package:
        assert [name for name in package.namelist() if name.startswith("word/media/")] == ["word/media/radar1.emf"]


def test_the_drawing_of_an_odt_is_described_and_declared(made: Document, files: dict[str, bytes]) -> None:
    body = odfdo.Document(io.BytesIO(files["odt"])).body
    radar = next(block for block in made.blocks if isinstance(block, Radar))
    frame = body.get_element("//draw:frame")
    assert frame is not None
    description = frame.get_element("svg:desc")
    assert description is not None
    assert description.text == french(radar.description)
    with zipfile.ZipFile(io.BytesIO(files["odt"])) as package:
        assert b'full-path="Pictures/radar1.emf"' in package.read("META-INF/manifest.xml")
        assert package.read("Pictures/radar1.emf")[40:44] == b" EMF"


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> etree._Element:
    return html.document_fromstring(files["html"].decode())


def test_the_page_has_a_title_a_language_and_headings_that_skip_no_level(page: etree._Element) -> None:
    assert page.get("lang") == "fr"
    assert page.findtext(".//title") == french("Rapport de relecture – Site & postes")
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4", "h5")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_each_table_of_the_page_has_a_caption_and_headers(page: etree._Element) -> None:
    for table in page.iter("table"):
        assert (table.findtext("caption") or "").strip()
        headers = table.findall("thead/tr/th")
        assert headers and all(header.get("scope") == "col" for header in headers)
        assert {len(row) for row in table.findall("tbody/tr")} == {len(headers)}


def test_each_link_inside_the_page_leads_somewhere_once(page: etree._Element) -> None:
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    links = [link.get("href", "") for link in page.iter("a")]
    assert all(link[1:] in ids for link in links if link.startswith("#"))


def test_what_a_draft_says_is_never_taken_for_html(page: etree._Element) -> None:
    assert "Lenovo <b>neufs</b> & garantis" in page.text_content()
    assert not list(page.iter("b", "script"))


def test_the_page_draws_the_radar_with_its_description(page: etree._Element) -> None:
    (svg,) = page.iter("svg")
    assert svg.get("role") == "img"
    assert "Radar à sept axes" in (svg.findtext("desc") or "")


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_the_essential_fits_on_one_page(
    form: str, real: Catalogue, need: Callable[[str], Path], tmp_path: Path
) -> None:
    soffice, reader = need("soffice"), need("pdftotext")
    data = (ROOT / "examples" / "projet-cctp.docx").read_bytes()
    dossier = assemble(
        [read_document(f"{'projet-' * 4}{n}.docx", data, part) for n, part in enumerate(("cctp", "ccap", "rc"))]
    )
    write_report(real, review(real, dossier, DATE), tmp_path, (form,))
    command = [
        soffice,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        tmp_path / f"rapport.{form}",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    done = subprocess.run([reader, "-layout", tmp_path / "rapport.pdf", "-"], check=True, capture_output=True)
    first, second, *_ = done.stdout.decode().split("\f")
    assert "Capacitant" in first and re.search(r"^\s*10\. ", first, re.MULTILINE)
    assert second.split()[0] == "Sommaire"


# On the disk


def test_the_report_is_written_in_each_form_and_again_the_same(real: Catalogue, found: Review, tmp_path: Path) -> None:
    paths = write_report(real, found, tmp_path / "new")
    assert [path.name for path in paths] == ["rapport.docx", "rapport.odt", "rapport.html"]
    before = {path: path.read_bytes() for path in paths}
    assert {path: path.read_bytes() for path in write_report(real, found, tmp_path / "new")} == before


def test_the_forms_not_asked_for_leave_the_folder(real: Catalogue, found: Review, tmp_path: Path) -> None:
    write_report(real, found, tmp_path)
    write_report(real, found, tmp_path, ("html",))
    assert [path.name for path in tmp_path.iterdir()] == ["rapport.html"]


def test_a_report_of_someone_else_is_never_written_over(real: Catalogue, found: Review, tmp_path: Path) -> None:
    (tmp_path / "rapport.html").write_text("le travail de quelqu'un")
    with pytest.raises(WriteError, match="modifié ou vient d'ailleurs"):
        write_report(real, found, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["rapport.html"]


def test_a_dossier_that_holds_a_report_keeps_its_name_for_itself(real: Catalogue, tmp_path: Path) -> None:
    dossier = assemble([read_document("Rapport.docx", (ROOT / "examples" / "projet-cctp.docx").read_bytes())])
    (path,) = write_report(real, review(real, dossier, DATE), tmp_path, ("docx",))
    assert path.name == "rapport-de-relecture.docx"


def test_headings_are_numbered_alike_in_the_three_forms(made: Document, files: dict[str, bytes]) -> None:
    assert list(numbered(made.blocks).values())[:2] == ["1", "2"]
    entries = [link.text_content() for link in html.document_fromstring(files["html"].decode()).iter("a")]
    assert french("2 Sujet par sujet") in entries
    headings = [
        p.text for p in docx.Document(io.BytesIO(files["docx"])).paragraphs if p.style and p.style.name == "Heading 1"
    ]
    assert headings == [
        header.inner_text for header in odfdo.Document(io.BytesIO(files["odt"])).body.get_headers(outline_level=1)
    ]
