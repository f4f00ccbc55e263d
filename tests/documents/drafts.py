"""Drafts of tenders as buyers' word processors make them: one function a make, each giving the bytes of a .docx."""

from collections.abc import Callable, Mapping
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from tests.documents.word_files import NAMESPACES, TYPES, converted, edited, made, p, r, saved

TITLE = "Cahier des clauses techniques particulières"
SECTIONS = (
    ("Objet du marché", ("Le marché porte sur la conception, l'hébergement et la maintenance du site de la commune.",)),
    (
        "Exigences générales",
        (
            "Le site sera moderne, intuitif et éco-responsable, et chaque page restera simple à lire.",
            "Les temps de réponse seront optimaux, dans la mesure du possible, pour tous les usagers.",
        ),
    ),
    ("Accessibilité", ("Le site sera accessible à tous et respectera les normes en vigueur à sa livraison.",)),
    ("Données personnelles", ("Le titulaire s'engage à respecter le RGPD pendant toute la durée du marché.",)),
    ("Formats et livrables", ("Les documents de suivi sont remis au format Microsoft Word (.doc) chaque mois.",)),
    ("Réversibilité", ("Le titulaire organise la réversibilité et rend les données à la fin du marché.",)),
)


def sections(heading: Callable[[int, str], str], paragraph: Callable[[str], str] = p) -> str:
    """The whole draft: `heading` is given the number of the section and its title."""
    blocks = [p(TITLE, "Title")]
    for number, (title, texts) in enumerate(SECTIONS, start=1):
        blocks += [heading(number, title), *map(paragraph, texts)]
    return "".join(blocks)


def plain_styles() -> bytes:
    """Headings by style, without numbers; a bullet list; empty lines between sections."""
    body = sections(lambda _, title: p("") + p(title, "Heading1"))
    return made(body + p("Une réunion chaque mois avec les services de la commune ;", "ListBullet") + p(""))


def numbered_by_style() -> bytes:
    """« Article 1 », « 1.1 » printed by the styles of headings."""
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>'
        '<w:lvlText w:val="Article %1 –"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:pStyle w:val="Heading2"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>'
    )
    data = made(
        sections(lambda n, title: p(title, "Heading1") + (p("Niveau attendu", "Heading2") if n == 3 else "")),
        numbering=numbering,
    )
    return edited(
        data,
        "word/styles.xml",
        lambda xml: _number(
            _number(xml, "Heading1", '<w:numId w:val="7"/>'), "Heading2", '<w:ilvl w:val="1"/><w:numId w:val="7"/>'
        ),
    )


def _number(xml: str, style: str, number: str) -> str:
    before, mark, after = xml.partition(f'w:styleId="{style}"')
    head, keeps, rest = after.partition("<w:keepLines/>")
    return f"{before}{mark}{head}{keeps}<w:numPr>{number}</w:numPr>{rest}"


def numbered_by_paragraph() -> bytes:
    """Numbers by a list put on each heading, headings known by their outline level."""
    numbering = (
        '<w:abstractNum w:abstractNumId="3"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>'
    )
    properties = (
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr><w:jc w:val="left"/><w:outlineLvl w:val="0"/>'
    )
    look = '<w:b/><w:color w:val="1F4E79"/><w:sz w:val="28"/>'
    return made(sections(lambda _, title: p(title, "", properties, look)), numbering=numbering)


def typed_articles() -> bytes:
    """« ARTICLE 3 – ACCESSIBILITÉ » in bold capitals, without any style, and a signature at the end."""
    body = sections(
        lambda n, title: p(f"ARTICLE {n} – {title.upper()}", "", '<w:spacing w:before="240"/>', "<w:b/>"),
        lambda text: p(
            text, "", '<w:jc w:val="both"/>', '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:sz w:val="20"/>'
        ),
    )
    return made(body + p("Fait à Exemple, le") + p("Le titulaire,"))


def typed_numbers() -> bytes:
    """« 3. Accessibilité », « 3.1. Niveau » typed with a tab in headings of a style."""

    def heading(number: int, title: str) -> str:
        first = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{r(f"{number}.")}<w:r><w:tab/></w:r>{r(title)}</w:p>'
        level = '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr>'
        second = f"<w:p>{level}{r(f'{number}.1.')}<w:r><w:tab/></w:r>{r('Généralités')}</w:p>"
        return first + second if number in (3, 4) else first

    return made(sections(heading) + p("ANNEXE 1 – Liste des pages", "Heading1") + p("La page d'accueil."))


def no_headings() -> bytes:
    """Only paragraphs, as small buyers write."""
    return made("".join(p(text) for _, texts in SECTIONS for text in texts))


def in_tables() -> bytes:
    """Requirements in cells, a table inside a table, a table to end with."""

    def table(*rows: str) -> str:
        width = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid><w:gridCol w:w="4500"/></w:tblGrid>'
        cells = "".join(
            f'<w:tr><w:tc><w:tcPr><w:tcW w:w="4500" w:type="dxa"/></w:tcPr>{row}</w:tc></w:tr>' for row in rows
        )
        return f"<w:tbl>{width}{cells}</w:tbl>"

    inner = table(p("L'outil sera convivial et ergonomique pour chaque agent."), p("Le rendu est soigné."))
    outer = table(p("Performance"), f"{inner}{p('Les délais seront optimaux.')}")
    return made(sections(lambda _, title: p(title, "Heading1")) + outer + p(""))


def in_sections() -> bytes:
    """A landscape section in the middle, headers and footers that speak too."""
    target = docx.Document()
    target.add_heading(TITLE, 0)
    for number, (title, texts) in enumerate(SECTIONS):
        if number == 3:
            target.add_section(WD_SECTION.NEW_PAGE).orientation = WD_ORIENT.LANDSCAPE
        target.add_heading(title, 1)
        for text in texts:
            target.add_paragraph(text)
    target.sections[0].header.paragraphs[0].text = "Le site sera moderne et intuitif."
    target.sections[0].footer.paragraphs[0].text = "CCTP"
    return saved(target)


def already_revised() -> bytes:
    """Changes and comments of other people, a paragraph inserted and one deleted, and Word's extended comments."""

    def tracked(tag: str, number: int, content: str) -> str:
        return f'<w:{tag} w:id="{number}" w:author="Une juriste" w:date="2026-01-05T08:00:00Z">{content}</w:{tag}>'

    gone = '<w:r><w:delText xml:space="preserve">Le site sera rapide. </w:delText></w:r>'
    mark = tracked("ins", 90, "").replace("></w:ins>", "/>")
    revised = (
        f"<w:p>{tracked('del', 91, gone)}{tracked('ins', 92, r('Le site sera convivial et optimal.'))}</w:p>"
        f"<w:p><w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{tracked('ins', 93, r('Les pages sont testées.'))}</w:p>"
        f'<w:p><w:commentRangeStart w:id="4"/>{r("Un délai de trente jours est prévu.")}<w:commentRangeEnd w:id="4"/>'
        f'<w:r><w:commentReference w:id="4"/></w:r></w:p>'
    )
    comments = (
        f'<w:comments {NAMESPACES} mc:Ignorable="w14 w15"><w:comment w:id="4" w:author="Une juriste" w:initials="UJ" '
        'w:date="2026-01-05T08:00:00Z"><w:p w14:paraId="00AB12CD"><w:r><w:t>À vérifier.</w:t></w:r></w:p></w:comment>'
        "</w:comments>"
    )
    extended = (
        f'<w15:commentsEx {NAMESPACES} mc:Ignorable="w14 w15"><w15:commentEx w15:paraId="00AB12CD" w15:done="0"/>'
        "</w15:commentsEx>"
    )
    return made(
        sections(lambda _, title: p(title, "Heading1")) + revised,
        parts={
            "comments": (f"{TYPES}.comments+xml", comments),
            "commentsExtended": (f"{TYPES}.commentsExtended+xml", extended),
        },
    )


def with_footnotes() -> bytes:
    """A footnote that says what the text does not, and its separators."""
    call = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for n, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    said = r(" L'outil sera convivial et ergonomique.")
    note = f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{said}</w:p></w:footnote>'
    footnotes = f"<w:footnotes {NAMESPACES}>{separators}{note}</w:footnotes>"
    called = f"<w:p>{r('Voir la note')}{call}{r(' de bas de page.')}</w:p>"
    end = p("Les réunions se tiennent chaque mois en mairie, à une date fixée ensemble.")
    body = sections(lambda _, title: p(title, "Heading1")) + called + end
    return made(body, parts={"footnotes": (f"{TYPES}.footnotes+xml", footnotes)})


def in_controls() -> bytes:
    """Content controls around words, around paragraphs and around a heading; smart tags and custom XML."""
    inline = (
        f'<w:p>{r("Le site sera ")}<w:sdt><w:sdtPr><w:id w:val="101"/><w:text/></w:sdtPr>'
        f"<w:sdtContent>{r('convivial et optimal')}"
        f"</w:sdtContent></w:sdt>{r(' pour tous.')}</w:p>"
    )
    block = (
        '<w:sdt><w:sdtPr><w:id w:val="102"/></w:sdtPr><w:sdtContent>'
        f"{p('Exploitation', 'Heading1')}{p('Les temps de réponse seront optimaux et le service restera performant.')}"
        "</w:sdtContent></w:sdt>"
    )
    tagged = (
        f'<w:p><w:smartTag w:uri="urn:x" w:element="mot">{r("Une interface intuitive")}</w:smartTag>'
        f'<w:customXml w:uri="urn:x" w:element="fin">{r(" et ergonomique")}</w:customXml>{r(" est demandée.")}</w:p>'
    )
    return made(sections(lambda _, title: p(title, "Heading1")) + inline + tagged + block + p("Fin du document."))


def boxes_links_fields() -> bytes:
    """A text box in both its copies, a link, a field over several runs, a table of contents."""
    words = p("Encadré : le site sera convivial et intuitif.")
    box = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
        '<wp:extent cx="3000000" cy="600000"/>'
        '<wp:docPr id="1" name="Zone de texte 1"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr>'
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="600000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{words}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>"
        '</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:200pt;height:50pt">'
        f"<v:textbox><w:txbxContent>{words}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
        "</w:r></w:p>"
    )

    def field(code: str, result: str) -> str:
        parts = (
            ("begin", ""),
            ("", f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'),
            ("separate", ""),
        )
        made_of = "".join(x or f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind, x in parts)
        return f'{made_of}{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'

    linked = f'<w:hyperlink w:anchor="x">{r("le site intuitif et convivial")}</w:hyperlink>'
    link = f"<w:p>{r('Voir ')}{linked}{r(' de la commune.')}</w:p>"
    result = field("DOCPROPERTY Mot", r("performant ") + r("et optimal"))
    fielded = f"<w:p>{r('Le service sera ')}{result}{r(' en tout temps.')}</w:p>"
    entries = "".join(f"<w:p>{r(f'{title}..........{n}')}</w:p>" for n, (title, _) in enumerate(SECTIONS, 1))
    toc = p("Sommaire") + entries
    return made(toc + sections(lambda _, title: p(title, "Heading1")) + box + link + fielded)


def rules_of_consultation() -> bytes:
    """A RC: its criteria in a table, lists, an article a subject."""
    target = docx.Document()
    target.add_heading("Règlement de la consultation", 0)
    for title, text in (
        (
            "Article 1 – Objet de la consultation",
            "La consultation porte sur la refonte du site internet de la commune.",
        ),
        (
            "Article 2 – Présentation des offres",
            "Les offres sont remises sous forme électronique, au format Microsoft Word.",
        ),
        (
            "Article 3 – Critères d'attribution",
            "Les offres sont classées selon les critères suivants, avec leur poids.",
        ),
    ):
        target.add_heading(title, 1)
        target.add_paragraph(text)
    table = target.add_table(2, 2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ("Prix", "60 %", "Valeur technique", "40 %"), strict=True
    ):
        cell.text = text
    target.add_heading("Article 4 – Renseignements complémentaires", 1)
    target.add_paragraph("Les questions sont posées sur le profil d'acheteur, dix jours au moins avant la date limite.")
    return saved(target)


def decomposed_letters() -> bytes:
    """Accents in two characters, as some Macs write, and words cut over runs of several looks."""
    headings = "".join(p(title, "Heading1") for title, _ in SECTIONS[:3])
    cut = ("Le site sera de", "\u0301cide", "\u0301ment intu", "itif et eco", "-responsable et bien pense", "\u0301.")
    looks = ("", "<w:i/>", "<w:b/>", "", "<w:i/>", "")
    words = "".join(map(r, cut, looks))
    end = p("Les temps de réponse seront optimaux, dans la mesure du possible.")
    return made(f"{p(TITLE, 'Title')}{headings}<w:p>{words}</w:p>{end}")


def by_libreoffice(soffice: Path, folder: Path) -> bytes:
    """Written in HTML and saved in Word's format by LibreOffice: its own styles, lists and tables."""
    items = "".join(f"<h1>{title}</h1>{''.join(f'<p>{t}</p>' for t in texts)}" for title, texts in SECTIONS)
    source = folder / "projet-libreoffice.html"
    source.write_text(
        f"<html lang='fr'><meta charset='utf-8'><body><p>{TITLE}</p>{items}<ul><li>Une réunion chaque mois ;</li>"
        "<li>un compte rendu.</li></ul><table border=1><tr><td>Délai</td><td>six mois</td></tr></table></body></html>",
        "utf-8",
    )
    return converted(soffice, [source], "docx:MS Word 2007 XML", "--infilter=HTML (StarWriter)")[0]


MAKES: Mapping[str, Callable[[], bytes]] = {
    make.__name__: make
    for make in (
        plain_styles,
        numbered_by_style,
        numbered_by_paragraph,
        typed_articles,
        typed_numbers,
        no_headings,
        in_tables,
        in_sections,
        already_revised,
        with_footnotes,
        in_controls,
        boxes_links_fields,
        rules_of_consultation,
        decomposed_letters,
    )
}
