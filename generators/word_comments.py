"""Comments in a Word file: the member that holds them, and their marks around words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clausier.engine.text import fold
from clausier.generators.document import Run, Runs
from clausier.generators.typography import french
from clausier.generators.word_blocks import Element, W, el
from clausier.readers.docx_names import ID, TEXT_BOX, P, T, w

AUTHOR = "clausier"
INITIALS = "cl"
_MARKS = (w("commentRangeStart"), w("commentRangeEnd"), w("commentReference"))


@dataclass(frozen=True, slots=True)
class Saying:
    """One remark as it is printed: a title, what it is about, and what follows."""

    title: str
    what: str
    lines: Sequence[Runs]


@dataclass(frozen=True, slots=True)
class CommentStyles:
    """The document's own styles for comments, where it has them; nothing is added to its styles."""

    text: str | None
    reference: str | None


def empty_comments() -> Element:
    return el("comments")


class Comments:
    """The comments of a document: `tree` is the root of their member, `body` the root of the main one."""

    def __init__(self, tree: Element, body: Element, styles: CommentStyles, date: str) -> None:
        self.tree = tree
        self._body = body
        self._styles = styles
        self._date = date
        marked = [int(mark.get(ID, "")) for mark in body.iter(*_MARKS) if mark.get(ID, "").isdigit()]
        known = [int(comment.get(ID, "")) for comment in tree.iter(w("comment")) if comment.get(ID, "").isdigit()]
        self._next = max((*marked, *known), default=-1) + 1
        self._ours = self._said_before()

    def _said_before(self) -> dict[Element, list[str]]:
        """What earlier runs say, by the paragraph of the body that it is about."""
        texts = {
            comment.get(ID): _plain(" ".join(text.text or "" for text in comment.iter(T)))
            for comment in self.tree.iter(w("comment"))
            if comment.get(w("author")) == AUTHOR
        }
        said: dict[Element, list[str]] = {}
        for mark in self._body.iter(*_MARKS) if texts else ():
            paragraph = next((p for p in mark.iterancestors(P) if next(p.iterancestors(TEXT_BOX), None) is None), None)
            if mark.get(ID) in texts and paragraph is not None:
                said.setdefault(paragraph, []).append(texts[mark.get(ID)])
        return said

    def knows(self, paragraph: Element, saying: Saying) -> bool:
        """Whether a comment of an earlier run already says this of a paragraph."""
        named = (_plain(saying.title), _plain(saying.what))
        return any(all(name in text for name in named) for text in self._ours.get(paragraph, ()))

    def add(self, first: Element, last: Element, sayings: Iterable[Saying]) -> Element:
        """Put one comment around the elements from `first` to `last`; gives the run that calls it."""
        number = str(self._next)
        self._next += 1
        paragraphs = [p for saying in sayings for p in self._paragraphs(saying)]
        comment = el("comment", *paragraphs, id=number, author=AUTHOR, date=self._date, initials=INITIALS)
        comment[0].insert(1, el("r", *self._reference_properties(), el("annotationRef")))
        self.tree.append(comment)
        reference = el("r", *self._reference_properties(), el("commentReference", id=number))
        first.addprevious(el("commentRangeStart", id=number))
        end = el("commentRangeEnd", id=number)
        last.addnext(end)
        end.addnext(reference)
        return reference

    def _reference_properties(self) -> list[Element]:
        return [el("rPr", el("rStyle", val=self._styles.reference))] if self._styles.reference else []

    def _paragraphs(self, saying: Saying) -> list[Element]:
        lines: list[Runs] = [(Run(saying.title, "strong"),), *([(Run(saying.what),)] if saying.what else [])]
        return [self._paragraph(line) for line in (*lines, *saying.lines)]

    def _paragraph(self, runs: Runs) -> Element:
        if self._styles.text:
            properties = el("pPr", el("pStyle", val=self._styles.text))
        else:
            properties = el(
                "pPr", el("spacing", before="0", after="40"), el("ind", firstLine="0"), el("jc", val="left")
            )
        return el("p", properties, *(self._run(run) for run in runs))

    def _run(self, run: Run) -> Element:
        properties = [el("b")] if run.kind == "strong" else []
        if not self._styles.text:
            properties.append(el("sz", val="20"))
        return el("r", *([el("rPr", *properties)] if properties else []), el("t", text=french(run.text)))


def comment_styles(styles: Element | None) -> CommentStyles:
    """Found by the names that Word gives them whatever its language."""
    found: dict[str, str] = {}
    for style in styles.iterchildren(w("style")) if styles is not None else ():
        name = style.find(w("name"))
        if name is not None:
            found.setdefault((name.get(f"{{{W}}}val") or "").lower(), style.get(w("styleId"), ""))
    return CommentStyles(found.get("annotation text"), found.get("annotation reference"))


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
