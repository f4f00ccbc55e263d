"""Damaged documents end in a review or in one sentence: never a crash, a loop, or all the memory of the machine.

A short form runs with the other tests; `make fuzz` asks for thousands (CLAUSIER_FUZZ_DOCUMENTS).
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import docx
from tests.documents.odt_files import odt

HERE = Path(__file__).parent
NUMBER = int(os.environ.get("CLAUSIER_FUZZ_DOCUMENTS", "120"))
A_PROCESS = 250  # inputs given to one process: its peak of memory is that of the worst of them
MOST_MEGABYTES = 300
LONGEST = 5.0  # CPU seconds, reading, review and annotations together


def seeds(folder: Path, need: Callable[[str], Path]) -> None:
    """A .docx of several kinds of block, the same through LibreOffice as .odt and .pdf, and a bare .odt."""
    document = docx.Document()
    document.add_heading("Cahier des clauses techniques particulières", 0)
    for number in range(1, 6):
        document.add_heading(f"{number}. Exigences", 1)
        document.add_paragraph("Le site respecte le RGAA dans la mesure du possible.")
        document.add_paragraph("Le titulaire livre des postes Lenovo de dernière génération.", style="List Bullet")
        table = document.add_table(2, 3)
        table.cell(0, 0).text, table.cell(1, 2).text = "Critère", "Prix : 60 %"
    stream = io.BytesIO()
    document.save(stream)
    (folder / "cctp.docx").write_bytes(stream.getvalue())
    for form in ("odt", "pdf"):
        subprocess.run(
            [str(need("soffice")), f"-env:UserInstallation={(folder.parent / 'office').as_uri()}", "--headless",
             "--convert-to", form, "--outdir", str(folder), str(folder / "cctp.docx")],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    body = "<text:h text:outline-level='1'>1. Objet</text:h><text:p>Le site respecte le RGAA.</text:p>"
    (folder / "nu.odt").write_bytes(odt(body))


def test_a_damaged_document_ends_in_a_review_or_in_a_sentence(tmp_path: Path, need: Callable[[str], Path]) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    seeds(folder, need)
    outcomes: Counter[str] = Counter()
    for first in range(0, NUMBER, A_PROCESS):
        number = min(A_PROCESS, NUMBER - first)
        command = [sys.executable, str(HERE / "fuzzing.py"), str(folder), str(number), str(first)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST * A_PROCESS, check=False)
        inputs = [json.loads(line) for line in done.stdout.splitlines()]
        assert done.returncode == 0, f"after rank {inputs[-1]['rank'] if inputs else first}: {done.stderr[-2000:]}"
        assert len(inputs) == number
        wrong = [i for i in inputs if i["outcome"] not in ("read", "refused") or i["seconds"] > LONGEST]
        assert wrong == []
        assert max(i["megabytes"] for i in inputs) < MOST_MEGABYTES
        outcomes.update(i["outcome"] for i in inputs)
        if NUMBER > A_PROCESS:
            print(f"[{first + len(inputs)}/{NUMBER}] {dict(outcomes)}", file=sys.stderr, flush=True)
    assert outcomes["read"] and outcomes["refused"], "the mutations are all too weak, or all too strong"
