"""Clauses as tracked insertions: paragraphs that look like their neighbours, each mark and run inserted by clausier.

Rejecting them gives the document back: when the mark of an inserted paragraph goes, what it held joins the paragraph
after it, which keeps its own properties (ISO 29500-1, 17.13.5.20).
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from clausier.engine.dossier import Document, Passage
from clausier.generators.document import ListBlock, Paragraph, Run, Runs
from clausier.generators.insertions import Insertion
from clausier.generators.places import Place
from clausier.generators.typography import french
from clausier.generators.word_blocks import Element, el
from clausier.generators.word_comments import AUTHOR
from clausier.readers.docx_names import ID, TEXT_BOX, VAL, P, R, T, w
from clausier.readers.docx_styles import Styles

_NEAR = 12  # body paragraphs among which the most usual look is taken
_ORDINARY = 50  # characters from which a paragraph is body text
_MARKS = ("ins", "del", "moveFrom", "moveTo")
_NOT_COPIED = tuple(w(name) for name in ("sectPr", "pPrChange", "framePr", "pageBreakBefore", "divId", "cnfStyle"))
_NOT_IN_BODY = tuple(w(name) for name in ("numPr", "outlineLvl", "keepNext", "keepLines", "shd", "pBdr"))
_BODY_LOOKS = tuple(w(name) for name in ("rFonts", "color", "sz", "szCs", "lang"))
_NOT_OF_RUNS = ("rPrChange", "highlight", "strike", "dstrike", "vanish", "webHidden", "shd", "fitText", "specVanish")
_NOT_IN_HEADING = tuple(w(name) for name in (*_MARKS, *_NOT_OF_RUNS))
# The order of run properties that ISO 29500-1 asks for (17.3.2.28).
_ORDER = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow"),
    *("emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position"),
    *("sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
    *("eastAsianLayout", "specVanish", "oMath"),
)
_RANK = {w(name): rank for rank, name in enumerate(_ORDER)}
_EMPTY_RUN = tuple(w(name) for name in ("rPr", "br", "lastRenderedPageBreak"))
_FRAME = f"{w('pPr')}/{w('framePr')}"
_BESIDE = tuple(w(name) for name in ("pPr", "proofErr", "bookmarkStart", "bookmarkEnd"))


class Insertions:
    """Writes the clauses proposed in one document; `paragraphs` are all the `w:p` of the body, in order."""

    def __init__(self, body: Element, document: Document, member: str, styles: Styles, date: str) -> None:
        self._body = body
        self._member = member
        self._paragraphs = list(body.iter(P))
        self._styles = styles
        self._date = date
        self._passages = [p for p in document.passages if p.location.story == member and not p.contents]
        used = [int(e.get(ID, "")) for e in body.iter(etree.Element) if e.get(ID, "").isdigit()]
        self._next = max((n for n in used if n < 10**9), default=0) + 1

    def add(self, place: Place, group: Sequence[Insertion]) -> list[Element]:
        """Insert clauses at one place, in order; gives their headings."""
        headings: list[Element] = []
        made: list[Element] = []
        for insertion in group:
            headings.append(self._heading(insertion))
            made += [headings[-1], *self._blocks(insertion)]
        self._put(made, place.before)
        return headings

    # Where

    def _element(self, passage: Passage) -> Element:
        return self._paragraphs[(passage.location.element or 1) - 1]

    def _put(self, made: Sequence[Element], before: Passage | None) -> None:
        following = self._following(before)
        preceding = self._before(following)
        while preceding is not None and preceding.tag != P and preceding.tag in _BESIDE:
            preceding = preceding.getprevious()
        # An empty paragraph would take the look of what joins it: LibreOffice does so.
        joins = following is None or following.tag != P or _is_spacer(following)
        if joins and preceding is not None and preceding.tag == P and _may_be_marked(preceding):
            self._after(preceding, made)
            return
        for element in made:
            if following is None:
                self._body.append(element)
            else:
                following.addprevious(element)

    def _following(self, before: Passage | None) -> Element | None:
        """The child of the body before which to insert: a page break stays with what follows it."""
        if before is None:
            following = self._body.find(w("sectPr"))
        else:
            following = self._element(before)
            while following is not None and following.getparent() is not self._body:
                following = following.getparent()
        found, previous = following, self._before(following)
        while previous is not None and _is_spacer(previous):
            found = previous if before is None or _breaks(previous) else found
            previous = previous.getprevious()
        return found

    def _before(self, following: Element | None) -> Element | None:
        """The child of the body before another, the last one where there is none."""
        return next(self._body.iterchildren(reversed=True), None) if following is None else following.getprevious()

    def _after(self, preceding: Element, made: Sequence[Element]) -> None:
        """Insert where no paragraph follows (a table, the end of the section): as by typing after the last one.

        Its mark becomes the inserted one, and its own goes to the end: a paragraph of the same properties, left empty
        unless the last one inserted has them too.
        """
        properties = preceding.find(w("pPr"))
        own = copy.deepcopy(properties) if properties is not None else None
        last = made[-1]
        if _looks(last.find(w("pPr"))) == _looks(own):
            if (given := last.find(w("pPr"))) is not None:
                last.remove(given)
            if own is not None:
                last.insert(0, own)
        else:
            last = el("p", *([own] if own is not None else []))
            made = [*made, last]
        # What names the paragraph goes with its mark.
        for name, content in preceding.attrib.items():
            last.set(name, content)
            del preceding.attrib[name]
        self._mark(preceding)
        for element in reversed(made):
            preceding.addnext(element)

    # How it looks

    def _heading(self, insertion: Insertion) -> Element:
        model = insertion.place.model
        title = f"{insertion.place.number}{insertion.heading}"
        if model is None and (style := self._style_of_heading(insertion.place)):
            return self._made(el("pPr", el("pStyle", val=style)), [(Run(title), el("rPr"))])
        if model is None:
            # No heading to look like: a bold line of the body.
            near = self._body_model(insertion.place.before)
            paragraph = self._paragraph((Run(title, "strong"),), near)
            paragraph[0].insert(_after_style(paragraph[0]), el("keepNext"))
            return paragraph
        if model.text.isupper():
            title = title.upper()
        element = self._element(model)
        run = _longest_run(element)
        look = _without(run.find(w("rPr")) if run is not None else None, _NOT_IN_HEADING)
        return self._made(_paragraph_look(element, ()), [(Run(title), look)])

    def _style_of_heading(self, place: Place) -> str | None:
        """The document's own style for a level it does not use yet, where it numbers as the heading above does."""
        above = self._element(place.parent) if place.parent else None
        named = above.find(f"{w('pPr')}/{w('pStyle')}") if above is not None else None
        known = self._styles.paragraphs.get(named.get(VAL, "") if named is not None else "")
        if place.parent is None or known is None or known.level is None:
            return None
        wanted = None if place.number or place.parent.label is None else known.num_id
        fitting = (s for s in self._styles.paragraphs.values() if s.level == place.level and s.num_id == wanted)
        return next((style.id for style in fitting), None)

    def _blocks(self, insertion: Insertion) -> Iterator[Element]:
        before = insertion.place.before
        for block in insertion.body:
            if isinstance(block, Paragraph):
                yield self._paragraph(block.runs, self._body_model(before))
            elif isinstance(block, ListBlock):
                model = self._list_model(before)
                for item in block.items:
                    dashed = item if model is not None else (Run("– "), *item)
                    yield self._paragraph(dashed, model if model is not None else self._body_model(before), bool(model))

    def _paragraph(self, runs: Runs, model: Element | None, listed: bool = False) -> Element:
        run = _longest_run(model) if model is not None else None
        look = _only(run.find(w("rPr")) if run is not None else None, _BODY_LOOKS)
        properties = _paragraph_look(model, () if listed else _NOT_IN_BODY) if model is not None else el("pPr")
        return self._made(properties, [(run, look) for run in runs])

    def _made(self, properties: Element, pieces: Iterable[tuple[Run, Element]]) -> Element:
        inserted = self._track(el("ins"))
        for run, look in pieces:
            made = el("r")
            wanted = copy.deepcopy(look)
            if run.kind == "strong" and wanted.find(w("b")) is None:
                wanted.append(el("b"))
            if run.kind == "blank":
                wanted.append(el("highlight", val="yellow"))
            if len(wanted):
                wanted[:] = sorted(wanted, key=lambda child: _RANK.get(str(child.tag), len(_RANK)))
                made.append(wanted)
            for number, text in enumerate(french(run.text).split("\t")):
                if number:
                    made.append(el("tab"))
                if text:
                    made.append(el("t", text=text))
            inserted.append(made)
        paragraph = el("p", properties, inserted)
        self._mark(paragraph)
        return paragraph

    def _mark(self, paragraph: Element) -> None:
        """Make the end of a paragraph an inserted one."""
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = el("pPr")
            paragraph.insert(0, properties)
        look = properties.find(w("rPr"))
        if look is None:
            look = el("rPr")
            later = [child for child in properties if child.tag in (w("sectPr"), w("pPrChange"))]
            if later:
                later[0].addprevious(look)
            else:
                properties.append(look)
        look.insert(0, self._track(el("ins")))

    def hold(self, run: Element) -> None:
        """Make a run an inserted one."""
        inserted = self._track(el("ins"))
        run.addprevious(inserted)
        inserted.append(run)

    def _track(self, mark: Element) -> Element:
        for name, value in (("id", str(self._next)), ("author", AUTHOR), ("date", self._date)):
            mark.set(w(name), value)
        self._next += 1
        return mark

    # Models

    def _near(self, before: Passage | None, kind: str) -> Iterator[Element]:
        """The paragraphs of a kind of the body, those before a place first, the nearest first."""
        end = next((i for i, p in enumerate(self._passages) if p is before), len(self._passages))
        for passage in (*reversed(self._passages[:end]), *self._passages[end:]):
            if passage.kind == kind and passage.location.cell is None and _is_usual(passage, self._element(passage)):
                yield self._element(passage)

    def _body_model(self, before: Passage | None) -> Element | None:
        """The most usual look among the nearest body paragraphs."""
        found: list[Element] = []
        for element in self._near(before, "paragraph"):
            found.append(element)
            if len(found) == _NEAR:
                break
        looks = [_signature(element) for element in found]
        if not found:
            return None
        usual = Counter(looks).most_common(1)[0][0]
        return found[looks.index(usual)]

    def _list_model(self, before: Passage | None) -> Element | None:
        return next(self._near(before, "list_item"), None)


def _may_be_marked(paragraph: Element) -> bool:
    """Whether the end of a paragraph may become an inserted one: it is neither tracked already nor a section's."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        return True
    look = properties.find(w("rPr"))
    tracked = look is not None and any(look.find(w(mark)) is not None for mark in _MARKS)
    return not tracked and properties.find(w("sectPr")) is None


def _is_spacer(element: Element) -> bool:
    """An empty line or page break, that nothing numbers."""
    if element.tag != P or element.find(f"{w('pPr')}/{w('numPr')}") is not None:
        return False
    runs = [child for child in element if child.tag not in _BESIDE]
    return all(run.tag == R and all(child.tag in _EMPTY_RUN for child in run) for run in runs)


def _breaks(spacer: Element) -> bool:
    """Whether a page or a section ends there."""
    return next(spacer.iter(w("br"), w("sectPr")), None) is not None


def _paragraph_look(element: Element, without: tuple[str, ...]) -> Element:
    """The properties of a paragraph to imitate, its mark neither tracked nor ending a section."""
    properties = _without(element.find(w("pPr")), (*_NOT_COPIED, *without), "pPr")
    for tracked in (*properties.iter(w("numberingChange")), *properties.iterfind(f"{w('numPr')}/{w('ins')}")):
        if (parent := tracked.getparent()) is not None:
            parent.remove(tracked)
    look = properties.find(w("rPr"))
    if look is not None:
        properties.replace(
            look, _without(look, tuple(w(name) for name in (*_MARKS, "rPrChange", "vanish", "specVanish")))
        )
    return properties


def _without(properties: Element | None, tags: tuple[str, ...], name: str = "rPr") -> Element:
    kept = copy.deepcopy(properties) if properties is not None else el(name)
    for child in list(kept):
        if child.tag in tags:
            kept.remove(child)
    return kept


def _only(properties: Element | None, tags: tuple[str, ...]) -> Element:
    kept = el("rPr")
    kept.extend(copy.deepcopy(child) for child in (properties if properties is not None else ()) if child.tag in tags)
    return kept


def _after_style(properties: Element) -> int:
    return 1 if len(properties) and properties[0].tag == w("pStyle") else 0


def _is_usual(passage: Passage, element: Element) -> bool:
    """Whether a paragraph is one to imitate: body text of some length, or a list without numbers; in no frame."""
    if next(element.iterancestors(TEXT_BOX), None) is not None or element.find(_FRAME) is not None:
        return False
    if passage.kind == "list_item":
        return passage.label is None
    return len(passage.text) >= _ORDINARY and not _all_bold(element)


def _longest_run(paragraph: Element) -> Element | None:
    return max(paragraph.iter(R), key=lambda run: sum(len(t.text or "") for t in run.iter(T)), default=None)


def _all_bold(paragraph: Element) -> bool:
    run = _longest_run(paragraph)
    return run is not None and run.find(f"{w('rPr')}/{w('b')}") is not None


def _signature(paragraph: Element) -> bytes:
    run = _longest_run(paragraph)
    look = _only(run.find(w("rPr")) if run is not None else None, _BODY_LOOKS)
    return _looks(_paragraph_look(paragraph, _NOT_IN_BODY)) + etree.tostring(look, method="c14n")


def _looks(properties: Element | None) -> bytes:
    """The properties of a paragraph, its mark apart, as something to compare."""
    looks: bytes = etree.tostring(_without(properties, (w("rPr"),), "pPr"), method="c14n")
    return looks
