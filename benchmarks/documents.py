"""Documents: reading a 280-page .docx against python-docx, and writing a 40-page tender."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import docx

PAGES, PARAGRAPHS_A_PAGE = 280, 12
SENTENCE = "Le titulaire remet le livrable dans le délai convenu et en justifie la conformité par un rapport daté. "


def large_docx() -> bytes:
    """About 280 pages: headings, paragraphs of several runs, a table every ten pages."""
    document = docx.Document()
    for page in range(PAGES):
        document.add_heading(f"Article {page + 1} – Exigences", level=1 + page % 3)
        for number in range(PARAGRAPHS_A_PAGE - 1):
            paragraph = document.add_paragraph(f"{page + 1}.{number + 1} ")
            paragraph.add_run(SENTENCE).bold = number % 4 == 0
            paragraph.add_run(SENTENCE)
        if page % 10 == 0:
            table = document.add_table(rows=12, cols=4)
            for row in table.rows:
                for cell in row.cells:
                    cell.text = "Taux exigé : 75 %"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def ours(data: bytes) -> int:
    from clausier.readers.dossier import read_document

    return sum(len(passage.text.split()) for passage in read_document("grand.docx", data).passages)


def python_docx(data: bytes) -> int:
    """The least that python-docx asks for the same: text, style, cells, in document order."""
    words = 0
    document = docx.Document(io.BytesIO(data))
    for block in document.iter_inner_content():
        if isinstance(block, docx.table.Table):
            for row in block.rows:
                for cell in row.cells:
                    for paragraph in cell.paragraphs:
                        words += len(paragraph.text.split()) if paragraph.style is not None else 0
        else:
            words += len(block.text.split()) if block.style is not None else 0
    return words


def best(call: Callable[[], Any], runs: int) -> float:
    """The least of several runs, in seconds: the one that the machine disturbed least."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def measure_reading() -> dict[str, Any]:
    data = large_docx()
    fast, slow = ours(data), python_docx(data)
    seconds = {"clausier": best(lambda: ours(data), 5), "python-docx": best(lambda: python_docx(data), 3)}
    return {
        "pages": PAGES,
        "kilobytes": len(data) // 1024,
        "words": {"clausier": fast, "python-docx": slow},
        "seconds": seconds,
        "times_faster": round(seconds["python-docx"] / seconds["clausier"], 1),
    }


def measure_writing() -> dict[str, Any]:
    """Every part of a purchase that asks for most of the base, at the highest ambition."""
    from clausier.engine.overlay import whole_catalogue
    from clausier.engine.purchase import parse_purchase
    from clausier.engine.release import shipped
    from clausier.engine.selection import select
    from clausier.generators.clauses import part_documents
    from clausier.generators.justification import justification
    from clausier.generators.odt import odt_bytes
    from clausier.generators.word import docx_bytes
    from clausier.readers.structured import read_mapping

    catalogue = whole_catalogue(shipped())
    data = read_mapping(Path(__file__).parents[1] / "tests" / "purchases" / "tablettes-ecole.yaml") | {
        "ambition": "exemplary"
    }
    purchase = parse_purchase(data, catalogue, "2026-11-22")
    documents = [*part_documents(catalogue, select(catalogue, purchase)).values()]
    note = justification(catalogue, select(catalogue, purchase))
    documents.append(note)

    def whole_tender(write: Callable[[Any], bytes]) -> list[int]:
        return [len(write(document)) for document in documents]

    return {
        "documents": len(documents),
        "note_pages": pages(docx_bytes(note)),
        "docx_kilobytes": sum(whole_tender(docx_bytes)) // 1024,
        "seconds": {
            "selection": best(lambda: select(catalogue, purchase), 5),
            "note, .docx": best(lambda: docx_bytes(note), 3),
            "note, .odt": best(lambda: odt_bytes(note), 3),
            "dossier, .docx": best(lambda: whole_tender(docx_bytes), 3),
            "dossier, .odt": best(lambda: whole_tender(odt_bytes), 3),
        },
    }


def pages(data: bytes) -> int | None:
    """How many pages LibreOffice lays the document out on; None where it or pdfinfo is absent."""
    if not shutil.which("soffice") or not shutil.which("pdfinfo"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "note.docx")
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(convert, check=True, capture_output=True)
        told = subprocess.run(["pdfinfo", str(source.with_suffix(".pdf"))], check=True, capture_output=True, text=True)
    return int(told.stdout.partition("Pages:")[2].split()[0])
