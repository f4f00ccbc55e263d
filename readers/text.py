"""Reads plain text (.txt) and Markdown (.md) drafts, with the line of each passage."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from clausier.engine.dossier import Document, Kind, Location, Passage
from clausier.readers import limits
from clausier.readers.errors import ReadError
from clausier.readers.headings import (
    GUESSED_HEADINGS,
    NO_HEADINGS,
    Line,
    Trail,
    contents_lines,
    guess_levels,
)

_LARGEST_SHARE_OF_CONTROLS = 0.001  # of the characters; text has none but tabs, line ends and form feeds
_CONTROLS = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\v\f\r"]
_PAGE_BREAK = "\f"

_BULLET = re.compile(r"(?:[-*+•–—▪◦●○■□➢➔✓✔❖·]|[a-z]\)|\d{1,2}\))\s+\S")
_MD_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_MD_ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,9}[.)]))\s+(\S.*)")
_MD_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}")
_MD_TABLE_RULE = frozenset(" \t:|-")
_MD_MOST_CELLS = 100
_MD_CELL_BORDER = re.compile(r"(?<!\\)\|")

# A line is taken on by the next one when it is cut rather than ended.
_SHORTEST_CUT_LINE = 40  # characters
_ENDS_OF_SENTENCE = (".", ";", ":", "!", "?")


@dataclass(slots=True)
class _Block:
    """A paragraph, heading, item or cell. `line` and `page` are 1-based, `page` None without form feeds."""

    kind: Kind
    text: str
    line: int
    page: int | None
    level: int | None = None
    label: str | None = None
    cell: tuple[int, int, int] | None = None


def read_text(name: str, data: bytes) -> Document:
    """Read the bytes of a .txt: headings are guessed. Raises ReadError."""
    blocks = list(_join_cut_lines(_text_blocks(_decode(name, data))))
    printed = [block.text for block in blocks]
    contents = contents_lines(printed)
    free = [i for i in range(len(blocks)) if i not in contents]
    levels = guess_levels(
        [Line(printed[i], printed[i].isupper()) for i in free], [printed[i] for i in sorted(contents)]
    )
    for k, level in levels.items():
        blocks[free[k]].kind = "heading"
        blocks[free[k]].level = level
    return _document(name, "txt", data, blocks, contents, GUESSED_HEADINGS if levels else NO_HEADINGS)


def read_markdown(name: str, data: bytes) -> Document:
    """Read the bytes of a .md: headings are those marked with #. Raises ReadError."""
    blocks = list(islice(_markdown_blocks(_decode(name, data)), limits.MAX_BLOCKS + 1))
    if len(blocks) > limits.MAX_BLOCKS:
        raise limits.too_long(name)
    known = any(block.kind == "heading" for block in blocks)
    return _document(name, "md", data, blocks, frozenset(), None if known else NO_HEADINGS)


def _decode(name: str, data: bytes) -> list[str]:
    """Give the lines of a text file, in Unicode form NFC."""
    if len(data) > limits.MAX_TEXT_FILE_BYTES:
        raise limits.too_long(name)
    # Never latin-1, which takes anything and loses « ’ » and « € »; nor a guess: detectors take cp1252 for cp1250.
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _not_text(name)
    controls = sum(text.count(control) for control in _CONTROLS)
    if "\x00" in text or controls > _LARGEST_SHARE_OF_CONTROLS * len(text) + 1:
        raise _not_text(name)
    if not text.strip():
        raise ReadError(name, "le fichier est vide", "Vérifiez que c'est le bon fichier")
    if text.count("\n") + text.count("\r") > limits.MAX_BLOCKS:
        raise limits.too_long(name)
    return [limits.nfc(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _not_text(name: str) -> ReadError:
    return ReadError(
        name,
        "ce n'est pas un fichier texte, ou son encodage n'est pas reconnu",
        "Enregistrez-le en texte brut, encodage UTF-8, puis réessayez",
    )


def _text_blocks(lines: Sequence[str]) -> Iterator[_Block | None]:
    """The lines that hold words, one block each; None for a blank line."""
    page = 1 if any(_PAGE_BREAK in line for line in lines) else None
    for number, line in enumerate(lines, start=1):
        if page is not None:
            page += line.count(_PAGE_BREAK)
        text = line.replace(_PAGE_BREAK, " ").strip()
        if not text:
            yield None
        else:
            yield _Block("list_item" if _BULLET.match(text) else "paragraph", text, number, page)


def _join_cut_lines(blocks: Iterator[_Block | None]) -> Iterator[_Block]:
    """Join the lines of a paragraph that was cut to a width: the next one begins with a small letter."""
    current: _Block | None = None
    pieces: list[str] = []
    for block in blocks:
        if current is not None and block is not None and _goes_on(pieces[-1], block):
            pieces.append(block.text)
            continue
        if current is not None:
            current.text = " ".join(pieces)
            yield current
        current, pieces = block, [block.text] if block else []
    if current is not None:
        current.text = " ".join(pieces)
        yield current


def _goes_on(line: str, following: _Block) -> bool:
    return (
        len(line) >= _SHORTEST_CUT_LINE
        and not line.endswith(_ENDS_OF_SENTENCE)
        and following.text[0].islower()
        and following.kind == "paragraph"
    )


def _markdown_blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Headings, items, cells of tables and paragraphs; inline marks stay in the text."""
    paragraph: _Block | None = None
    pieces: list[str] = []
    fenced = False
    tables = row = 0

    for number, line in enumerate([*lines, ""], start=1):
        fence = _MD_FENCE.match(line) is not None
        heading = None if fenced or fence else _markdown_heading(line)
        item = None if fenced or fence else _MD_ITEM.fullmatch(line)
        is_row = not fenced and line.lstrip().startswith("|") and line.count("|") <= _MD_MOST_CELLS
        is_rule = not fenced and _MD_RULE.fullmatch(line) is not None
        if fence or heading or item or is_row or is_rule or not line.strip():
            if paragraph is not None:
                paragraph.text = " ".join(pieces)
                yield paragraph
            paragraph = None
        if fence:
            fenced = not fenced
        elif is_row:
            tables, row = (tables, row) if row else (tables + 1, 0)
            if not _MD_TABLE_RULE.issuperset(line):
                row += 1
                yield from _cells(line, number, (tables, row))
        elif heading:
            level, title = heading
            if title:
                yield _Block("heading", title, number, None, level=level)
        elif item and not is_rule:
            paragraph = _Block("list_item", "", number, None, label=item[1])
            pieces = [item[2].strip()]
        elif line.strip() and not is_rule:
            if paragraph is None:
                paragraph, pieces = _Block("paragraph", "", number, None), []
            pieces.append(line.strip())
        if not is_row:
            row = 0


def _markdown_heading(line: str) -> tuple[int, str] | None:
    """(level, title) of a line such as « ## Objet ## », None for any other."""
    after = line.strip().lstrip("#")
    level = len(line.strip()) - len(after)
    if not 1 <= level <= 6 or len(line) - len(line.lstrip(" ")) > 3 or (after and not after[0].isspace()):
        return None
    title = after.strip()
    opened = title.rstrip("#")
    return level, opened.rstrip() if not opened or opened[-1].isspace() else title


def _cells(line: str, number: int, place: tuple[int, int]) -> Iterator[_Block]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    for column, text in enumerate(_MD_CELL_BORDER.split(inner), start=1):
        if text.strip():
            yield _Block("cell", text.strip(), number, None, cell=(*place, column))


def _document(
    name: str, form: str, data: bytes, blocks: Sequence[_Block], contents: frozenset[int], remark: str | None
) -> Document:
    trail = Trail()
    known = any(block.kind == "heading" for block in blocks)
    passages = []
    for i, block in enumerate(blocks):
        above = trail.above if block.level is None else trail.enter(block.level, block.text)
        passages.append(
            Passage(
                document=name,
                kind=block.kind,
                text=block.text,
                location=Location(paragraph=i + 1, page=block.page, cell=block.cell, line=block.line),
                headings=above if known else None,
                level=block.level,
                label=block.label,
                contents=i in contents,
            )
        )
    return Document(
        name=name,
        format=form,
        part=None,
        passages=tuple(passages),
        headings_known=known,
        sha256=hashlib.sha256(data).hexdigest(),
        remarks=(remark,) if remark else (),
    )
