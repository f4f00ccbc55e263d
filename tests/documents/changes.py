"""What becomes of a Word file when clausier's own changes are all accepted or all refused, element by element."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
AUTHOR = "clausier"


def main_part(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def without_our_comments(root: etree._Element, data: bytes) -> etree._Element:
    """The marks and calls of our comments taken away, and the runs that were cut for them put together again."""
    ours = {comment[0] for comment in comments(data) if comment[1] == AUTHOR}
    for mark in list(root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")):
        if mark.get(f"{W}id") in ours:
            gone = mark.getparent() if mark.tag == f"{W}commentReference" else mark
            gone.getparent().remove(gone)
    return root


def refused(data: bytes) -> bytes:
    """The main part once our insertions are refused, in canonical form."""
    root = without_our_comments(main_part(data), data)
    for inserted in [i for i in root.iter(f"{W}ins") if _is_ours(i) and i.getparent().tag != f"{W}rPr"]:
        inserted.getparent().remove(inserted)
    for paragraph in list(root.iter(f"{W}p")):
        mark = _mark(paragraph)
        if mark is not None:
            _unmark(paragraph, mark)
            _join(paragraph)
    return canonical(root)


def accepted(data: bytes) -> bytes:
    """The main part once our insertions are accepted, in canonical form."""
    root = without_our_comments(main_part(data), data)
    for paragraph in root.iter(f"{W}p"):
        if (mark := _mark(paragraph)) is not None:
            _unmark(paragraph, mark)
    for inserted in [i for i in root.iter(f"{W}ins") if _is_ours(i)]:
        for child in list(inserted):
            inserted.addprevious(child)
        inserted.getparent().remove(inserted)
    return canonical(root)


def canonical(root: etree._Element) -> bytes:
    """The same bytes for trees that differ by the cut of their runs alone."""
    for run in list(root.iter(f"{W}r")):
        before = run.getprevious()
        if before is not None and before.tag == run.tag and _looks(before) == _looks(run):
            before.extend([child for child in run if child.tag != f"{W}rPr"])
            run.getparent().remove(run)
    for text in list(root.iter(f"{W}t")):
        before = text.getprevious()
        text.attrib.pop(SPACE, None)
        if before is not None and before.tag == text.tag:
            before.text = (before.text or "") + (text.text or "")
            text.getparent().remove(text)
    for empty in [e for e in root.iter(f"{W}rPr", f"{W}pPr") if not len(e)]:
        empty.getparent().remove(empty)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, method="c14n", exclusive=True)


def comments(data: bytes) -> list[tuple[str, str, str]]:
    """Id, author and words of each comment."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.endswith("comments.xml")]
        roots = [etree.fromstring(package.read(name)) for name in names]
    return [
        (comment.get(f"{W}id"), comment.get(f"{W}author"), "\n".join(_lines(comment)))
        for root in roots
        for comment in root.iter(f"{W}comment")
    ]


def commented(data: bytes) -> list[tuple[str, str]]:
    """For each of our comments, the words it is put on (deleted words apart) and what it says."""
    said = {number: text for number, author, text in comments(data) if author == AUTHOR}
    words: dict[str, str] = dict.fromkeys(said, "")
    opened: set[str] = set()
    for element in main_part(data).iter(etree.Element):
        number = element.get(f"{W}id", "")
        if element.tag == f"{W}commentRangeStart" and number in said:
            opened.add(number)
        elif element.tag == f"{W}commentRangeEnd":
            opened.discard(number)
        elif element.tag == f"{W}t":
            for one in opened:
                words[one] += element.text or ""
    return [(words[number], said[number]) for number in said]


def paragraphs(xml: bytes) -> list[str]:
    """The words of each paragraph of a main part."""
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in etree.fromstring(xml).iter(f"{W}p")]


def _lines(comment: etree._Element) -> Iterator[str]:
    for paragraph in comment.iter(f"{W}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{W}t"))


def _is_ours(element: etree._Element) -> bool:
    return element.get(f"{W}author") == AUTHOR


def _mark(paragraph: etree._Element) -> etree._Element | None:
    mark = paragraph.find(f"{W}pPr/{W}rPr/{W}ins")
    return mark if mark is not None and _is_ours(mark) else None


def _unmark(paragraph: etree._Element, mark: etree._Element) -> None:
    look = mark.getparent()
    look.remove(mark)


def _join(paragraph: etree._Element) -> None:
    """What a paragraph holds joins the next one, which keeps its properties; alone, an empty one just goes."""
    content = [child for child in paragraph if child.tag != f"{W}pPr"]
    following = paragraph.getnext()
    if following is not None and following.tag == f"{W}p":
        at = 1 if following.find(f"{W}pPr") is not None else 0
        following[at:at] = content
    else:
        assert not content, "words would be lost"
    paragraph.getparent().remove(paragraph)


def _looks(run: etree._Element) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    look = run.find(f"{W}rPr")
    properties = etree.tostring(look, method="c14n") if look is not None and len(look) else b""
    return properties, tuple(sorted((str(k), str(v)) for k, v in run.attrib.items()))
