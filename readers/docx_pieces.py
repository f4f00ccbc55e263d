"""The words of one `w:p`, each piece with the node it comes from: what a writer needs to come back to an offset.

It reads as `clausier.readers.docx_story` does, without its haste: the pieces put together are the text of the passage.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from clausier.readers.docx_names import (
    DELETED,
    FALLBACK,
    MATH_T,
    MOVED_AWAY,
    P_STYLE,
    R_STYLE,
    TEXT_BOX,
    VAL,
    VANISH,
    P,
    R,
    T,
    is_on,
    w,
)
from clausier.readers.docx_story import is_ticked, shown_symbol
from clausier.readers.docx_styles import Styles

# What is not said in this paragraph: words taken away, the other copy of a drawing, a text box of its own.
_ASIDE = (DELETED, MOVED_AWAY, FALLBACK, TEXT_BOX, P, w("pPrChange"), w("rPrChange"))
_CHARACTERS = {w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}


@dataclass(frozen=True, slots=True)
class Piece:
    """The text that a node gives: for a `w:t` its own, for any other node a few characters that go together."""

    node: etree._Element
    text: str


def pieces_of(paragraph: etree._Element, styles: Styles) -> tuple[Piece, ...]:
    """The pieces of a `w:p`, in order, before any Unicode normalisation; hidden words and field codes are left out."""
    return tuple(_pieces(paragraph, styles))


def _pieces(paragraph: etree._Element, styles: Styles) -> Iterator[Piece]:
    style = styles.default
    hidden = False
    codes: list[bool] = []  # for each open field, whether its instruction is being read
    for node in _descendants(paragraph):
        tag = node.tag
        text = ""
        if tag == P_STYLE:
            style = styles.paragraphs.get(node.get(VAL, ""), styles.default)
        elif tag == R:
            hidden = style.hidden
        elif tag == VANISH:
            hidden = is_on(node.get(VAL))
        elif tag == R_STYLE:
            hidden = hidden or node.get(VAL) in styles.hidden_runs
        elif tag == w("fldChar"):
            _follow(codes, node.get(w("fldCharType")))
        elif tag in (T, MATH_T):
            text = (node.text or "") if True not in codes else ""
        elif tag in _CHARACTERS:
            parent = node.getparent()
            text = _CHARACTERS[tag] if parent is not None and parent.tag == R else ""
        elif tag == w("sym"):
            text = shown_symbol(node)
        elif tag == w("checkBox"):
            text = "☒" if is_ticked(node) else "☐"
        if text and not hidden:
            yield Piece(node, text)


def _follow(codes: list[bool], part: str | None) -> None:
    if part == "begin":
        codes.append(True)
    elif part == "separate" and codes:
        codes[-1] = False
    elif part == "end" and codes:
        codes.pop()


def _descendants(node: etree._Element) -> Iterator[etree._Element]:
    for child in node.iterchildren(etree.Element):
        if child.tag not in _ASIDE:
            yield child
            yield from _descendants(child)
