"""Reading a PDF: paragraphs, tables, headings and notes found again from letters drawn at places."""

import re
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from tests.documents.pdf_files import Sheet, assembled, pdf, stream

from clausier.engine.dossier import Document, Passage
from clausier.readers import limits
from clausier.readers.docx import read_docx
from clausier.readers.errors import ReadError
from clausier.readers.pdf import read_pdf

LONG = "Le titulaire fournit un service en ligne conforme au référentiel général d'amélioration de"


def read(*sheets: Sheet, **others: str) -> Document:
    return read_pdf("CCTP.pdf", pdf(*sheets, **others))


def texts(document: Document) -> list[str]:
    return [passage.text for passage in document.passages]


def cells(document: Document) -> dict[str, tuple[int, int, int] | None]:
    return {passage.text: passage.location.cell for passage in document.passages if passage.kind == "cell"}


# --- words and paragraphs --------------------------------------------------------------------------------


def test_the_lines_of_a_paragraph_are_joined_and_each_passage_says_its_page() -> None:
    document = read(
        Sheet().lines(70, 700, LONG, "l'accessibilité.").write(70, 650, "Il en rend compte."),
        Sheet().write(70, 700, "Le prix est ferme."),
    )
    assert [(x.text, x.location.page, x.kind) for x in document.passages] == [
        (f"{LONG} l'accessibilité.", 1, "paragraph"),
        ("Il en rend compte.", 1, "paragraph"),
        ("Le prix est ferme.", 2, "paragraph"),
    ]


def test_a_line_that_had_room_for_the_next_word_ends_its_paragraph() -> None:
    document = read(Sheet().lines(70, 700, LONG, "l'accessibilité", "Prix fermes", "Délais courts", LONG))
    assert texts(document) == [f"{LONG} l'accessibilité", "Prix fermes", "Délais courts", LONG]


def test_a_sentence_cut_by_the_end_of_a_page_is_joined_and_keeps_its_first_page() -> None:
    document = read(Sheet().write(70, 90, LONG), Sheet().write(70, 780, "l'accessibilité, pendant toute la durée."))
    assert [(x.text, x.location.page) for x in document.passages] == [
        (f"{LONG} l'accessibilité, pendant toute la durée.", 1)
    ]


@pytest.mark.parametrize(
    ("head", "tail", "elsewhere", "expected"),
    [
        ("les sous-", "traitants du marché", "", "les sous-traitants du marché"),
        ("la mise en confor-", "mité du service", "La conformité est vérifiée.", "la mise en conformité du service"),
        ("le porte-", "documents livré", "Un porte-documents est fourni.", "le porte-documents livré"),
        ("la région Auvergne-", "Rhône et ses communes", "", "la région Auvergne-Rhône et ses communes"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_where_the_word_has_one(
    head: str, tail: str, elsewhere: str, expected: str
) -> None:
    start = "Le titulaire du présent marché public décrit dans son mémoire technique "
    document = read(Sheet().lines(70, 700, start + head, tail).write(70, 600, elsewhere or "Fin."))
    assert texts(document)[0] == start + expected


def test_a_document_that_divides_its_words_is_put_together_again() -> None:
    sheet = Sheet()
    for i, (head, tail) in enumerate([("disponi-", "bilité"), ("réversi-", "bilité"), ("interopé-", "rabilité")]):
        sheet.lines(70, 700 - 60 * i, f"{LONG} la {head}", f"{tail} attendue par la commune.")
    assert [text[len(LONG) + 4 :].split()[0] for text in texts(read(sheet))] == [
        "disponibilité",
        "réversibilité",
        "interopérabilité",
    ]


def test_a_bold_made_by_drawing_letters_twice_is_read_once() -> None:
    sheet = Sheet()
    for i, letter in enumerate("Ballotage"):
        for shift in (0, 0.4):
            sheet.write(70 + 6.6 * i + shift, 700, letter)
    sheet.write(70, 650, "Un accès, deux appels.")
    document = read_pdf("CCTP.pdf", pdf(sheet, fonts=("Courier", "Courier-Bold")))
    assert texts(document) == ["Ballotage", "Un accès, deux appels."]


def with_codes(**characters: str) -> bytes:
    """A page whose letters A, B… are said to mean other characters, as fonts of symbols and ligatures are."""
    pairs = "".join(
        f"<{ord(code):02X}> <{character.encode('utf-16-be').hex()}> " for code, character in characters.items()
    )
    meaning = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> "
        f"endcodespacerange {len(characters)} beginbfchar {pairs} endbfchar endcmap end end"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Wingdings-Regular /FirstChar 65 /LastChar 70 "
    font += b"/Widths [600 600 600 600 600 600] /ToUnicode 6 0 R >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F0 4 0 R "
    page += b"/F1 7 0 R >> >> >>"
    drawing = (
        b"BT /F0 11 Tf 1 0 0 1 70 700 Tm (A) Tj /F1 11 Tf 1 0 0 1 85 700 Tm (Un audit par an) Tj ET "
        b"BT /F1 11 Tf 1 0 0 1 70 660 Tm (La commune noti) Tj /F0 11 Tf (B) Tj /F1 11 Tf (e) Tj ET "
        b"BT /F0 11 Tf 1 0 0 1 70 620 Tm (C) Tj /F1 11 Tf 1 0 0 1 82 620 Tm (oui) Tj ET"
    )
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            font,
            stream(drawing),
            stream(meaning.encode()),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
    )


def test_symbols_and_ligatures_are_given_their_meaning() -> None:
    document = read_pdf("CCTP.pdf", with_codes(A="\uf0b7", B="ﬁ", C="\uf0a8"))
    assert [(x.kind, x.text) for x in document.passages] == [
        ("list_item", "• Un audit par an"),
        ("paragraph", "La commune notifie"),
        ("list_item", "☐ oui"),
    ]


def test_words_crossed_out_by_a_rule_are_marked() -> None:
    sheet = Sheet().write(70, 700, "Le délai est de 30 jours ouvrés.").rule(148, 703, 191, 703.6)
    (passage,) = read(sheet.rule(70, 698, 120, 698.5)).passages
    assert [passage.text[start:end] for start, end in passage.struck] == ["30 jours"]


def test_a_page_shown_turned_is_read_the_same() -> None:
    upright = Sheet().lines(70, 700, LONG, "l'accessibilité.")
    turned = Sheet([b"0 1 -1 0 842 0 cm", *upright.drawing], "/Rotate 90 /MediaBox [0 0 842 595]")
    assert texts(read(turned)) == texts(read(upright))


# --- order and repetition --------------------------------------------------------------------------------


def test_running_lines_are_kept_once_and_page_numbers_are_dropped() -> None:
    sheets = [
        Sheet()
        .write(400, 810, "Commune d'Exemple")
        .write(70, 30, "CCTP – Référence 2026-12")
        .write(500, 30, f"Page {n}/4", 8)
        .write(70, 600, f"La prestation numéro {n} est due.")
        for n in range(1, 5)
    ]
    document = read(*sheets)
    assert texts(document)[:4] == [f"La prestation numéro {n} est due." for n in range(1, 5)]
    assert [(x.kind, x.text, x.location.page) for x in document.passages[4:]] == [
        ("header", "Commune d'Exemple", 1),
        ("footer", "CCTP – Référence 2026-12\tPage 1/4", 1),
    ]


def test_two_columns_are_read_one_after_the_other_whatever_the_order_of_drawing() -> None:
    left = [f"gauche {i} du texte de la commune" for i in range(10)]
    right = [f"droite {i} du texte de la commune" for i in range(10)]
    sheet = Sheet()
    for i in reversed(range(10)):
        sheet.write(310, 700 - 13 * i, right[i]).write(70, 700 - 13 * i, left[i])
    words = " ".join(texts(read(sheet))).split()
    assert words == " ".join([*left, *right]).split()


# --- tables ----------------------------------------------------------------------------------------------


def test_a_ruled_table_gives_its_cells_with_their_wrapped_lines() -> None:
    sheet = Sheet().grid([70, 200, 400], [560, 600, 640])
    sheet.write(75, 625, "Niveau").write(205, 625, "Pénalité").lines(
        75, 585, "Panne qui bloque tout", "le service en ligne"
    )
    sheet.write(205, 585, "200 €")
    assert cells(read(sheet)) == {
        "Niveau": (1, 1, 1),
        "Pénalité": (1, 1, 2),
        "Panne qui bloque tout le service en ligne": (1, 2, 1),
        "200 €": (1, 2, 2),
    }


def test_a_merged_cell_has_the_place_of_its_first_one() -> None:
    sheet = Sheet().rule(70, 640, 400, 640.5).rule(70, 620, 400, 620.5).rule(70, 600, 400, 600.5)
    sheet.rule(70, 600, 70.5, 640).rule(400, 600, 400.5, 640).rule(200, 600, 200.5, 620)
    sheet.write(150, 625, "Délais et pénalités du marché").write(75, 605, "Délai").write(205, 605, "Pénalité")
    assert cells(read(sheet)) == {"Délais et pénalités du marché": (1, 1, 1), "Délai": (1, 2, 1), "Pénalité": (1, 2, 2)}


def test_a_table_goes_on_over_the_page_without_its_repeated_heads() -> None:
    def half(first: str, second: str) -> Sheet:
        sheet = Sheet().grid([70, 200, 400], [700, 720, 740]).write(75, 725, "Délai").write(205, 725, "Montant")
        return sheet.write(75, 705, first).write(205, 705, second)

    assert cells(read(half("1 jour", "10 €"), half("2 jours", "20 €"))) == {
        "Délai": (1, 1, 1),
        "Montant": (1, 1, 2),
        "1 jour": (1, 2, 1),
        "10 €": (1, 2, 2),
        "2 jours": (1, 3, 1),
        "20 €": (1, 3, 2),
    }


def test_parts_aligned_without_rules_are_cells() -> None:
    sheet = Sheet()
    for i, (name, weight) in enumerate(
        [("Prix des prestations", "40 %"), ("Valeur technique", "50 %"), ("Délai", "10 %")]
    ):
        sheet.write(70, 700 - 14 * i, name).write(400, 700 - 14 * i, weight)
    assert cells(read(sheet)) == {
        "Prix des prestations": (1, 1, 1),
        "40 %": (1, 1, 2),
        "Valeur technique": (1, 2, 1),
        "50 %": (1, 2, 2),
        "Délai": (1, 3, 1),
        "10 %": (1, 3, 2),
    }


# --- headings, contents, notes ---------------------------------------------------------------------------


def test_headings_are_guessed_and_lines_of_contents_are_flagged() -> None:
    contents = Sheet().write(70, 760, "Sommaire", 14)
    body = Sheet()
    for i, title in enumerate(["1. Objet du marché", "2. Accessibilité", "3. Prix"]):
        contents.write(70, 700 - 14 * i, f"{title} {'.' * 60} 2")
        body.write(70, 760 - 60 * i, title, 13, bold=True).write(70, 740 - 60 * i, f"Texte de la partie {i + 1}.")
    document = read(contents, body)
    assert [x.contents for x in document.passages] == [True] * 4 + [False] * 6
    assert [(x.text, x.headings) for x in document.passages if x.kind == "paragraph" and not x.contents] == [
        ("Texte de la partie 1.", ("1. Objet du marché",)),
        ("Texte de la partie 2.", ("2. Accessibilité",)),
        ("Texte de la partie 3.", ("3. Prix",)),
    ]
    assert any("Titres sans style de titre" in remark for remark in document.remarks)


def test_large_letters_make_headings_where_nothing_is_numbered() -> None:
    sheet = Sheet()
    for i, title in enumerate(["Objet du marché", "Durée", "Prix"]):
        sheet.write(70, 760 - 60 * i, title, 16).write(70, 735 - 60 * i, f"Le titulaire respecte le point {i + 1}.")
    assert [x.text for x in read(sheet).passages if x.kind == "heading"] == ["Objet du marché", "Durée", "Prix"]


def test_footnotes_follow_the_text_of_their_page_with_their_mark() -> None:
    sheet = Sheet().lines(70, 700, LONG, "l'accessibilité 1.")
    sheet.rule(70, 110, 214, 110.5).write(70, 95, "1 Version en vigueur au jour de l'offre.", 8)
    sheet.write(70, 80, "2 Ou son équivalent.", 8)
    document = read(sheet, Sheet().write(70, 700, "Le prix est ferme."))
    assert [(x.kind, x.text, x.location.note) for x in document.passages[1:]] == [
        ("note", "Version en vigueur au jour de l'offre.", "1"),
        ("note", "Ou son équivalent.", "2"),
        ("paragraph", "Le prix est ferme.", None),
    ]


# --- what cannot be read ---------------------------------------------------------------------------------


def picture() -> Sheet:
    """A page of an image alone, as a scanner makes."""
    image = zlib.compress(bytes(64))
    inline = b"q 500 0 0 700 40 70 cm BI /W 8 /H 8 /CS /G /BPC 8 /F /Fl ID " + image + b" EI Q"
    return Sheet([inline])


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_pdf("CCTP.pdf", data)
    return str(caught.value)


def test_a_scanned_pdf_is_refused_in_one_sentence() -> None:
    assert refusal(pdf(picture(), picture())) == (
        "CCTP.pdf : le PDF ne contient que des images, sans texte à relire. Donnez le document Word (.docx) dont il "
        "est tiré, ou passez le PDF à la reconnaissance de caractères."
    )


def test_pages_without_text_among_others_are_named() -> None:
    word = Sheet().write(70, 700, "Le titulaire fournit un service.")
    document = read(word, picture(), word, picture(), picture(), picture(), Sheet())
    assert "Pages sans texte, images peut-être, qui ne sont pas lues : 2, 4 à 6." in document.remarks


def test_what_is_typed_in_a_form_is_said_not_to_be_read() -> None:
    document = read(Sheet().write(70, 700, "Nom du candidat :"), catalog="/AcroForm << /Fields [] >>")
    assert "Formulaire PDF : ce qui est saisi dans ses champs n'est pas lu." in document.remarks


def test_a_locked_pdf_is_refused_in_one_sentence() -> None:
    lock = f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{'41' * 32}> /U <{'42' * 32}> >> "
    assert refusal(pdf(Sheet().write(70, 700, "Bonjour"), trailer=f"{lock} /ID [<41> <41>]")) == (
        "CCTP.pdf : le fichier est protégé par un mot de passe. Enlevez la protection du PDF, puis réessayez."
    )


def test_letters_without_meaning_are_not_taken_for_words() -> None:
    assert "le texte de ce PDF est illisible" in refusal(pdf(Sheet().write(70, 700, "§§ ¤¤ ¶¶ ¦¦ ±± ¬¬")))


def test_a_long_pdf_is_refused_rather_than_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf(*[Sheet().write(70, 700, "Bonjour à tous")] * 3)
    for limit, value in (("MAX_PDF_PAGES", 2), ("MAX_PDF_CHARACTERS", 20), ("MAX_BLOCKS", 2)):
        with monkeypatch.context() as patched:
            patched.setattr(limits, limit, value)
            assert "le document est trop long pour être relu" in refusal(data)
    assert len(read_pdf("CCTP.pdf", data).passages) == 3


# --- real drafts -----------------------------------------------------------------------------------------


def words(passages: list[Passage]) -> list[str]:
    return [word for passage in passages for word in passage.text.split()]


def test_a_pdf_made_by_libreoffice_gives_the_passages_of_its_word_file(
    need: Callable[[str], Path], tmp_path: Path
) -> None:
    soffice = need("soffice")
    made = docx.Document()
    for n in range(1, 13):
        made.add_heading(f"{n}. Prescription numéro {n}", 1)
        made.add_paragraph(
            f"Au titre de la prescription {n}, le titulaire assure la prestation dans le respect des délais convenus "
            "avec la commune, rend compte chaque mois de son avancement par écrit et remet les livrables dans un "
            "format ouvert."
        )
        made.add_paragraph("Il signale sans délai toute difficulté.", style="List Bullet")
        grid = made.add_table(2, 2)
        grid.style = "Table Grid"
        for r, row in enumerate(grid.rows):
            for c, one in enumerate(row.cells):
                one.text = f"Cellule {r + 1}.{c + 1} de la prescription {n}"
    made.sections[0].header.paragraphs[0].text = "Commune d'Exemple"
    made.save(str(tmp_path / "CCTP.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "CCTP.docx"]
    subprocess.run(command, check=True, capture_output=True)
    original = read_docx("CCTP.docx", (tmp_path / "CCTP.docx").read_bytes())
    document = read_pdf("CCTP.pdf", (tmp_path / "CCTP.pdf").read_bytes())

    def seen(passages: tuple[Passage, ...]) -> list[tuple[str, str, tuple[str, ...] | None]]:
        return [(x.kind, x.text.removeprefix("• "), x.headings) for x in passages]

    assert seen(document.passages) == seen(original.passages)
    assert [x.location.cell for x in document.passages] == [x.location.cell for x in original.passages]
    assert max(x.location.page or 0 for x in document.passages) > 2


@pytest.mark.parametrize("stem", ["003_vsgp_infogerance_ccap", "004_vsgp_infogerance_rc"])
def test_a_real_pdf_gives_the_words_of_its_text_in_the_same_order(stem: str, shared_folder: Path) -> None:
    path = shared_folder / "corpus/documents" / stem
    document = read_pdf("piece.pdf", path.with_suffix(".pdf").read_bytes())
    body = [x for x in document.passages if x.kind not in ("header", "footer") and not x.contents]
    text = "".join(path.with_suffix(".txt").read_text("utf-8").split())
    # The text is another tool's: it has the running lines amid sentences, and telephone numbers replaced.
    for running in ("".join(x.text.split()) for x in document.passages if x.kind in ("header", "footer")):
        text = re.sub(re.sub(r"\d+", r"\\d+", re.escape(running)), "", text)
    whole = [x for x in body if "".join(x.text.split()) in text]
    assert len(whole) > 0.97 * len(body)
    assert len(words(whole)) > 0.95 * len(words(body))
