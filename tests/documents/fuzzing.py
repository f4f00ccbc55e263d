"""Mutated documents, for `test_fuzz.py`: each is read, reviewed and, for a .docx, annotated, in a process apart.

Run as a script, it takes a folder of seeds, a number and a first rank, and prints one JSON line an input.
"""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

LONGEST = 5.0  # CPU seconds for one input, reading and review together
AS_OF = "2026-11-22"


def mutated(seeds: list[tuple[str, bytes]], rank: int) -> tuple[str, bytes]:
    """The input of a rank: always the same one."""
    chance = random.Random(rank)
    name, data = seeds[rank % len(seeds)]
    kind = chance.choice(
        (_bytes, _bytes, _cut, _doubled) if name.endswith(".pdf") else (_bytes, _cut, _member, _member)
    )
    return name, kind(data, chance)


def _bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 32, 256))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 2_000) :]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 3_000)]
    place = chance.randrange(len(data))
    return data[:place] + piece * chance.choice((1, 2, 50)) + data[place:]


def _member(data: bytes, chance: random.Random) -> bytes:
    """Change one XML member of a package and pack it again: the fault lies in the document, not in the archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        chosen = chance.choice(names)
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _changed_xml(content, chance) if name == chosen else content)
    return stream.getvalue()


def _changed_xml(content: bytes, chance: random.Random) -> bytes:
    tags = [i for i in range(len(content)) if content[i : i + 1] == b"<"]
    changes: tuple[Callable[[], bytes], ...] = (
        lambda: _bytes(content, chance),
        lambda: _cut(content, chance),
        lambda: _nested(content, chance, tags),
        lambda: _swapped(content, chance, tags),
    )
    return chance.choice(changes)()


def _nested(content: bytes, chance: random.Random, tags: list[int]) -> bytes:
    place, tag = chance.choice(tags), chance.choice((b"w:p", b"w:tbl", b"w:ins", b"w:sdt", b"text:p", b"table:table"))
    depth = chance.choice((2, 50, 5_000))
    return content[:place] + (b"<" + tag + b">") * depth + content[place:]


def _swapped(content: bytes, chance: random.Random, tags: list[int]) -> bytes:
    one, other = sorted((chance.choice(tags), chance.choice(tags)))
    last = content.find(b">", other) + 1 or len(content)
    return content[:one] + content[other:last] + content[one:other] + content[last:]


def peak() -> int:
    """The most memory this process has held, in kilobytes.

    Not `ru_maxrss`, which also counts what the process that started this one held.
    """
    status = Path("/proc/self/status")
    if not status.exists():  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def run(folder: Path, number: int, first: int) -> Iterator[dict[str, object]]:
    """What becomes of each input: `read`, `refused` with a sentence, or the name of the exception that escaped."""
    from clausier.engine.overlay import whole_catalogue
    from clausier.engine.recogniser import shipped_recogniser
    from clausier.engine.release import shipped
    from clausier.engine.review import review
    from clausier.generators.annotations import annotate
    from clausier.generators.errors import WriteError
    from clausier.generators.word_annotated import NotAnnotatedError, annotated_docx
    from clausier.readers.dossier import assemble, read_document
    from clausier.readers.errors import ReadError

    seeds = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
    catalogue, recogniser = whole_catalogue(shipped()), shipped_recogniser()
    for rank in range(first, first + number):
        name, data = mutated(seeds, rank)
        start = time.process_time()
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            found = review(catalogue, assemble([read_document(name, data)]), AS_OF, None, recogniser)
            for given in annotate(catalogue, found, recogniser) if name.endswith(".docx") else ():
                annotated_docx(data, given, AS_OF)
            outcome = "read"
        except (ReadError, WriteError, NotAnnotatedError) as error:
            outcome = "refused" if str(error) and "\n" not in str(error) else "refused without a sentence"
        except (Exception, RecursionError) as error:
            outcome = f"{type(error).__name__}: {error}"[:300]
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = time.process_time() - start
        seconds += after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
        own = peak()
        yield {
            "rank": rank,
            "name": name,
            "outcome": outcome,
            "seconds": round(seconds, 3),
            "megabytes": round(max(own, after.ru_maxrss) / 1024),
            "crc": zlib.crc32(data),
        }


if __name__ == "__main__":
    for line in run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])):
        print(json.dumps(line), flush=True)
