"""Paragraphs of a PDF: lines put together where one was only wrapped, words cut at a line end made whole."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from clausier.readers.headings import looks_like_contents
from clausier.readers.pdf_lines import Line, Page
from clausier.readers.pdf_tables import is_marker

_BULLET = re.compile(
    r"[•▪◦●○■□☐☑☒➢➔⇒→✓✔❖·‣⁃∙–—−-]\s*(?=\S|$)|\*\s+(?=\S)|(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s+(?=\S)|[a-z]\.\s+(?=\S)"
)
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,5}[.)]?|[IVX]{1,5}\s?[.)–—-])\s+[–—-]?\s*(?=[A-ZÀ-ÖØ-ÞŒ«])")
_HEAD = re.compile(r"(?:article|chapitre|annexe)\s+(?:n°\s*)?[\dIVX]", re.IGNORECASE)
# After these words a number at the start of the next line is what they announce.
_ANNOUNCES = re.compile(
    r"(?:\b(?:articles?|art\.?|chapitres?|annexes?|paragraphes?|lots?|pages?|points?|alinéas?|le|la|les|de|du|des|et|ou|à|"
    r"aux?|en|par|sur|pour|n°|version|norme|iso)|[,(§]|['’])$",
    re.IGNORECASE,
)
_ENDS = (".", ";", ":", "!", "?", ".»", ". »")
_CLOSING = (";", ":", ",", ")", "»", "!", "?")
_WIDEST_PITCH = 2.0  # of the size, between two lines that one sentence surely joins
_WIDE_PITCH = 1.6  # and that it likely does
_LOOSER = 0.2  # of the size, over the usual distance of two lines: more is the space between two paragraphs
_OTHER_SIZE = 0.08
_TAB = 2.0  # of the size: a narrower space is that of a justified line
_INDENT = 1.0  # of the size
_SHORTEST_CUT_LINE = 40  # characters
_LONGEST_WORD = 60  # characters
_MOST_NOTE_RULES = 50
_SURE = 20  # wrapped lines from which the habits of a document are known
_NEARLY_ALL = 0.9

_CUT = re.compile(r"(\w+)[-\u2010]$")
_OPEN_END = re.compile(r"\w/$")  # « et/ou », or an address, cut after its stroke
_START = re.compile(r"\w+")
_WORD = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*")
# Words that French writes with a hyphen, by what stands before it and after it.
_BEFORE_HYPHEN = re.compile(
    r"sous|non|ci|cel(?:ui|le|les)|ceux|vice|semi|mi|demi|quasi|ex|contre|après|avant|arrière|auto|co|anti|inter|multi|"
    r"pluri|post|pré|extra|mots?|points?|peut|c|est|là|au|par|vis|rendez|porte|grand|tiers|plus|moins|libre|savoir|"
    r"chefs?|compte|clé|lieu|mise|cahier|un|deux|trois|quatre|dix|vingt|trente|quarante|cinquante|soixante|sainte?|sur|"
    r"hors|haut|bas|bien|tout|micro|e|web|infra|ultra|télé|dite?s?",
    re.IGNORECASE,
)
_AFTER_HYPHEN = re.compile(
    r"ci|là|mêmes?|ils?|elles?|on|t|y|en|nous|vous|moi|toi|dessus|dessous|après|avant|contre|à|vis|dire|être|delà|"
    r"trait(?:ants?|ance|ée?s?|er)|cadres?|critères?|jointe?s?",
    re.IGNORECASE,
)
_OFTEN_CUT = 0.015  # of the lines: a document where fewer end with a hyphen was written without word division

_NOTE = re.compile(r"(\d{1,3})\s?(?=\D)")
_LARGE = 1.15  # of the size of the text: as much as bold, letters of this size make a title
_SMALLER = 0.95
_LONGEST_NOTE_RULE = 0.6  # of the width of the page
_NOTE_RULE_GAP = 30.0  # points


@dataclass(slots=True)
class Block:
    """A paragraph, list item, cell or footnote of a PDF."""

    text: str
    page: int
    cell: tuple[int, int, int] | None
    listed: bool
    plain: bool  # some of its words are neither bold nor large
    size: float
    struck: tuple[tuple[int, int], ...] = ()
    note: str | None = None  # mark of the footnote
    label: str | None = None
    level: int | None = None
    contents: bool = False
    boxed: bool = False
    hidden: bool = False


@dataclass(slots=True)
class _Open:
    """A paragraph while its lines are gathered."""

    lines: list[Line]
    page: int
    note: str | None = None

    @property
    def pitch(self) -> float:
        """Distance of its last two lines, 0 when it has only one."""
        return self.lines[-2].y - self.lines[-1].y if len(self.lines) > 1 else 0.0


class Paragraphs:
    """Joins the lines of a document, whose habits (line distance, drawn spaces, word division) it learns first."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        lines = [line for page in pages for line in page.lines]
        letters: Counter[float] = Counter()
        pitches: dict[float, Counter[float]] = {}
        for page in pages:
            for a, b in pairwise(page.lines):
                gap = a.y - b.y
                if a.cell == b.cell and 0.8 * b.size < gap < 2.4 * b.size:
                    pitches.setdefault(_rounded(b.size), Counter())[round(gap * 2) / 2] += 1
        for line in lines:
            letters[_rounded(line.size)] += len(line.text)
        self.body = letters.most_common(1)[0][0] if letters else 10.0
        self._pitch = {size: min(counts, key=lambda g: (-counts[g], g)) for size, counts in pitches.items()}
        wrapped = [
            a.spaced
            for page in pages
            for a, b in pairwise(page.lines)
            if a.cell is None and b.cell is None and b.text[:1].islower() and not a.cut and self._near(a, b)
        ]
        self._spaces_tell = len(wrapped) >= _SURE and sum(wrapped) > _NEARLY_ALL * len(wrapped)
        self._divides = sum(line.cut for line in lines) > _OFTEN_CUT * len(lines)

    @cached_property
    def _words(self) -> Counter[str]:
        """How often each word stands in the document, whole or with its hyphens."""
        return Counter(
            word for page in self._pages for line in page.lines for word in _WORD.findall(line.text.casefold())
        )

    def blocks(self) -> Iterator[Block]:
        """The paragraphs in reading order, each footnote after the paragraph that ends or leaves its page."""
        current: _Open | None = None
        waiting: list[_Open] = []
        for page in self._pages:
            body, notes = self._notes(page)
            for i, line in enumerate(body):
                if current is not None and self._goes_on(current, line, i == 0):
                    current.lines.append(line)
                    continue
                if current is not None:
                    yield self._block(current)
                yield from map(self._block, waiting)
                waiting = []
                current = _Open([line], page.number)
            waiting += notes
        if current is not None:
            yield self._block(current)
        yield from map(self._block, waiting)

    def _notes(self, page: Page) -> tuple[list[Line], list[_Open]]:
        """The lines of the text, and the footnotes: smaller lines under a short rule, the first one numbered."""
        lines = page.lines
        rules = [r for r in page.rules if r[3] - r[1] < r[2] - r[0] < _LONGEST_NOTE_RULE * page.width]
        if any(line.size < _SMALLER * self.body for line in lines):
            for bottom in sorted(rule[1] for rule in rules)[:_MOST_NOTE_RULES]:
                under = [line for line in lines if line.y < bottom]
                if (
                    under
                    and all(line.size < _SMALLER * self.body and line.cell is None for line in under)
                    and _NOTE.match(under[0].text)
                    and bottom - max(line.y for line in under) < _NOTE_RULE_GAP
                ):
                    return [line for line in lines if line.y >= bottom], list(self._split_notes(under, page.number))
        return lines, []

    @staticmethod
    def _split_notes(lines: Sequence[Line], page: int) -> Iterator[_Open]:
        note: _Open | None = None
        for line in lines:
            mark = _NOTE.match(line.text)
            if note is None or (mark and int(mark[1]) == int(note.note or 0) + 1):
                if note is not None:
                    yield note
                note = _Open([line], page, mark[1] if mark else "")
                line.text = line.text[mark.end() :] if mark else line.text
            else:
                note.lines.append(line)
        if note is not None:
            yield note

    def _near(self, a: Line, b: Line, own: float = 0.0) -> bool:
        """Whether a line stands at the usual distance under another one, or at that of its own paragraph so far."""
        pitch = max(own, self._pitch.get(_rounded(b.size), 1.35 * b.size))
        return -0.5 * b.size < a.y - b.y <= max(pitch, 1.1 * b.size) + _LOOSER * b.size

    def _goes_on(self, block: _Open, b: Line, over_page: bool) -> bool:
        """Whether a line takes on the paragraph before it."""
        a = block.lines[-1]
        if b.goes_on and not over_page and abs(a.y - b.y) < 1 and a.cell == b.cell:
            return True
        if not _same_cell(a, b, over_page) or abs(a.size - b.size) > _OTHER_SIZE * max(a.size, b.size):
            return False
        if looks_like_contents(a.text):
            return False
        if a.cut:
            return True
        if _begins(a.text, b.text):
            return False
        cut_sentence = b.text.startswith(_CLOSING) or (b.text[:1].islower() and not a.text.endswith(_ENDS))
        if over_page:
            ended = a.text.endswith(_ENDS) or a.bold != b.bold or (self._spaces_tell and not a.spaced)
            return cut_sentence or (not ended and a.cell is None and _room(a) <= _first_word(b))
        # A sentence goes on whatever its indent and the room left: a paragraph may be narrower than its column.
        full = _room(a) <= _first_word(b) and not a.text.endswith(_ENDS) and a.bold == b.bold
        widest = _WIDEST_PITCH if cut_sentence else _WIDE_PITCH if full and a.cell is None else 0.0
        if len(a.text) >= _SHORTEST_CUT_LINE and 0 < a.y - b.y <= widest * b.size:
            return True
        if not self._near(a, b, block.pitch) or _room(a) > _first_word(b) or (self._spaces_tell and not a.spaced):
            return False
        if _centred(a) or _centred(b):
            return True
        if b.left - a.left > _INDENT * b.size:  # indented further: the text after a bullet, else a new paragraph
            return len(block.lines) == 1 and _begins("", a.text)
        return a.left - b.left <= _INDENT * b.size or len(block.lines) == 1  # only a first line is indented further

    def _block(self, block: _Open) -> Block:
        pieces: list[str] = []
        struck: list[tuple[int, int]] = []
        length = 0
        for before, line in zip([None, *block.lines], block.lines, strict=False):
            if before is not None:
                last = pieces[-1]
                pieces[-1] = self._joined(last, line, before)
                length += len(pieces[-1]) - len(last)
            struck += [(length + first, length + end) for first, end in line.struck]
            pieces.append(line.text)
            length += len(line.text)
        text = "".join(pieces)
        lines = block.lines
        size = max(line.size for line in lines)
        return Block(
            text=text,
            page=block.page,
            cell=lines[0].cell,
            listed=_BULLET.match(text) is not None,
            plain=size < _LARGE * self.body and not all(line.bold for line in lines if not is_marker(line.text)),
            size=size,
            struck=tuple(struck),
            note=block.note,
        )

    def _joined(self, last: str, line: Line, before: Line) -> str:
        """The line before with what parts it from this one: a space, nothing, or the hyphen of a cut word."""
        if line.goes_on:
            apart = line.left - before.right > _TAB * line.size and not is_marker(before.text)
            return last + ("\t" if apart else " ")
        tail = last[-_LONGEST_WORD:]
        end, start = _CUT.search(tail), _START.match(line.text)
        if end is None or start is None:
            return last if before.cut or _OPEN_END.search(tail) else last + " "
        return last if self._keeps_hyphen(end[1], start[0]) else last[:-1]

    def _keeps_hyphen(self, head: str, tail: str) -> bool:
        """Whether the hyphen at a line end belongs to the word, as in « sous-traitant »."""
        whole, apart = self._words[(head + tail).casefold()], self._words[f"{head}-{tail}".casefold()]
        if whole != apart:
            return apart > whole
        if tail[0].isupper() or not head.isalpha() or not tail.isalpha() or head.isupper():
            return True
        if _BEFORE_HYPHEN.fullmatch(head) or _AFTER_HYPHEN.fullmatch(tail):
            return True
        return not self._divides


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _same_cell(a: Line, b: Line, over_page: bool) -> bool:
    """Whether two lines stand in one cell; a row that goes on over the page is drawn as two."""
    if not over_page or a.cell is None or b.cell is None:
        return a.cell == b.cell
    return (a.cell[0], a.cell[1] + 1, a.cell[2]) == b.cell


def _begins(before: str, text: str) -> bool:
    """Whether a line begins a list item or a numbered heading."""
    if _BULLET.match(text):
        return text[0] not in "–—−-" or before.endswith(_ENDS) or not before or len(text) > 2
    return (_NUMBER.match(text) or _HEAD.match(text)) is not None and not _ANNOUNCES.search(before[-_LONGEST_WORD:])


def _room(line: Line) -> float:
    """What is left at the end of a line, on both sides of a centred one."""
    left, right = line.edges
    return right - line.right + (line.left - left if _centred(line) else 0)


def _centred(line: Line) -> bool:
    left, right = line.edges
    before, after = line.left - left, right - line.right
    return before > 2 * line.size and abs(before - after) < 2 * line.size


def _first_word(line: Line) -> float:
    """Width of the first word of a line, with the space before it."""
    word = line.text.partition(" ")[0]
    return (line.right - line.left) * (len(word) + 1) / max(len(line.text), 1)
