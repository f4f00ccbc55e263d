"""Headings where the file does not mark them, the path of headings above a passage, lines of a table of contents.

Only short lines are looked at, so that the expressions below cost little on any input.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GUESSED_HEADINGS = "Titres sans style de titre : ils ont été reconnus à leur numérotation ou à leur aspect."
NO_HEADINGS = "Aucun titre reconnu : les passages ne sont pas rattachés à un titre."
FEWEST = 3  # headings under which a guess is not worth telling
_LONGEST = 150  # characters of a heading
_LONGEST_CONTENTS_LINE = 250
_LARGEST_GAP = 3  # between the numbers of two headings that follow each other: a chapter may lack its heading

_LONGEST_CONTENTS_TITLE = 40
_CONTENTS_TITLE = re.compile(r"(?:sommaire|tables? des? matières)\b.*", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,}|_{4,})\s*\d{0,3}$")
_ENDS_OF_CONTENTS_LINE = (*"0123456789", ".", "…", "_")
# What every leader holds: looked for first, since most lines end with a full stop and none of these.
_LEADER_MARKS = ("....", "……", ". . . .", "____")
_PAGE_AT_END = re.compile(r"\S\s+\d{1,3}$")
_OUTSIDE_CONTENTS = 2  # lines without page number that a table of contents may hold in a row (a page footer, a wrap)

_AFTER_ENTRY = re.compile(r"[\s._…]*\d{0,3}$")  # leaders and page number
_NUMBER_BEFORE = re.compile(r"^(?:article\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5})\s*[.):–—-]*\s+", re.IGNORECASE)
_MOST_SAME_TITLES = 10

_UPPER = re.compile(
    r"(?P<annex>ANNEXE)\s+(?:n°\s*)?(?P<annex_number>\d{1,2}|[IVX]{1,5})\b(?P<annex_title>.*)"
    r"|(?:chapitre|titre|partie)\s+(?P<word_number>\d{1,2}|[IVX]{1,5})\b(?P<word_title>.*)"
    r"|(?P<number>[IVX]{1,5})\s*[.)/–—-]\s*(?P<title>\D.*)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:article|art\.)\s*(?:n°\s*)?(?P<number>\d{1,3}(?:[.-]\d{1,2}){0,5})(?P<mark>\s*[.):–—-])?\s*(?P<title>.*)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,5})(?P<mark>\s*[.):–—-]{0,2})\s+(?P<title>\S.*)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_AFTER_ALL_CHAPTERS = 100  # annexes are numbered anew, after the chapters

Number = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that may be a heading, number included. `strong`: all of it is bold or in capitals."""

    text: str
    strong: bool


class Trail:
    """The path of headings as a document is read; titles are given as printed."""

    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []
        self.above: tuple[str, ...] = ()

    def enter(self, level: int, title: str) -> tuple[str, ...]:
        """Pass a heading. Gives the path above it; `above` is then the path of what follows."""
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        over = tuple(above for _, above in self._path)
        self._path.append((level, " ".join(title.split())))
        self.above = tuple(above for _, above in self._path)
        return over


def contents_lines(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of the lines of a table of contents: dot leaders, or a page number at the end after its title."""
    found: set[int] = set()
    missed = _OUTSIDE_CONTENTS + 1  # not in a table of contents
    for index, text in enumerate(texts):
        line = text.strip()
        if len(line) > _LONGEST_CONTENTS_LINE:
            missed += 1
        elif len(line) <= _LONGEST_CONTENTS_TITLE and _CONTENTS_TITLE.fullmatch(line):
            found.add(index)
            missed = 0
        elif line.endswith(_ENDS_OF_CONTENTS_LINE) and (
            (any(mark in line for mark in _LEADER_MARKS) and _LEADERS.search(line))
            or (missed <= _OUTSIDE_CONTENTS and _PAGE_AT_END.search(line))
        ):
            found.add(index)
            missed = 0 if missed <= _OUTSIDE_CONTENTS else missed
        else:
            missed += 1
    return frozenset(found)


def looks_like_contents(line: str) -> bool:
    """Whether a line of a table of contents ends here: leaders, with or without a page number."""
    return (
        len(line) <= _LONGEST_CONTENTS_LINE
        and any(mark in line for mark in _LEADER_MARKS)
        and _LEADERS.search(line.strip()) is not None
    )


def guess_levels(lines: Sequence[Line], contents: Sequence[str] = ()) -> dict[int, int]:
    """Guess the level of headings that nothing marks: index of the line to its level, 1 the outermost.

    `contents` are the lines of the table of contents. The lines it announces are headings. Without one, numbers that
    follow each other over the document ("ARTICLE 2", "2.1", "II –") are, while the items of a list begin again at 1;
    without numbers, short lines in bold or capitals are. Gives nothing under 3 headings.
    """
    for guess in (_announced(lines, contents), _numbered(lines), _strong(lines)):
        if len(guess) >= FEWEST:
            return guess
    return {}


def _announced(lines: Sequence[Line], contents: Sequence[str]) -> dict[int, int]:
    """The lines that repeat an entry of the table of contents, with or without its number, in its order."""
    depths: list[int] = []
    entries: dict[str, list[int]] = {}
    for entry in contents:
        printed = _AFTER_ENTRY.sub("", entry.strip())
        if _CONTENTS_TITLE.fullmatch(printed) or not printed:
            continue
        numbers = _decimal_number(printed)
        for key in {_key(printed), _key(_NUMBER_BEFORE.sub("", printed, count=1))}:
            entries.setdefault(key, []).append(len(depths))
        depths.append(len(numbers) if numbers else 1)
    if len(depths) < FEWEST:
        return {}
    # The same title may stand at several entries: each is tried, the last first, so that a line takes only one.
    pairs = [
        (i, (entry,))
        for i, line in enumerate(lines)
        if len(line.text) <= _LONGEST and line.text[:1].isalnum() and _ends_like_title(line.text)
        for entry in reversed(_entries_of(line.text, entries)[:_MOST_SAME_TITLES])
    ]
    found = _rising(pairs)
    return {i: depths[entry] for i, (entry,) in found} if len(found) >= len(depths) / 2 else {}


def _entries_of(title: str, entries: Mapping[str, list[int]]) -> list[int]:
    """The entries that a line repeats, or would with another number: a table of contents may be out of date."""
    return entries.get(_key(title)) or entries.get(_key(_NUMBER_BEFORE.sub("", title, count=1)), [])


def _key(title: str) -> str:
    """A title without accents, case, spaces and punctuation, in which a table of contents may differ from the text."""
    plain = unicodedata.normalize("NFD", title.casefold())
    return "".join(character for character in plain if character.isalnum())


def _numbered(lines: Sequence[Line]) -> dict[int, int]:
    upper = [(i, number) for i, line in enumerate(lines) if (number := _upper_number(line.text)) is not None]
    chapters = dict(_near(_rising(upper)))
    if len(chapters) < 2:  # one chapter alone is a line that looks like one
        chapters = {}
    numbers: list[tuple[int, Number]] = []
    chapter: Number = (0,)
    has_articles = sum(line.text[:7].lower() == "article" for line in lines) >= FEWEST
    for i, line in enumerate(lines):
        if i in chapters:
            chapter = chapters[i]
            numbers.append((i, chapter))
        elif (number := _decimal_number(line.text)) is not None:
            if has_articles and len(number) == 1 and line.text[:1].isdigit():
                continue  # where headings are « ARTICLE 1 », « 1. » is an item
            numbers.append((i, chapter + number))
    depth = 0 if chapters else 1
    return {i: len(number) - depth for i, number in _near(_rising(numbers))}


def _upper_number(text: str) -> Number | None:
    """The number of a chapter or annex heading."""
    if len(text) > _LONGEST or (match := _UPPER.fullmatch(text.strip())) is None:
        return None
    if match["annex"]:
        number, title = match["annex_number"], match["annex_title"]
        if match["annex"] != "ANNEXE":  # « Annexe 1 : … » is more often an item of the list of documents
            return None
    elif match["word_number"]:
        number, title = match["word_number"], match["word_title"]
    else:
        number, title = match["number"], match["title"]
        if number != number.upper() or not _is_title(title):
            return None
    if not _ends_like_title(title):
        return None
    value = int(number) if number.isdigit() else _roman_value(number.upper())
    return (value + (_AFTER_ALL_CHAPTERS if match["annex"] else 0),)


def _decimal_number(text: str) -> Number | None:
    """The number of an article or paragraph heading, (4, 2) for « 4.2 »."""
    line = text.strip()
    if len(line) > _LONGEST:
        return None
    if match := _ARTICLE.fullmatch(line):
        # « Article 14 du CCAG » quotes an article, « Article 14 – Pénalités » is one.
        if match["title"] and not match["mark"] and not _is_title(match["title"]):
            return None
        if not _ends_like_title(match["title"]):
            return None
    elif (match := _DECIMAL.fullmatch(line)) is None or not _is_title(match["title"]):
        return None
    return tuple(int(part) for part in re.split(r"[.-]", match["number"]))


def _is_title(text: str) -> bool:
    return text[:1].isupper() and sum(map(str.isalpha, text)) >= 3 and _ends_like_title(text)


def _ends_like_title(text: str) -> bool:
    return not text.endswith((".", ";", ","))


def _roman_value(number: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in number]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _rising(numbers: Sequence[tuple[int, Number]]) -> list[tuple[int, Number]]:
    """Keep the longest run of (line, number) whose numbers rise, the last of several that would do.

    Patience sorting: `tails[k]` is the index of the pair that ends the best run of k + 1 pairs met so far.
    """
    tails: list[int] = []
    ends: list[Number] = []
    before: list[int | None] = []
    for index, (_, number) in enumerate(numbers):
        k = bisect_left(ends, number)
        before.append(tails[k - 1] if k else None)
        tails[k : k + 1] = [index]
        ends[k : k + 1] = [number]
    run: list[tuple[int, Number]] = []
    last = tails[-1] if tails else None
    while last is not None:
        run.append(numbers[last])
        last = before[last]
    return run[::-1]


def _near(numbers: Sequence[tuple[int, Number]]) -> list[tuple[int, Number]]:
    """Drop what rises too fast to be the next heading, such as a postcode or a quantity."""
    kept: list[tuple[int, Number]] = []
    for i, number in numbers:
        if not kept or _follows(kept[-1][1], number):
            kept.append((i, number))
    return kept


def _follows(previous: Number, number: Number) -> bool:
    """Whether a larger number is near enough to be the next heading."""
    for a, b in zip(previous, number, strict=False):
        if a != b:
            return b - a <= _LARGEST_GAP or b > _AFTER_ALL_CHAPTERS
    return number[len(previous)] <= _LARGEST_GAP


def may_be_title(text: str) -> bool:
    """Whether a line is as short as a title, and ends like one."""
    line = text.strip()
    return len(line) <= _LONGEST and sum(map(str.isalpha, line)) >= 4 and _ends_like_title(line)


def _strong(lines: Sequence[Line]) -> dict[int, int]:
    """Short lines in bold or capitals, each followed by text: two in a row are a title page."""
    strong = [line.strong and may_be_title(line.text) for line in lines]
    return {i: 1 for i, here in enumerate(strong) if here and i + 1 < len(strong) and not strong[i + 1]}
