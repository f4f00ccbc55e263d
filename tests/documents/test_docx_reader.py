"""Reading a .docx: which words, in which order, under which headings, and the way back to each paragraph."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
import pytest
from lxml import etree

from clausier.engine.dossier import Document, Passage
from clausier.readers.docx import read_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    footnotes: str = "",
    endnotes: str = "",
    headers: Sequence[str] = (),
    footers: Sequence[str] = (),
    main: str = "word/document.xml",
    members: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A .docx whose members have these contents, in XML of the namespace w."""
    folder, _, base = main.rpartition("/")
    parts = {
        "styles": [f"<w:styles {NAMESPACES}>{styles}</w:styles>"] if styles else [],
        "numbering": [f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>"] if numbering else [],
        "footnotes": [f"<w:footnotes {NAMESPACES}>{footnotes}</w:footnotes>"] if footnotes else [],
        "endnotes": [f"<w:endnotes {NAMESPACES}>{endnotes}</w:endnotes>"] if endnotes else [],
        "header": [f"<w:hdr {NAMESPACES}>{text}</w:hdr>" for text in headers],
        "footer": [f"<w:ftr {NAMESPACES}>{text}</w:ftr>" for text in footers],
    }
    named = {f"{role}{i}.xml": (role, xml) for role, xmls in parts.items() for i, xml in enumerate(xmls, 1)}
    links = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/{role}" Target="{name}"/>'
        for i, (name, (role, _)) in enumerate(named.items())
    )
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}">'
        f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>',
        main: f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        f"{folder}/_rels/{base}.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{links}</Relationships>',
        **{f"{folder}/{name}": xml for name, (_, xml) in named.items()},
        **(members or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


def read(body: str, **others: str | Sequence[str] | Mapping[str, str | bytes] | None) -> Document:
    return read_docx("CCTP.docx", package(body, **others))  # type: ignore[arg-type]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def heading(text: str, level: int) -> str:
    return p(text, f'<w:outlineLvl w:val="{level - 1}"/>')


def styled(text: str, style: str, more: str = "") -> str:
    return p(text, f'<w:pStyle w:val="{style}"/>{more}')


def off(name: str) -> str:
    return f'<w:{name} w:val="0"/>'


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: Sequence[str]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in rows) + "</w:tbl>"


def texts(document: Document) -> list[str]:
    return [passage.text for passage in document.passages]


def paths(document: Document) -> dict[str, tuple[str, ...] | None]:
    return {passage.text: passage.headings for passage in document.passages}


# --- which words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "around",
    [
        "<w:ins>{}</w:ins>",
        "<w:moveTo>{}</w:moveTo>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:hyperlink>{}</w:hyperlink>",
        "<w:smartTag>{}</w:smartTag>",
        '<w:fldSimple w:instr="TITLE">{}</w:fldSimple>',
        "<w:customXml><w:ins>{}</w:ins></w:customXml>",
    ],
)
def test_text_inside_an_inline_element_is_read(around: str) -> None:
    body = f"<w:p>{run('Le service ')}{around.format(run('est conforme'))}{run(' au RGAA.')}</w:p>"
    assert texts(read(body)) == ["Le service est conforme au RGAA."]


def test_text_inside_a_block_content_control_is_read() -> None:
    assert texts(read(f"<w:sdt><w:sdtContent>{p('Un')}{p('Deux')}</w:sdtContent></w:sdt>{p('Trois')}")) == [
        "Un",
        "Deux",
        "Trois",
    ]


def test_deleted_and_moved_text_is_not_read_and_the_buyer_is_told() -> None:
    deleted = "<w:del><w:r><w:tab/><w:delText>ancien</w:delText><w:t>ancien</w:t></w:r></w:del>"
    document = read(f"<w:p>{run('Le ')}{deleted}<w:moveFrom>{run('parti')}</w:moveFrom>{run('nouveau')}</w:p>")
    assert texts(document) == ["Le nouveau"]
    assert any("Modifications suivies" in remark for remark in document.remarks)


def test_the_properties_before_a_tracked_change_do_not_count() -> None:
    before = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
    style = '<w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>'
    (passage,) = read(f"<w:p><w:pPr>{style}</w:pPr>{run('Visible', before)}</w:p>").passages
    assert (passage.text, passage.kind) == ("Visible", "paragraph")


def test_the_instruction_of_a_field_is_not_read_and_its_result_is() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    nested = (
        f"{mark('begin')}<w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>{mark('separate')}{run('12')}{mark('end')}"
    )
    field = (
        f"{mark('begin')}<w:r><w:instrText>IF</w:instrText></w:r>{nested}{mark('separate')}{run('oui')}{mark('end')}"
    )
    assert texts(read(f"<w:p>{run('Réponse : ')}{field}{run('.')}</w:p>{p('Suite')}")) == ["Réponse : oui.", "Suite"]


def test_a_field_left_open_does_not_hide_the_next_paragraphs() -> None:
    opened = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    assert texts(read(opened + p("La suite est lue."))) == ["La suite est lue."]


def test_hidden_text_is_left_out_and_the_passage_says_so() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Note"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Aide"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    noted = run(" stylé", '<w:rStyle w:val="Note"/>')
    document = read(
        f"<w:p>{run('Vu')}{run(' caché', '<w:vanish/>')}{noted}</w:p>"
        f"{styled('Aide à la rédaction', 'Aide')}<w:p>{run('Montré', off('vanish'))}</w:p>",
        styles=styles,
    )
    assert [(passage.text, passage.hidden) for passage in document.passages] == [("Vu", True), ("Montré", False)]
    assert "Le texte masqué n'est pas lu." in document.remarks


def test_struck_words_are_read_with_their_offsets() -> None:
    decomposed = "De\u0301lai "  # one character more than its NFC form
    body = (
        f"<w:p>{run(decomposed)}{run('de 30', '<w:strike/>')}{run(' jours', '<w:dstrike/>')}{run(' de 20 jours')}</w:p>"
    )
    (passage,) = read(body).passages
    assert passage.text == "Délai de 30 jours de 20 jours"
    assert [passage.text[start:end] for start, end in passage.struck] == ["de 30 jours"]


def test_text_is_in_unicode_form_nfc() -> None:
    assert texts(read(p("Pe\u0301nalite\u0301s"))) == ["Pénalités"]


def test_tabs_breaks_and_hyphens_keep_words_apart_or_together() -> None:
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/>'
        "<w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e</w:t></w:r></w:p>"
    )
    assert texts(read(body)) == ["a\tb\nc-de"]


def test_a_tick_box_shows_whether_it_is_ticked() -> None:
    def box(state: str) -> str:
        data = f"<w:ffData><w:checkBox>{state}</w:checkBox></w:ffData>"
        return f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r>"

    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    ticked = off("default") + "<w:checked/>"
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="F04A"/></w:r>'
    body = f"<w:p>{box(off('default'))}{end}{run(' oui ')}{box(ticked)}{end}{run(' non ')}{symbol}</w:p>"
    assert texts(read(body)) == ["☐ oui ☒ non ☑"]


def test_a_formula_is_read_as_its_letters() -> None:
    formula = "<m:oMath><m:r><m:t>0,15 + 0,85 I</m:t></m:r></m:oMath>"
    hidden = f"<w:p>{run('caché', '<w:vanish/>')}</w:p>"
    assert texts(read(f"<w:p>{run('P = ')}{formula}</w:p>{hidden}<w:p>{formula}</w:p>")) == [
        "P = 0,15 + 0,85 I",
        "0,15 + 0,85 I",
    ]


def test_embedded_objects_are_counted_as_not_read() -> None:
    document = read(f"{p('Voir le tableau')}<w:p><w:r><w:object/></w:r></w:p><w:altChunk/>")
    assert any(remark.endswith("qui ne sont pas lus : 2.") for remark in document.remarks)


# --- text boxes, and the way back to the file ------------------------------------------------------------


def box(first: str, second: str) -> str:
    """A drawing as Word writes it: the same text in mc:Choice and, for older versions, in mc:Fallback."""
    inside = f"<w:txbxContent>{p(first)}{p(second)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><wps:txbx>{inside}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_the_text_of_a_box_is_read_once_after_the_paragraph_that_holds_it() -> None:
    body = f"<w:p>{run('Avant ')}{box('A1', 'A2')}{run('après')}{box('B1', 'B2')}</w:p>{p('Suite')}"
    assert texts(read(body)) == ["Avant après", "A1", "A2", "B1", "B2", "Suite"]


def test_every_passage_leads_back_to_its_paragraph_in_the_file() -> None:
    deleted = f"<w:del>{box('supprimé', 'supprimé')}</w:del>"
    nested = f"<w:p>{run('Dehors')}<w:r><w:pict><v:textbox><w:txbxContent>{p('Dedans')}"
    nested += f"<w:p>{box('C1', 'C2')}{run('Fin')}</w:p></w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    body = (
        f"{p('Un')}<w:p/>"
        f"<w:p>{deleted}{box('A1', 'A2')}{run('Deux')}{box('B1', 'B2')}</w:p>"
        f"{nested}{table([cell(p('T1') + '<w:p/>' + p('T2')), cell(table([cell(p('T3'))]) + p('T4'))])}{p('Dernier')}"
    )
    data = package(
        body + f'<w:p><w:r><w:footnoteReference w:id="1"/></w:r>{run("Appel")}</w:p>',
        footnotes=f'<w:footnote w:id="1">{p("Note")}</w:footnote>',
        headers=[p("Entête")],
    )
    document = read_docx("CCTP.docx", data)
    assert len(document.passages) == 19
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for passage in document.passages:
            where = passage.location
            assert where.story is not None and where.element is not None
            root = etree.fromstring(archive.read(where.story))
            paragraph = list(root.iter(f"{{{W}}}p"))[where.element - 1]
            own = paragraph.findall(f"{{{W}}}r/{{{W}}}t")
            assert "".join(t.text or "" for t in own) == passage.text
    assert [passage.location.paragraph for passage in document.passages] == list(range(1, 20))


def test_a_document_longer_than_many_slices_is_read_whole() -> None:
    expected = [f"Paragraphe {i} " + "mot " * 40 for i in range(3_000)]
    body = "".join(p(text) if i % 3 else table([cell(p(text))]) for i, text in enumerate(expected))
    document = read(body)
    assert texts(document) == expected
    assert [x.location.element for x in document.passages] == list(range(1, 3_001))
    assert {x.location.cell for x in document.passages if x.kind == "cell"} == {(n, 1, 1) for n in range(1, 1_001)}


# --- headings --------------------------------------------------------------------------------------------


def style(style_id: str, name: str, more: str = "") -> str:
    return f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>{more}</w:style>'


HEADING_STYLES = (
    style("A", "heading 1")
    + style("B", "Titre 2")
    + style("C", "Mairie", '<w:basedOn w:val="B"/>')
    + style("D", "Perso", '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>')
    + style("E", "heading 5", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
    + style("L", "Boucle", '<w:basedOn w:val="L"/>')
    + style("T", "toc 1")
)


def test_a_heading_is_known_by_the_name_the_parent_or_the_outline_of_its_style() -> None:
    document = read(
        "".join(styled(letter, letter) for letter in "ABCDEL") + styled("F", "A", '<w:outlineLvl w:val="9"/>'),
        styles=HEADING_STYLES,
    )
    assert {passage.text: passage.level for passage in document.passages} == {
        "A": 1,
        "B": 2,
        "C": 2,
        "D": 4,
        "E": None,
        "L": None,
        "F": None,
    }


def test_a_passage_knows_the_headings_above_it_and_a_heading_those_above_itself() -> None:
    document = read(
        p("Page de garde")
        + heading("Objet", 1)
        + p("a")
        + heading("Accessibilité\tnumérique", 2)
        + p("b")
        + heading("Prix", 1)
        + p("c")
    )
    assert document.headings_known
    assert paths(document) == {
        "Page de garde": (),
        "Objet": (),
        "a": ("Objet",),
        "Accessibilité\tnumérique": ("Objet",),
        "b": ("Objet", "Accessibilité numérique"),
        "Prix": (),
        "c": ("Prix",),
    }


def test_a_document_without_headings_says_that_they_are_unknown() -> None:
    document = read(p("Le titulaire fournit des ordinateurs.") * 5)
    assert not document.headings_known
    assert {passage.headings for passage in document.passages} == {None}
    assert any("Aucun titre reconnu" in remark for remark in document.remarks)


def test_a_long_paragraph_in_a_style_of_heading_is_a_paragraph() -> None:
    long = "Le titulaire respecte le RGAA. " * 10
    document = read(heading("Objet", 1) + heading(long, 2) + p("a"))
    assert [passage.kind for passage in document.passages] == ["heading", "paragraph", "paragraph"]
    assert paths(document)["a"] == ("Objet",)


def test_headings_numbered_by_hand_are_recognised_and_list_items_are_not() -> None:
    lines = [
        *("ARTICLE 1 – OBJET", "Le marché porte sur un service.", "1. Premier besoin", "2. Deuxième besoin"),
        *("ARTICLE 2 – DURÉE", "2.1 Durée initiale", "Un an.", "2.2 Reconduction", "Trois fois."),
        *("Article 14 du CCAG-TIC", "ARTICLE 3 – PÉNALITÉS", "Par jour de retard."),
    ]
    document = read("".join(map(p, lines)))
    assert {passage.text: passage.level for passage in document.passages if passage.level} == {
        "ARTICLE 1 – OBJET": 1,
        "ARTICLE 2 – DURÉE": 1,
        "2.1 Durée initiale": 2,
        "2.2 Reconduction": 2,
        "ARTICLE 3 – PÉNALITÉS": 1,
    }
    assert paths(document)["Trois fois."] == ("ARTICLE 2 – DURÉE", "2.2 Reconduction")
    assert any("reconnus à leur numérotation" in remark for remark in document.remarks)


def test_bold_lines_are_headings_where_nothing_is_numbered() -> None:
    def bold(text: str) -> str:
        return f"<w:p>{run(text, '<w:b/>')}</w:p>"

    body = "".join(bold(title) + p("Du texte ordinaire.") for title in ("Objet", "Délais", "Prix du marché"))
    document = read(bold("VILLE DE MONTREUIL") + bold("Marché de téléphonie") + p("2026.") + body)
    found = [passage.text for passage in document.passages if passage.kind == "heading"]
    assert found == ["Marché de téléphonie", "Objet", "Délais", "Prix du marché"]


def test_a_heading_framed_by_a_cell_of_its_own_is_a_heading_and_one_beside_others_is_not() -> None:
    framed = table([cell(heading("Article 1", 1))])
    beside = table([cell(heading("Exigence", 3)), cell(p("Réponse"))])
    document = read(framed + beside + p("Texte"))
    assert [(passage.text, passage.kind) for passage in document.passages] == [
        ("Article 1", "heading"),
        ("Exigence", "cell"),
        ("Réponse", "cell"),
        ("Texte", "paragraph"),
    ]
    assert paths(document)["Réponse"] == ("Article 1",)


def test_a_heading_in_a_text_box_is_no_heading_of_the_document() -> None:
    boxed = (
        f"<w:r><w:pict><v:textbox><w:txbxContent>{heading('À retenir', 1)}</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    document = read(f"{heading('Objet', 1)}<w:p>{boxed}{run('a')}</w:p>{p('b')}")
    assert paths(document) == {"Objet": (), "a": ("Objet",), "À retenir": ("Objet",), "b": ("Objet",)}


def test_lines_of_the_table_of_contents_are_marked_and_are_no_headings() -> None:
    body = (
        styled("Objet\t3", "T")
        + p("Sommaire")
        + p("1. Objet 3")
        + p("2. Prix ........ 4")
        + heading("Objet", 1)
        + p("a")
    )
    document = read(body, styles=HEADING_STYLES)
    assert [passage.text for passage in document.passages if not passage.contents] == ["Objet", "a"]
    assert [passage.kind for passage in document.passages].count("heading") == 1


# --- numbers ---------------------------------------------------------------------------------------------


def level(ilvl: int, text: str, form: str = "decimal", more: str = "") -> str:
    start = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
    return f'<w:lvl w:ilvl="{ilvl}">{start}<w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "%1.")}{level(1, "%1.%2.")}{level(2, "%1.%2.%3")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "Article %1 –", "upperRoman")}{level(1, "%2)", "lowerLetter")}'
    f"{level(2, '%1.%3', 'decimal', '<w:isLgl/>')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="2">{level(0, "•", "bullet")}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="3"><w:numStyleLink w:val="Liste"/></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num>'
)


def item(text: str, num_id: int, ilvl: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num_id}"/></w:numPr>')


def labels(document: Document) -> list[str | None]:
    return [passage.label for passage in document.passages]


def test_the_numbers_that_word_prints_are_given_apart_from_the_text() -> None:
    levels = [0, 1, 1, 2, 2, 0, 1, 2]
    document = read("".join(item("x", 1, ilvl) for ilvl in levels), numbering=NUMBERING)
    assert labels(document) == ["1.", "1.1.", "1.2.", "1.2.1", "1.2.2", "2.", "2.1.", "2.1.1"]
    assert {(passage.kind, passage.text) for passage in document.passages} == {("list_item", "x")}


def test_roman_and_lettered_numbers_are_printed_and_bullets_have_none() -> None:
    body = item("a", 2) + item("b", 2) + item("c", 2, 1) + item("d", 2, 1) + item("e", 2, 2) + item("f", 3)
    assert labels(read(body, numbering=NUMBERING)) == ["Article I –", "Article II –", "a)", "b)", "2.1", None]


def test_lists_of_one_definition_share_their_numbers_until_one_begins_anew() -> None:
    body = item("a", 1) + item("", 1) + item("b", 1) + item("c", 4) + item("d", 4) + item("e", 5)
    styles = (
        '<w:style w:type="numbering" w:styleId="Liste"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    document = read(body, numbering=NUMBERING, styles=styles)
    assert labels(document) == ["1.", "3.", "7.", "8.", "Article I –"]


def test_a_heading_takes_the_number_of_the_list_of_its_style() -> None:
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    first = level(0, "%1", more='<w:pStyle w:val="T1"/>')
    second = level(1, "%1.%2", more='<w:pStyle w:val="T2"/>')
    linked = (
        f'<w:abstractNum w:abstractNumId="0">{first}{second}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    unnumbered = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled("Objet", "T1") + styled("Durée", "T2") + p("a") + styled("Annexe", "T1", unnumbered)
    document = read(body, styles=style("T1", "Titre 1", numbered) + style("T2", "Titre 2", numbered), numbering=linked)
    assert labels(document) == ["1", "1.1", None, None]
    assert paths(document)["a"] == ("1 Objet", "1.1 Durée")


# --- tables, notes, margins ------------------------------------------------------------------------------


def cells(document: Document) -> dict[str, tuple[int, int, int] | None]:
    return {passage.text: passage.location.cell for passage in document.passages}


def test_a_cell_knows_its_table_row_and_column() -> None:
    wide = cell(p("large"), '<w:gridSpan w:val="2"/>')
    controlled = f"<w:sdt><w:sdtContent>{cell(p('c'))}</w:sdtContent></w:sdt>"
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    document = read(
        table([cell(p("a")), cell(p("b") + p("b2")), controlled], [wide, cell(p("d"))], [before, cell(p("e"))])
        + p("entre")
        + table([cell(p("f"))])
    )
    assert cells(document) == {
        "a": (1, 1, 1),
        "b": (1, 1, 2),
        "b2": (1, 1, 2),
        "c": (1, 1, 3),
        "large": (1, 2, 1),
        "d": (1, 2, 3),
        "e": (1, 3, 2),
        "entre": None,
        "f": (2, 1, 1),
    }


def test_a_nested_table_has_a_number_of_its_own() -> None:
    document = read(table([cell(p("a") + table([cell(p("b")), cell(p("c"))]) + p("d")), cell(p("e"))]) + p("f"))
    assert cells(document) == {
        "a": (1, 1, 1),
        "b": (2, 1, 1),
        "c": (2, 1, 2),
        "d": (1, 1, 1),
        "e": (1, 1, 2),
        "f": None,
    }


def test_a_note_follows_the_first_paragraph_that_calls_it_under_the_same_headings() -> None:
    def call(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    separator = f'<w:footnote w:id="0" w:type="separator">{p("—")}</w:footnote>'
    document = read(
        heading("Données", 1)
        + f"<w:p>{run('Hébergées')}{call('footnote', 7)}{run(' et sauvées')}{call('endnote', 2)}</w:p>"
        + f"<w:p>{run('Rendues')}{call('footnote', 3)}{call('footnote', 7)}</w:p>",
        footnotes=f'{separator}<w:footnote w:id="3">{p("Format ouvert")}</w:footnote>'
        f'<w:footnote w:id="7">{p("Dans l’Union")}{p("ou ici")}</w:footnote>',
        endnotes=f'<w:endnote w:id="2">{p("Chaque jour")}</w:endnote>',
    )
    assert [(x.text, x.kind, x.location.note) for x in document.passages[1:]] == [
        ("Hébergées et sauvées", "paragraph", None),
        ("Dans l’Union", "note", "1"),
        ("ou ici", "note", "1"),
        ("Chaque jour", "note", "i"),
        ("Rendues", "paragraph", None),
        ("Format ouvert", "note", "2"),
    ]
    assert {x.headings for x in document.passages[1:]} == {("Données",)}


def test_headers_and_footers_come_last_each_text_once() -> None:
    document = read(p("Corps"), headers=[p("CCTP"), p("CCTP")], footers=[p("Page")])
    assert [(passage.text, passage.kind) for passage in document.passages] == [
        ("Corps", "paragraph"),
        ("CCTP", "header"),
        ("Page", "footer"),
    ]


# --- packages as other tools write them ------------------------------------------------------------------


def test_a_main_document_of_another_name_is_found() -> None:
    (passage,) = read(p("Bonjour"), main="word/document2.xml").passages
    assert (passage.text, passage.location.story) == ("Bonjour", "word/document2.xml")


def test_a_strict_file_and_a_byte_order_mark_are_read() -> None:
    strict = f"<w:document {NAMESPACES}><w:body>{p('Strict')}</w:body></w:document>".replace(
        W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    marked = (
        b"\xef\xbb\xbf"
        + f'<?xml version="1.0"?><!-- x --><w:document {NAMESPACES}><w:body>{p("é")}</w:body></w:document>'.encode()
    )
    assert texts(read("", members={"word/document.xml": strict})) == ["Strict"]
    assert texts(read("", members={"word/document.xml": marked})) == ["é"]


def test_a_document_made_by_python_docx_gives_the_same_words_styles_and_cells() -> None:
    made = docx.Document()
    made.add_heading("Objet du marché", level=1)
    made.add_paragraph("Le titulaire fournit un service.")
    made.add_heading("Accessibilité", level=2)
    made.add_paragraph("Conforme au RGAA", style="List Bullet")
    grid = made.add_table(2, 2)
    for r, row in enumerate(grid.rows):
        for c, one in enumerate(row.cells):
            one.text = f"r{r + 1}c{c + 1}"
    made.sections[0].header.paragraphs[0].text = "CCTP"
    file = io.BytesIO()
    made.save(file)
    document = read_docx("CCTP.docx", file.getvalue())
    assert [(x.kind, x.text, x.location.cell) for x in document.passages] == [
        ("heading", "Objet du marché", None),
        ("paragraph", "Le titulaire fournit un service.", None),
        ("heading", "Accessibilité", None),
        ("list_item", "Conforme au RGAA", None),
        ("cell", "r1c1", (1, 1, 1)),
        ("cell", "r1c2", (1, 1, 2)),
        ("cell", "r2c1", (1, 2, 1)),
        ("cell", "r2c2", (1, 2, 2)),
        ("header", "CCTP", None),
    ]


# --- a real draft ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_draft(shared_folder: Path) -> tuple[Document, str]:
    """A CCTP of 31,000 words, and its text as another tool took it out."""
    stem = shared_folder / "corpus/documents/001_oise_gru_cctp"
    document = read_docx("CCTP.docx", stem.with_suffix(".docx").read_bytes())
    return document, stem.with_suffix(".txt").read_text("utf-8")


def body_of(document: Document) -> list[Passage]:
    return [passage for passage in document.passages if passage.kind not in ("header", "footer")]


def test_a_real_draft_gives_every_word_of_its_text_in_the_same_order(real_draft: tuple[Document, str]) -> None:
    document, text = real_draft
    words = [word for passage in body_of(document) for word in passage.text.split()]
    assert len(words) > 30_000
    # The other tool glues the lines of text boxes together and parts cells with bars.
    assert "".join(words) == re.sub(r"[\s|]", "", text)


def test_a_real_draft_gives_every_heading_of_its_table_of_contents(real_draft: tuple[Document, str]) -> None:
    document, _ = real_draft
    headings = {" ".join(x.text.split()) for x in document.passages if x.kind == "heading"}
    announced = [x.text.split("\t") for x in document.passages if x.contents and "\t" in x.text]
    assert len(announced) > 60
    assert [parts[1] for parts in announced if " ".join(parts[1].split()) not in headings] == []
