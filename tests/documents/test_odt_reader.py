"""Reading an .odt: which words, in which order, under which headings, with which printed numbers."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import odfdo
import pytest
from tests.documents.odt_files import KIND, NAMESPACES, odt

from clausier.engine.dossier import Document
from clausier.generators.document import Document as Written
from clausier.generators.odt import odt_bytes
from clausier.generators.word import docx_bytes
from clausier.readers.docx import read_docx
from clausier.readers.dossier import read_document
from clausier.readers.errors import ReadError
from clausier.readers.odt import read_odt


def read(body: str, **others: str) -> Document:
    return read_odt("CCTP.odt", odt(body, **others))


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def h(text: str, level: int, more: str = "") -> str:
    return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'


def cell(content: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{content}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def style(name: str, family: str = "paragraph", text: str = "", more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" {more}><style:text-properties {text}/></style:style>'
    )


def texts(document: Document) -> list[str]:
    return [passage.text for passage in document.passages]


HIDDEN = 'text:display="none"'
STRUCK = 'style:text-line-through-style="solid"'
BOLD = 'fo:font-weight="bold"'


# --- which words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    [
        "<text:span>{}</text:span>",
        '<text:a href="x">{}</text:a>',
        "<text:user-field-get>{}</text:user-field-get>",
        "<text:placeholder>{}</text:placeholder>",
        "<text:meta><text:span>{}</text:span></text:meta>",
        '<text:change-start text:change-id="c"/>{}<text:change-end text:change-id="c"/>',
        "<loext:content-control>{}</loext:content-control>",
        '<text:bookmark-start text:name="b"/>{}<text:bookmark-end text:name="b"/>',
        "<text:ruby><text:ruby-base>{}</text:ruby-base><text:ruby-text>nota</text:ruby-text></text:ruby>",
    ],
)
def test_text_inside_an_inline_element_is_read(around: str) -> None:
    assert texts(read(p(f"Le service {around.format('est conforme')} au RGAA."))) == [
        "Le service est conforme au RGAA."
    ]


def test_white_space_is_what_the_file_says_and_no_more() -> None:
    body = p(
        "  Un\n  texte<text:s text:c='2'/>et<text:tab/>un<text:line-break/> autre, "
        "ac\u00adces<text:span> </text:span> e\u0301crit"
    )
    assert texts(read(body)) == ["Un texte  et\tun\nautre, acces écrit"]


def test_deleted_text_is_not_read_and_the_buyer_is_told() -> None:
    changes = f"<text:tracked-changes><text:changed-region><text:deletion>{p('parti')}</text:deletion>"
    changes += "</text:changed-region></text:tracked-changes>"
    document = read(changes + p('Le <text:change text:change-id="c"/>nouveau'))
    assert texts(document) == ["Le nouveau"]
    assert any("Modifications suivies" in remark for remark in document.remarks)
    assert read("<text:tracked-changes/>" + p("Le nouveau")).remarks == (document.remarks[-1],)


def test_remarks_in_the_margin_are_not_read() -> None:
    note = f"<office:annotation><dc:creator>A</dc:creator>{p('à revoir')}</office:annotation>"
    assert texts(read(p(f"Le délai{note} est d'un mois."))) == ["Le délai est d'un mois."]


def test_hidden_text_is_left_out_and_the_passage_says_so() -> None:
    own = style("T1", "text", HIDDEN) + style("P1", text=HIDDEN) + style("T2", "text", 'text:display="true"')
    section = f'<text:section text:display="none">{p("Section")}</text:section>'
    shown = p('Caché<text:span text:style-name="T2">Montré</text:span>', "P1")
    document = read(
        p('Vu<text:span text:style-name="T1"> caché</text:span>') + p("Aide", "P1") + section + shown, own=own
    )
    assert [(x.text, x.hidden) for x in document.passages] == [("Vu", True), ("Montré", True)]
    assert "Le texte masqué n'est pas lu." in document.remarks


def test_struck_words_are_read_with_their_offsets() -> None:
    own = style("T1", "text", STRUCK) + style("T2", "text", more='style:parent-style-name="T1"')
    spans = '<text:span text:style-name="T1">de 30</text:span><text:span text:style-name="T2"> jours</text:span>'
    (passage,) = read(p(f"De\u0301lai {spans} de 20 jours"), own=own).passages
    assert passage.text == "Délai de 30 jours de 20 jours"
    assert [passage.text[start:end] for start, end in passage.struck] == ["de 30 jours"]


def test_boxes_and_shapes_are_read_once_after_the_paragraph_that_holds_them() -> None:
    box = f"<draw:frame><draw:text-box>{p('A1')}{p('A2')}</draw:text-box><svg:desc>image</svg:desc></draw:frame>"
    shape = f"<draw:g><draw:custom-shape>{p('B1')}<draw:enhanced-geometry/></draw:custom-shape></draw:g>"
    document = read(p(f"Avant {box}et {shape}après") + p("Suite") + box)
    assert texts(document) == ["Avant et après", "A1", "A2", "B1", "Suite", "A1", "A2"]


def test_embedded_objects_are_counted_as_not_read() -> None:
    frame = "<draw:frame><draw:object/><draw:image/></draw:frame>"
    document = read(p(f"Voir {frame}le tableau"))
    assert texts(document) == ["Voir le tableau"]
    assert any(remark.endswith("qui ne sont pas lus : 1.") for remark in document.remarks)


def test_a_tick_box_shows_whether_it_is_ticked() -> None:
    forms = (
        '<office:forms><form:form><form:checkbox form:id="c1" form:label="oui"/>'
        '<form:checkbox xml:id="c2" form:label="non" form:current-state="checked"/></form:form></office:forms>'
    )
    boxes = '<draw:control draw:control="c1"/> <draw:control draw:control="c2"/>'
    assert texts(read(forms + p(boxes))) == ["☐ oui ☒ non"]


def test_a_document_longer_than_many_slices_is_read_whole() -> None:
    expected = [f"Paragraphe {i} " + "mot " * 40 for i in range(3_000)]
    document = read("".join(p(text) for text in expected), own=style("P1", text=BOLD) * 1_000)
    assert texts(document) == expected


# --- notes, margins, contents ----------------------------------------------------------------------------


def test_notes_follow_their_paragraph_with_the_mark_that_is_printed() -> None:
    def note(kind: str, mark: str, text: str) -> str:
        return (
            f'<text:note text:note-class="{kind}"><text:note-citation>{mark}</text:note-citation>'
            f"<text:note-body>{p(text)}</text:note-body></text:note>"
        )

    document = read(
        h("Objet", 1) + p(f"Un{note('footnote', '1', 'Bas de page')} mot{note('endnote', 'i', 'Fin')}.") + p("Suite")
    )
    assert [(x.kind, x.text, x.location.note, x.headings) for x in document.passages[1:]] == [
        ("paragraph", "Un mot.", None, ("Objet",)),
        ("note", "Bas de page", "1", ("Objet",)),
        ("note", "Fin", "i", ("Objet",)),
        ("paragraph", "Suite", None, ("Objet",)),
    ]


def test_headers_and_footers_come_last_each_text_once() -> None:
    def master(*margins: str) -> str:
        return f"<style:master-page>{''.join(margins)}</style:master-page>"

    head, foot = f"<style:header>{p('CCTP')}</style:header>", "<style:footer>{}</style:footer>"
    off = f'<style:header-left style:display="false">{p("Jamais imprimé")}</style:header-left>'
    masters = master(head, off, foot.format(p("Page 1"))) + master(head, foot.format(p("Page 12")))
    document = read(p("Texte"), masters=masters)
    assert [(x.kind, x.text) for x in document.passages] == [
        ("paragraph", "Texte"),
        ("header", "CCTP"),
        ("footer", "Page 1"),
    ]


def test_lines_of_a_table_of_contents_are_flagged() -> None:
    title = f"<text:index-title>{p('Sommaire')}</text:index-title>"
    index = f"<text:index-body>{title}{p('1 Objet<text:tab/>3')}</text:index-body>"
    document = read(f"<text:table-of-content>{index}</text:table-of-content>{p('Le marché porte sur un service.')}")
    assert [x.contents for x in document.passages] == [True, True, False]


# --- headings and lists ----------------------------------------------------------------------------------

OUTLINE = (
    "<text:outline-style>"
    '<text:outline-level-style text:level="1" style:num-format="I" style:num-prefix="Article " style:num-suffix=" –"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="1" style:num-suffix="."/>'
    '<text:outline-level-style text:level="3" style:num-format="a" text:display-levels="2"/>'
    "</text:outline-style>"
)


def test_headings_carry_the_number_that_is_printed() -> None:
    body = h("Objet", 1) + h("Lots", 2) + h("Détail", 3) + h("Sans numéro", 2, 'text:is-list-header="true"')
    document = read(body + h("Durée", 2) + h("Prix", 1) + h("Forme", 2) + p("a"), styles=OUTLINE)
    assert [(x.label, x.level) for x in document.passages[:-1]] == [
        ("Article I –", 1),
        ("1.", 2),
        ("1.a", 3),
        (None, 2),
        ("2.", 2),
        ("Article II –", 1),
        ("1.", 2),
    ]
    assert document.passages[-1].headings == ("Article II – Prix", "1. Forme")


def test_a_heading_is_also_known_by_its_style() -> None:
    styles = style("Heading_20_2", more="") + style("Mairie", more='style:parent-style-name="Heading_20_2"')
    styles += style("Corps", more='style:parent-style-name="Mairie" style:default-outline-level=""')
    body = h("Objet", 1) + h("Durée", 1) + h("Prix", 1) + p("Lots", "Mairie") + p("Texte", "Corps")
    assert [x.level for x in read(body, styles=styles).passages] == [1, 1, 1, 2, None]


NUMBERS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" loext:num-list-format="%1%)"/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix="." text:start-value="2"/>'
    '</text:list-style><text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/>'
    "</text:list-style>"
)


def items(*contents: str, more: str = "") -> str:
    inside = "".join(f"<text:list-item>{content}</text:list-item>" for content in contents)
    return f"<text:list {more}>{inside}</text:list>"


def test_list_items_carry_the_number_that_is_printed() -> None:
    inner = items(p("deux b"), p("deux c"))
    body = items(p("un"), p("deux") + p("suite de deux") + inner, p("trois"), more='text:style-name="L1" xml:id="a"')
    body += p("Entre")
    body += items(p("quatre"), more='text:style-name="L1" text:continue-numbering="true"')
    body += items(p("un encore"), more='text:style-name="L1"')
    body += items(p("cinq"), more='text:style-name="L1" text:continue-list="a"')
    nine = f'<text:list-item text:start-value="9">{p("neuf")}</text:list-item>'
    body += f'<text:list text:style-name="L1">{nine}</text:list>'
    body += items(p("puce"), more='text:style-name="L2"')
    document = read(body, own=NUMBERS)
    assert {x.text: x.label for x in document.passages} == {
        "un": "1)",
        "deux": "2)",
        "suite de deux": None,
        "deux b": "b.",
        "deux c": "c.",
        "trois": "3)",
        "Entre": None,
        "quatre": "4)",
        "un encore": "1)",
        "cinq": "5)",
        "neuf": "9)",
        "puce": None,
    }
    assert {x.kind for x in document.passages if x.text != "Entre"} == {"list_item"}


def test_a_number_written_in_the_file_is_taken_as_it_is() -> None:
    item = f"<text:list><text:list-item><text:number>4.2</text:number>{p('Lots')}</text:list-item></text:list>"
    document = read(h("<text:number>4</text:number>Objet", 1) + item)
    assert [(x.label, x.text) for x in document.passages] == [("4", "Objet"), ("4.2", "Lots")]


# --- tables ----------------------------------------------------------------------------------------------


def test_cells_know_their_table_row_and_column_across_merged_ones() -> None:
    inner = f"<table:table>{row(cell(p('dedans')))}</table:table>"
    covered = f"<table:covered-table-cell>{p('dessous')}</table:covered-table-cell>"
    merged, repeated = 'table:number-columns-spanned="2"', 'table:number-columns-repeated="2"'
    heads = row(cell(p("Large"), merged), covered, cell(p("Fin")))
    group = row(cell(p("x")), more='table:number-rows-repeated="3"') + row(cell(p("y")))
    table = (
        f"<table:table><table:table-header-rows>{heads}</table:table-header-rows>"
        f"{row(cell('', repeated), cell(inner))}<table:table-row-group>{group}</table:table-row-group></table:table>"
    )
    document = read(table + f"<table:table>{row(cell(p('z')))}</table:table>")
    assert {x.text: x.location.cell for x in document.passages} == {
        "Large": (1, 1, 1),
        "Fin": (1, 1, 3),
        "dedans": (2, 1, 1),
        "x": (1, 3, 1),
        "y": (1, 6, 1),
        "z": (3, 1, 1),
    }


# --- packages --------------------------------------------------------------------------------------------


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_document("CCTP.odt", data)
    return str(caught.value)


def test_a_template_is_read_as_a_document() -> None:
    assert read_document("modele.ott", odt(p("Objet"), kind=f"{KIND}-template")).format == "odt"


def test_a_locked_package_is_refused_in_one_sentence() -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    locked = f"<manifest:manifest {NAMESPACES}>{entry}</manifest:manifest>"
    assert refusal(odt(p("x"), members={"META-INF/manifest.xml": locked, "content.xml": b"\x8f\x00\x17"})) == (
        "CCTP.odt : le fichier est protégé par un mot de passe. "
        "Enlevez la protection dans Word ou LibreOffice, puis réessayez."
    )


def test_damaged_and_empty_packages_are_refused_in_one_sentence() -> None:
    assert "le document est vide" in refusal(odt(""))
    assert "le document ne contient que des images" in refusal(odt("", members={"Pictures/a.png": b"x"}))
    assert "le fichier est abîmé ou incomplet" in refusal(odt(p("x"))[:-40])
    assert "le contenu du fichier est anormal" in refusal(odt(p("x"), members={"content.xml": "<a>"}))
    assert "le fichier est abîmé ou incomplet" in refusal(odt(p("x"), members={"content.xml": "<a/>"}))
    assert "le contenu du fichier est anormal" in refusal(odt(p("x"), members={"content.xml": "<!DOCTYPE a><a/>"}))
    assert "le document est trop long" in refusal(odt(p("x") * 100_001))
    assert refusal(b"Bonjour").startswith("CCTP.odt : ce n'est pas un document LibreOffice, ou il est abîmé. ")


# --- documents of other makes ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cctp", "ccap", "rc", "rgpd_annex", "crt", "price_schedule", "note"])
def test_our_own_documents_are_read_the_same_from_both_formats(name: str, documents: dict[str, Written]) -> None:
    odt_read = read_odt("x.odt", odt_bytes(documents[name]))
    docx_read = read_docx("x.docx", docx_bytes(documents[name]))
    kept = [
        [(x.kind, x.text, x.label, x.level, x.headings, x.contents, x.location.cell) for x in one.passages]
        for one in (odt_read, docx_read)
    ]
    assert kept[0] == kept[1]


def test_a_document_made_by_odfdo_is_read() -> None:
    made = odfdo.Document("odt")
    made.body.clear()
    made.body.append(odfdo.Header(1, "Objet"))
    made.body.append(odfdo.Paragraph("Le titulaire fournit un service."))
    made.body.append(odfdo.List(["Conforme au RGAA"]))
    grid = odfdo.Table("Pénalités", width=2, height=1)
    grid.set_value((0, 0), "Délai")
    grid.set_value((1, 0), "100 €")
    made.body.append(grid)
    file = io.BytesIO()
    made.save(file)
    document = read_document("CCTP.odt", file.getvalue())
    assert [(x.kind, x.text, x.location.cell) for x in document.passages] == [
        ("heading", "Objet", None),
        ("paragraph", "Le titulaire fournit un service.", None),
        ("list_item", "Conforme au RGAA", None),
        ("cell", "Délai", (1, 1, 1)),
        ("cell", "100 €", (1, 1, 2)),
    ]


def test_a_draft_saved_by_libreoffice_gives_the_passages_of_its_word_file(
    need: Callable[[str], Path], documents: dict[str, Written], tmp_path: Path
) -> None:
    soffice = need("soffice")
    (tmp_path / "ccap.docx").write_bytes(docx_bytes(documents["ccap"]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "odt", "--outdir", tmp_path, tmp_path / "ccap.docx"]
    subprocess.run(command, check=True, capture_output=True)
    saved = read_odt("ccap.odt", (tmp_path / "ccap.odt").read_bytes())
    original = read_docx("ccap.docx", (tmp_path / "ccap.docx").read_bytes())
    kept = [
        [(x.kind, x.text, x.label, x.level, x.headings, x.location.cell) for x in one.passages if x.kind != "footer"]
        for one in (saved, original)
    ]
    assert kept[0] == kept[1]
