"""From the words of a passage to the place of a comment in the file: runs are cut where the words begin and end.

Word takes comments in the body: what is said of a text box or a footnote is put on the run that shows or calls it.
"""

from __future__ import annotations

import copy
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from clausier.engine.dossier import Passage
from clausier.generators.word_blocks import SPACE, Element
from clausier.readers import limits
from clausier.readers.docx_names import TEXT_BOX, P, R, T, w
from clausier.readers.docx_pieces import Piece, pieces_of
from clausier.readers.docx_styles import Styles

# What may hold a run, and the mark of a comment beside it. Content controls and fields are left whole: LibreOffice
# loses words of a control, and takes for the result of a field what is said, where a comment stands inside.
_HOLDERS = (P, *map(w, ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo")))
_PROPERTIES = tuple(map(w, ("pPr", "rPr", "smartTagPr", "customXmlPr", "sdtPr", "sdtEndPr", "fldData")))
_NOTES = {w("footnote"): w("footnoteReference"), w("endnote"): w("endnoteReference")}
_ID = w("id")
_FIELD, _FIELD_PART = w("fldChar"), w("fldCharType")


class Anchors:
    """The paragraphs of the body; `notes` are the trees of the members that hold footnotes and endnotes."""

    def __init__(self, root: Element, member: str, styles: Styles, notes: dict[str, Element]) -> None:
        self.root = root
        self.member = member
        self._styles = styles
        self._paragraphs = list(root.iter(P))
        self._notes = {name: list(tree.iter(P)) for name, tree in notes.items()}

    def paragraph(self, passage: Passage) -> Element | None:
        """The `w:p` of the body in which a passage stands, is shown (text box) or is called (note)."""
        element = self._own(passage)
        if element is None:
            return None
        if passage.location.story != self.member:
            reference = self._reference(element)
            return None if reference is None else next(reference.iterancestors(P), None)
        return _outermost(element)

    def span(self, passage: Passage, start: int, end: int) -> tuple[Element, Element] | None:
        """The first and the last element that hold these words, all of them and nothing else where it can be."""
        element = self._own(passage)
        if element is None:
            return None
        if passage.location.story != self.member:
            reference = self._reference(element)
            return None if reference is None else _alone(reference)
        if _outermost(element) is not element:
            return _alone(next(element.iterancestors(TEXT_BOX)))
        pieces = pieces_of(element, self._styles)
        if not pieces:
            return None
        start, end = _offsets(pieces, passage.text, start, end)
        first = _begin(pieces, start)
        last = _end(pieces_of(element, self._styles), end)
        return _widened(first, _first), _widened(last, _last)

    def _own(self, passage: Passage) -> Element | None:
        story, rank = passage.location.story, passage.location.element
        found = self._paragraphs if story == self.member else self._notes.get(story or "", [])
        return found[rank - 1] if rank is not None and rank <= len(found) else None

    def _reference(self, element: Element) -> Element | None:
        """What calls the note that a paragraph belongs to."""
        for tag, reference in _NOTES.items():
            note = next(element.iterancestors(tag), None)
            if note is not None:
                return next((r for r in self.root.iter(reference) if r.get(_ID) == note.get(_ID)), None)
        return None


def _outermost(paragraph: Element) -> Element:
    """The paragraph itself, or the one of the body that shows the text box it stands in."""
    boxes = list(paragraph.iterancestors(TEXT_BOX))
    return next(boxes[-1].iterancestors(P), paragraph) if boxes else paragraph


def _alone(node: Element) -> tuple[Element, Element] | None:
    """The run of the body that holds a node, as both ends of a span."""
    run = [ancestor for ancestor in node.iterancestors(R)]
    if not run:
        return None
    unit = _unit(run[-1])
    return unit, unit


def _offsets(pieces: Sequence[Piece], text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets in the pieces put together, from offsets in the text of the passage, which is in form NFC.

    The whole of it where the pieces do not give that text: no comment is put on other words than those quoted.
    """
    raw = "".join(piece.text for piece in pieces)
    if raw == text:
        return start, end
    if limits.nfc(raw) != text:
        return 0, len(raw)
    origins = [0]  # for each character of the text, where the cluster that gives it begins in `raw`
    begins = 0
    for cluster in _clusters(raw):
        origins[-1:] = [begins] * len(unicodedata.normalize("NFC", cluster)) + [begins + len(cluster)]
        begins += len(cluster)
    if len(origins) != len(text) + 1:
        return 0, len(raw)
    return origins[start], origins[end]


def _clusters(raw: str) -> Iterator[str]:
    """Each letter with the marks that combine with it."""
    begins = 0
    for index in range(1, len(raw)):
        if not unicodedata.combining(raw[index]):
            yield raw[begins:index]
            begins = index
    if raw:
        yield raw[begins:]


def _at(pieces: Sequence[Piece], index: int, offset: int) -> tuple[Element, int]:
    """The node of a piece, and where an offset of all the pieces falls in it."""
    return pieces[index].node, offset - sum(len(piece.text) for piece in pieces[:index])


def _begin(pieces: Sequence[Piece], offset: int) -> Element:
    """What begins at an offset of the pieces, once its run is cut there; what cannot be cut begins before."""
    ends = list(accumulate(len(piece.text) for piece in pieces))
    node, within = _at(pieces, min(bisect_right(ends, offset), len(pieces) - 1), offset)
    run, field = node.getparent(), _field_around(node)
    if field:
        return _unit(field[0])
    if run is None or run.tag != R or _unit(run) is not run:
        return _unit(node)
    if node.tag == T and within > 0:
        node = _split_text(node, within)
    return run if _first(node) else _split_run(run, node)


def _end(pieces: Sequence[Piece], offset: int) -> Element:
    """What ends at an offset of the pieces, once its run is cut there; what cannot be cut ends after."""
    ends = list(accumulate(len(piece.text) for piece in pieces))
    node, within = _at(pieces, min(bisect_left(ends, offset), len(pieces) - 1), offset)
    run, field = node.getparent(), _field_around(node)
    if field:
        return _unit(field[-1])
    if run is None or run.tag != R or _unit(run) is not run:
        return _unit(node)
    if node.tag == T and within < len(node.text or ""):
        _split_text(node, within)
    following = node.getnext()
    if following is not None:
        _split_run(run, following)
    return run


def _field_around(node: Element) -> list[Element]:
    """The runs of the field that holds a node, from its beginning to its end; none where it is in no field.

    None either where the field goes on in other paragraphs, as a table of contents does.
    """
    paragraph = next(node.iterancestors(P))
    own = next(node.iterancestors(R), None)
    depth = 0
    runs: list[Element] = []
    for run in paragraph.iter(R):
        parts = [mark.get(_FIELD_PART) for mark in run.iterchildren(_FIELD)]
        if depth or "begin" in parts:
            runs.append(run)
        depth = max(0, depth + parts.count("begin") - parts.count("end"))
        if not depth and runs:
            if own in runs:
                return runs
            runs = []
    return []


def _split_text(node: Element, offset: int) -> Element:
    text = node.text or ""
    after = copy.copy(node)
    node.text, after.text = text[:offset], text[offset:]
    after.tail = None
    for half in (node, after):
        half.set(SPACE, "preserve")
    node.addnext(after)
    return after


def _split_run(run: Element, node: Element) -> Element:
    """Move `node` and what follows it to a run of their own, after `run`, with the same properties."""
    after = run.makeelement(run.tag, dict(run.attrib), run.nsmap)
    properties = run.find(w("rPr"))
    if properties is not None:
        after.append(copy.deepcopy(properties))
    for moved in [node, *node.itersiblings()]:
        after.append(moved)
    run.addnext(after)
    return after


def _first(node: Element) -> bool:
    return all(sibling.tag in _PROPERTIES for sibling in node.itersiblings(preceding=True))


def _last(node: Element) -> bool:
    return node.getnext() is None


def _unit(node: Element) -> Element:
    """The node, or what holds it whole (a formula, a ruby) where no comment may begin or end inside."""
    parent = node.getparent()
    while parent is not None and parent.tag not in _HOLDERS:
        node, parent = parent, parent.getparent()
    return node


def _widened(unit: Element, at_edge: Callable[[Element], bool]) -> Element:
    """The outermost element that begins or ends where `unit` does: a link stays whole."""
    parent = unit.getparent()
    while parent is not None and parent.tag != P and at_edge(unit):
        unit, parent = parent, parent.getparent()
    return unit
