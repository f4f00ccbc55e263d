"""The outline of a document from its paragraphs, whatever the format: headings, table of contents, path above each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from clausier.engine.dossier import Kind, Location, Passage
from clausier.readers.headings import (
    FEWEST,
    GUESSED_HEADINGS,
    NO_HEADINGS,
    Line,
    Trail,
    contents_lines,
    guess_levels,
)

TRACKED = "Modifications suivies : le texte ajouté est lu, le texte supprimé ne l'est pas."
HIDDEN = "Le texte masqué n'est pas lu."
_LONGEST_HEADING = 250  # characters: over that, a style of heading was used for its looks


class Block(Protocol):
    """What an outline asks of a paragraph."""

    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str | None: ...
    @property
    def cell(self) -> tuple[int, int, int] | None: ...
    @property
    def listed(self) -> bool: ...
    @property
    def level(self) -> int | None:
        """Level of heading that the file gives, 1 the outermost."""

    @property
    def contents(self) -> bool:
        """Whether the file says that it is a line of a table of contents."""

    @property
    def boxed(self) -> bool:
        """Whether it stands in a text box."""

    @property
    def plain(self) -> bool:
        """Whether some of its words are not bold."""

    @property
    def struck(self) -> tuple[tuple[int, int], ...]: ...
    @property
    def hidden(self) -> bool: ...


class Outline:
    """Levels of headings by index of the block, and the indexes of the lines of a table of contents."""

    def __init__(self, blocks: Sequence[Block], row_cells: Mapping[tuple[int, int], int]) -> None:
        texts = [printed(block) for block in blocks]
        self.contents = contents_lines(texts) | {i for i, block in enumerate(blocks) if block.contents}
        # A box or a cell beside others is no place for a heading; a cell alone in its row is a frame around one.
        free = [
            i
            for i, block in enumerate(blocks)
            if i not in self.contents and not block.boxed and (block.cell is None or row_cells[block.cell[:2]] == 1)
        ]
        self.levels = {
            i: level for i in free if (level := blocks[i].level) is not None and len(blocks[i].text) <= _LONGEST_HEADING
        }
        self.guessed = False
        if len(self.levels) < FEWEST:
            lines = [Line(texts[i], not blocks[i].plain or blocks[i].text.isupper()) for i in free]
            guessed = guess_levels(lines, [texts[i] for i in sorted(self.contents)])
            self.guessed = bool(guessed)
            self.levels = {**{free[k]: level for k, level in guessed.items()}, **self.levels}

    @property
    def known(self) -> bool:
        return bool(self.levels)

    def remarks(self) -> Iterator[str]:
        if not self.known:
            yield NO_HEADINGS
        elif self.guessed:
            yield GUESSED_HEADINGS


def embedded_objects(count: int) -> str:
    """The remark on what another application put in a document."""
    return f"Objets incorporés (feuille de calcul, autre document…) qui ne sont pas lus : {count}."


def printed(block: Block) -> str:
    return f"{block.label} {block.text}" if block.label else block.text


class Passages:
    """The passages of one document, numbered as they are added; `trail` knows the headings passed so far."""

    def __init__(self, document: str, outline: Outline) -> None:
        self._document = document
        self._outline = outline
        self._trail = Trail()
        self.all: list[Passage] = []

    def add_body(
        self, i: int, block: Block, page: int | None = None, story: str | None = None, element: int | None = None
    ) -> None:
        """Add block `i` of the outline."""
        level = self._outline.levels.get(i)
        above = self._trail.above if level is None else self._trail.enter(level, printed(block))
        kind: Kind = (
            "heading"
            if level is not None
            else "cell"
            if block.cell is not None
            else "list_item"
            if block.listed
            else "paragraph"
        )
        self._add(block, kind, above, level, i in self._outline.contents, None, page, story, element)

    def add_note(
        self,
        block: Block,
        mark: str,
        page: int | None = None,
        story: str | None = None,
        element: int | None = None,
    ) -> None:
        self._add(block, "note", self._trail.above, None, False, mark, page, story, element)

    def add_margin(
        self,
        block: Block,
        kind: Kind,
        page: int | None = None,
        story: str | None = None,
        element: int | None = None,
    ) -> None:
        self._add(block, kind, (), None, False, None, page, story, element)

    def _add(
        self,
        block: Block,
        kind: Kind,
        above: tuple[str, ...],
        level: int | None,
        contents: bool,
        note: str | None,
        page: int | None,
        story: str | None,
        element: int | None,
    ) -> None:
        # By position, in the order of the fields: by name costs a quarter more, and this is done for each paragraph.
        location = Location(len(self.all) + 1, page, block.cell, note, None, story, element)
        headings = above if self._outline.known else None
        self.all.append(
            Passage(
                self._document,
                kind,
                block.text,
                location,
                headings,
                level,
                block.label,
                block.struck,
                block.hidden,
                contents,
            )
        )
