"""Reads a .pdf: `pdf_worker` gives the lines of its pages, from which paragraphs, cells and notes are put together.

A PDF says where letters are drawn and little else: paragraphs, tables and headings are found again from that.
"""

import hashlib
import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from clausier.engine.dossier import Document
from clausier.readers import limits
from clausier.readers.errors import ReadError
from clausier.readers.formats import GIVE_SOURCE
from clausier.readers.headings import FEWEST, may_be_title
from clausier.readers.outline import Outline, Passages
from clausier.readers.pdf_lines import Page, Running, mark_struck, pages_of, set_edges, take_running_lines
from clausier.readers.pdf_paragraphs import Block, Paragraphs
from clausier.readers.pdf_tables import Tables

_LEAST_KNOWN = 0.5  # of the lines of one look: under that, it is not the look of headings
_WORKER = "clausier.readers.pdf_worker"
_PAGES_TRIED = 50
_LEAST_LETTERS = 0.5  # of the characters that are no spaces, in a text that can be read
_REMOVE_PASSWORD = "Enlevez la protection du PDF, puis réessayez"
_RECOGNISE = f"{GIVE_SOURCE}, ou passez le PDF à la reconnaissance de caractères"


def read_pdf(name: str, data: bytes) -> Document:
    """Read the bytes of a .pdf; `name` is the file as the buyer knows it. The part is left None.

    Passages come in reading order with their page, footnotes after the paragraph that ends on their page or leaves it,
    then running headers and footers, each once. Raises ReadError.
    """
    answer = _ask_worker(name, data)
    if error := answer.get("error"):
        raise _refusal(name, error)
    pages = pages_of(answer)
    form = bool(answer["form"])
    del answer
    _check_text(name, pages)
    empty = [page.number for page in pages if page.blank]
    tables = Tables()
    running = take_running_lines(pages, tables.hold)
    for page in pages:
        mark_struck(page)
        tables.place(page)
    set_edges(pages)
    blocks = list(Paragraphs(pages).blocks())
    body = [block for block in blocks if block.note is None]
    outline = Outline(body, _row_cells(body))
    outline.levels.update(_of_same_looks(body, outline))
    return Document(
        name=name,
        format="pdf",
        part=None,
        passages=tuple(_passages(name, outline, blocks, running).all),
        headings_known=outline.known,
        sha256=hashlib.sha256(data).hexdigest(),
        remarks=(*_remarks(empty, form), *outline.remarks()),
    )


def _ask_worker(name: str, data: bytes) -> dict[str, Any]:
    """The lines of the pages, from a process that is ended when it takes too long. Raises ReadError."""
    bounds = {
        "pages": limits.MAX_PDF_PAGES,
        "characters": limits.MAX_PDF_CHARACTERS,
        "blocks": limits.MAX_BLOCKS,
        "seconds": limits.MAX_PDF_SECONDS,
        "memory": limits.MAX_PDF_MEMORY_BYTES,
    }
    # -P: a file of the current folder is never imported in place of ours.
    command = [sys.executable, "-P", "-m", _WORKER, json.dumps(bounds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin and process.stdout
        watch = threading.Timer(limits.MAX_PDF_WAIT_SECONDS, process.kill)
        watch.start()
        try:
            try:
                process.stdin.write(data)
                process.stdin.close()
            except BrokenPipeError:
                pass  # it ended before it read the file, for which its answer or its silence accounts
            said = process.stdout.read(limits.MAX_PDF_ANSWER_BYTES)
        finally:
            watch.cancel()
            process.kill()
    try:
        answer: dict[str, Any] = json.loads(said)
        return answer
    except ValueError as error:
        raise ReadError(
            name, "la lecture de ce PDF demande trop de temps ou de mémoire et a été arrêtée, par sécurité", GIVE_SOURCE
        ) from error


def _refusal(name: str, error: str) -> ReadError:
    if error == "password":
        return ReadError(name, "le fichier est protégé par un mot de passe", _REMOVE_PASSWORD)
    if error == "too_long":
        return limits.too_long(name)
    return ReadError(
        name, "le fichier PDF est abîmé ou incomplet", f"Copiez-le ou téléchargez-le de nouveau. {GIVE_SOURCE}"
    )


def _check_text(name: str, pages: Sequence[Page]) -> None:
    """Refuse a PDF without words. Raises ReadError."""
    if not any(page.lines for page in pages):
        if any(page.blank for page in pages):
            raise ReadError(name, "le PDF ne contient que des images, sans texte à relire", _RECOGNISE)
        raise ReadError(name, "le document est vide", "Vérifiez que c'est le bon fichier")
    text = "".join(line.text for page in pages[:_PAGES_TRIED] for line in page.lines)
    if sum(map(str.isalnum, text)) < _LEAST_LETTERS * (len(text) - text.count(" ") - text.count(".")):
        raise ReadError(name, "le texte de ce PDF est illisible : ses polices ne disent pas leurs lettres", _RECOGNISE)


def _row_cells(blocks: Sequence[Block]) -> dict[tuple[int, int], int]:
    """How many cells hold words, for each (table, row)."""
    cells: dict[tuple[int, int], int] = {}
    for cell in {block.cell for block in blocks if block.cell is not None}:
        cells[cell[:2]] = cells.get(cell[:2], 0) + 1
    return cells


def _of_same_looks(blocks: Sequence[Block], outline: Outline) -> dict[int, int]:
    """Levels of the lines that look like the headings that were recognised, and like nothing else."""
    alike: dict[tuple[float, bool], list[int]] = {}
    for i, block in enumerate(blocks):
        if block.cell is None and i not in outline.contents and not block.plain and may_be_title(block.text):
            alike.setdefault((round(block.size), block.text.isupper()), []).append(i)
    found: dict[int, int] = {}
    for same in alike.values():
        known = Counter(outline.levels[i] for i in same if i in outline.levels)
        if known.total() >= max(FEWEST, _LEAST_KNOWN * len(same)):
            usual = known.most_common(1)[0][0]
            found.update({i: usual for i in same if i not in outline.levels})
    return found


def _passages(name: str, outline: Outline, blocks: Sequence[Block], running: Sequence[Running]) -> Passages:
    passages = Passages(name, outline)
    i = 0
    for block in blocks:
        if block.note is not None:
            passages.add_note(block, block.note, block.page)
        else:
            passages.add_body(i, block, block.page)
            i += 1
    for line in running:
        passages.add_margin(Block(line.text, line.page, None, False, True, 0.0), line.kind, line.page)
    return passages


def _remarks(empty: Sequence[int], form: bool) -> Iterator[str]:
    if empty:
        yield f"Pages sans texte, images peut-être, qui ne sont pas lues : {', '.join(_ranges(empty))}."
    if form:
        yield "Formulaire PDF : ce qui est saisi dans ses champs n'est pas lu."


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """« 3 » or « 7 à 9 » for numbers that follow each other."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        follow = [number for _, number in run]
        yield str(follow[0]) if len(follow) == 1 else f"{follow[0]} à {follow[-1]}"
