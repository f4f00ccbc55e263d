"""Reviewing: signals against one-by-one `re`, a 300-page dossier from end to end, growth with length, hostile patterns.

The dossier is made of the paragraphs of `training/`: nine neutral ones for one that says something.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import docx
import yaml

from clausier.engine.dossier import Document, Dossier, Location, Passage
from clausier.engine.lines import Line, lines_of
from clausier.engine.overlay import whole_catalogue
from clausier.engine.recogniser import shipped_recogniser
from clausier.engine.release import shipped
from clausier.engine.review import review
from clausier.engine.signals import Matcher
from clausier.engine.text import fold_pattern

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-22"
WORDS_A_PAGE, PAGES = 400, 300
ALONE = """
import json, resource, sys
from clausier.api.cli import main
status = main(["review", sys.argv[1], "--format", "json"])
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu": usage.ru_utime + usage.ru_stime, "mb": usage.ru_maxrss / 1024}), file=sys.stderr)
"""


def paragraphs(words: int) -> list[str]:
    """Paragraphs of a made tender, about so many words long, in an order that does not change."""
    files = sorted((ROOT / "training" / "paragraphs").glob("*.yaml"))
    texts = [p for file in files for p in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)]
    neutral = [p["text"] for p in texts if p["topic"] == "none"]
    telling = [p["text"] for p in texts if p["topic"] != "none"]
    made: list[str] = []
    count = 0
    while count < words:
        number = len(made)
        text = telling[number * 7 % len(telling)] if number % 10 == 9 else neutral[number * 7 % len(neutral)]
        made.append(f"{number + 1}. {text}")
        count += len(text.split())
    return made


def tender(texts: list[str]) -> tuple[Line, ...]:
    passages = tuple(
        Passage("cctp.docx", "paragraph", text, Location(i), (f"Article {i // 20}",)) for i, text in enumerate(texts, 1)
    )
    return lines_of(Dossier((Document("cctp.docx", "docx", "cctp", passages, True),)))


def best(call: Callable[[], Any], runs: int = 3) -> float:
    """The shortest CPU time of a few runs, in seconds."""
    times = []
    for _ in range(runs):
        start = process_time()
        call()
        times.append(process_time() - start)
    return min(times)


def one_by_one(lines: tuple[Line, ...]) -> Callable[[], int]:
    """The same occurrences the plain way: each expression of Python's `re` on each passage, then its context."""
    signals = [
        (s.parts, *([re.compile(fold_pattern(p)) for p in ps] for ps in ([s.pattern], s.with_, s.unless)), s.under)
        for c in shipped().criteria.values()
        for s in c.signals
    ]
    under = {u: re.compile(fold_pattern(u)) for *_, u in signals if u}

    def run() -> int:
        found = 0
        for line in lines:
            for parts, pattern, wanted, unwanted, heading in signals:
                if (parts and line.part not in parts) or not pattern[0].search(line.folded):
                    continue
                if heading and not under[heading].search(line.context):
                    continue
                found += all(p.search(line.folded) for p in wanted) and not any(p.search(line.folded) for p in unwanted)
        return found

    return run


def measure() -> dict[str, Any]:
    catalogue = whole_catalogue(shipped())
    texts = paragraphs(WORDS_A_PAGE * PAGES)
    lines = tender(texts)
    megabytes = sum(len(line.folded) for line in lines) / 1e6
    matcher = catalogue.matcher(AS_OF)
    ours = best(lambda: list(matcher.hints(lines)))
    plain = best(one_by_one(lines), runs=1)
    criterion = next(iter(catalogue.criteria.values()))
    hostile = replace(criterion.signals[0], pattern="(?:a|a|aa)*b", with_=(), unless=(), under=None, parts=())
    attack = Matcher([(criterion, hostile)])
    return {
        "pages": PAGES,
        "megabytes": round(megabytes, 2),
        "signals": sum(len(c.signals) for c in catalogue.criteria.values()),
        "megabytes_per_second": round(megabytes / ours, 1),
        "one_by_one_megabytes_per_second": round(megabytes / plain, 2),
        "times_one_by_one": round(plain / ours, 1),
        "command": _command(texts),
        "growth": _growth(catalogue),
        "hostile": {
            f"{size // 1000} Ko": round(best(lambda size=size: list(attack.hints(tender(["a" * size])))), 4)
            for size in (250_000, 500_000, 1_000_000)
        },
    }


def _growth(catalogue: Any) -> dict[str, float]:
    """CPU seconds of a review in memory, by number of pages."""
    seconds = {}
    for pages in (75, 150, 300, 600):
        passages = tuple(line.passage for line in tender(paragraphs(WORDS_A_PAGE * pages)))
        dossier = Dossier((Document("cctp.docx", "docx", "cctp", passages, True),))
        seconds[str(pages)] = round(
            best(lambda d=dossier: review(catalogue, d, AS_OF, None, shipped_recogniser()), runs=2), 3
        )
    return seconds


def _command(texts: list[str]) -> dict[str, float]:
    """CPU seconds and memory of `clausier review` on a .docx of 300 pages, in a new process, start included."""
    document = docx.Document()
    for number, text in enumerate(texts):
        if number % 20 == 0:
            document.add_heading(f"Article {number // 20 + 1}", level=1)
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cctp.docx"
        path.write_bytes(stream.getvalue())
        runs = [
            yaml.safe_load(
                subprocess.run(
                    [sys.executable, "-c", ALONE, str(path)], check=True, capture_output=True, text=True, cwd=ROOT
                ).stderr.splitlines()[-1]
            )
            for _ in range(3)
        ]
    return {"cpu_seconds": round(min(r["cpu"] for r in runs), 2), "megabytes": round(max(r["mb"] for r in runs))}


if __name__ == "__main__":
    print(yaml.safe_dump(measure(), allow_unicode=True))
