"""Comments on the exact words, whatever holds them, and beside what others said."""

import io
import zipfile
from pathlib import Path

import pytest
from tests.documents import changes, drafts
from tests.documents.word_files import edited, made, p, r

from clausier.engine.dossier import Document, Passage
from clausier.generators.annotations import Annotations, Comment, Remark, merged
from clausier.generators.document import runs
from clausier.generators.word_annotated import NotAnnotatedError, annotated_docx
from clausier.readers.docx import read_docx

DATE = "2026-11-22"


def said(passage: Passage, words: str, title: str = "Risque", what: str = "Ce qui ne va pas.") -> Remark:
    start = passage.text.index(words)
    return Remark(passage, start, start + len(words), title, what, (runs("Mieux vaut autre chose."),))


def holding(document: Document, words: str) -> Passage:
    return next(passage for passage in document.passages if words in passage.text)


def commented(data: bytes, *words: str) -> bytes:
    """A comment on each of these words, at the first passage that holds them."""
    document = read_docx("cctp.docx", data)
    remarks = [said(holding(document, one), one) for one in words]
    return annotated_docx(data, Annotations(document, None, merged(remarks), ()), DATE).data


def tracked(tag: str, content: str) -> str:
    return f'<w:{tag} w:id="50" w:author="Une juriste" w:date="2026-01-05T08:00:00Z">{content}</w:{tag}>'


HIDDEN = "<w:vanish/>"
HELD = {
    "one run": (p("Le site sera convivial pour tous."), "convivial"),
    "several runs": (f"<w:p>{r('Le site sera con')}{r('viv', '<w:b/>')}{r('ial pour tous.')}</w:p>", "convivial"),
    "a whole run": (f"<w:p>{r('Le site sera ')}{r('convivial', '<w:b/>')}{r(' pour tous.')}</w:p>", "convivial"),
    "a tab and a break before": (
        f"<w:p>{r('Le site')}<w:r><w:tab/><w:t>sera</w:t><w:br/><w:t>vraiment convivial.</w:t></w:r></w:p>",
        "convivial",
    ),
    "hidden words between": (
        f"<w:p>{r('Le site ')}{r('dit-on ', HIDDEN)}{r('sera convivial.')}</w:p>",
        "sera convivial",
    ),
    "an insertion": (f"<w:p>{r('Le site ')}{tracked('ins', r('sera convivial pour tous'))}{r('.')}</w:p>", "convivial"),
    "a link": (
        f'<w:p>{r("Voir ")}<w:hyperlink w:anchor="x">{r("le site convivial")}</w:hyperlink>{r(" ici.")}</w:p>',
        "convivial",
    ),
    "a smart tag": (
        f'<w:p>{r("Un ")}<w:smartTag w:uri="urn:x" w:element="m">{r("site convivial")}</w:smartTag>{r(".")}</w:p>',
        "site convivial",
    ),
    "a cell": (
        '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid><w:gridCol w:w="4500"/></w:tblGrid>'
        "<w:tr><w:tc>"
        f'<w:tcPr><w:tcW w:w="4500" w:type="dxa"/></w:tcPr>{p("Un site convivial.")}</w:tc></w:tr></w:tbl>{p("Fin.")}',
        "convivial",
    ),
}


@pytest.mark.parametrize("case", HELD)
def test_a_comment_is_put_on_the_words_quoted_and_on_no_other(case: str) -> None:
    body, words = HELD[case]
    data = made(body)
    after = commented(data, words)
    ((found, text),) = changes.commented(after)
    assert found.replace("dit-on ", "") == words
    assert text.splitlines() == ["Risque", "Ce qui ne va pas.", "Mieux vaut autre chose."]
    root = changes.without_our_comments(changes.main_part(after), after)
    assert changes.canonical(root) == changes.canonical(changes.main_part(data))


@pytest.mark.parametrize(
    ("body", "words", "whole"),
    [
        (
            f'<w:p>{r("Le site sera ")}<w:sdt><w:sdtPr><w:id w:val="9"/></w:sdtPr><w:sdtContent>'
            f"{r('convivial et beau')}</w:sdtContent></w:sdt>{r('.')}</w:p>",
            "convivial",
            "convivial et beau",
        ),
        (
            f'<w:p>{r("Le site sera ")}<w:fldSimple w:instr=" DOCPROPERTY X ">{r("convivial et beau")}</w:fldSimple>'
            f"{r('.')}</w:p>",
            "convivial",
            "convivial et beau",
        ),
        (
            f'<w:p>{r("Le site sera ")}<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            "<w:r><w:instrText> X </w:instrText></w:r>"
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("convivial")}{r(" et beau")}'
            f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{r(".")}</w:p>',
            "convivial",
            "convivial et beau",
        ),
    ],
    ids=["control", "simple field", "field"],
)
def test_a_control_or_a_field_is_commented_as_a_whole(body: str, words: str, whole: str) -> None:
    ((found, _),) = changes.commented(commented(made(body), words))
    assert found == whole


def test_accents_in_two_characters_are_counted_as_they_are_read() -> None:
    data = drafts.decomposed_letters()
    ((found, _),) = changes.commented(commented(data, "décidément intuitif"))
    assert found == "de\u0301cide\u0301ment intuitif"


def test_a_text_box_is_commented_where_it_is_shown_and_a_note_where_it_is_called() -> None:
    box = changes.main_part(commented(drafts.boxes_links_fields(), "convivial et intuitif"))
    (mark,) = box.iter(f"{changes.W}commentRangeStart")
    assert mark.getparent().getparent().tag == f"{changes.W}body"
    assert next(mark.getnext().iter(f"{changes.W}txbxContent"), None) is not None
    note = changes.main_part(commented(drafts.with_footnotes(), "convivial et ergonomique"))
    (mark,) = note.iter(f"{changes.W}commentRangeStart")
    assert next(mark.getnext().iter(f"{changes.W}footnoteReference"), None) is not None


def test_remarks_on_overlapping_words_share_one_comment() -> None:
    document = read_docx("cctp.docx", made(p("Le site sera convivial et intuitif pour tous.")))
    (passage,) = document.passages
    one, two = said(passage, "convivial et intuitif"), said(passage, "intuitif pour", "Autre")
    apart = said(passage, "Le site")
    assert merged([two, one, apart]) == (
        Comment(passage, apart.start, apart.end, (apart,)),
        Comment(passage, one.start, two.end, (one, two)),
    )


def test_comments_of_others_stay_and_ours_come_after_them() -> None:
    before = drafts.already_revised()
    after = commented(before, "convivial")
    assert changes.comments(after)[0] == changes.comments(before)[0] == ("4", "Une juriste", "À vérifier.")
    assert [(number, author) for number, author, _ in changes.comments(after)[1:]] == [("5", "clausier")]
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.read("word/commentsExtended.xml") == new.read("word/commentsExtended.xml")


def test_what_an_earlier_run_said_is_not_said_again_but_what_is_new_is() -> None:
    first = commented(made(p("Le site sera convivial et intuitif.")), "convivial")
    document = read_docx("cctp.docx", first)
    passage = holding(document, "convivial")
    again = [said(passage, "convivial"), said(passage, "intuitif", "Risque : autre", "Autre chose ne va pas.")]
    second = annotated_docx(first, Annotations(document, None, merged(again), ()), DATE)
    assert second.comments == 1
    assert [words for words, _ in changes.commented(second.data)] == ["convivial", "intuitif"]


def test_a_document_of_which_nothing_is_to_be_said_is_given_back_as_it_is() -> None:
    data = made(p("Le site est livré en mars."))
    document = read_docx("cctp.docx", data)
    opening = said(document.passages[0], "Le site", "Relecture par clausier")
    assert annotated_docx(data, Annotations(document, opening, (), ()), DATE).data == data


def test_the_only_date_is_the_one_of_the_review() -> None:
    with zipfile.ZipFile(io.BytesIO(commented(made(p("Un site convivial.")), "convivial"))) as package:
        comments = package.read("word/comments.xml").decode()
    assert 'w:author="clausier"' in comments
    assert 'w:initials="cl"' in comments
    assert f'w:date="{DATE}T00:00:00Z"' in comments


def test_the_strict_form_of_open_xml_is_left_alone() -> None:
    strict = edited(
        made(p("Un site convivial.")),
        "word/document.xml",
        lambda xml: xml.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
    )
    with pytest.raises(NotAnnotatedError):
        commented(strict, "convivial")


def test_a_draft_for_measure_is_read_back_to_the_letter(shared_folder: Path) -> None:
    """The words under each comment are those of the passages, in a document of 31,000 words made by Google Docs."""
    data = (shared_folder / "corpus" / "documents" / "001_oise_gru_cctp.docx").read_bytes()
    document = read_docx("cctp.docx", data)
    kinds = ("paragraph", "cell", "list_item")
    passages = [passage for passage in document.passages if passage.kind in kinds and len(passage.text) > 40]
    remarks = [Remark(passage, 5, 25, f"Essai {n}", "Essai.", ()) for n, passage in enumerate(passages)]
    after = annotated_docx(data, Annotations(document, None, merged(remarks), ()), DATE)
    assert after.comments == len(passages) > 1000
    found = {text.splitlines()[0]: words for words, text in changes.commented(after.data)}
    wanted = {remark.title: remark.passage.text[5:25].replace("\t", "").replace("\n", "") for remark in remarks}
    larger = {title for title in wanted if found[title] != wanted[title]}
    # Text boxes and fields are commented as a whole.
    assert len(larger) < 15
    assert all(wanted[title] in found[title] for title in larger)
