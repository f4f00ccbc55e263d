"""Drafts of sixteen makes, annotated: all refused, the original is back; all accepted, the clauses are there."""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator
from tests.documents import changes, drafts
from tests.documents.word_files import converted, edited

from clausier.api.edition import Edition
from clausier.engine.catalogue import Catalogue
from clausier.engine.purchase import parse_purchase
from clausier.engine.release import shipped_bytes
from clausier.engine.review import review
from clausier.engine.selection import Selection, select
from clausier.generators.annotations import Annotations, annotate
from clausier.generators.document import ListBlock, every_run
from clausier.generators.typography import french
from clausier.generators.word_annotated import Annotated, annotated_docx
from clausier.readers.docx import read_docx
from clausier.readers.dossier import assemble, read_document
from clausier.readers.structured import read_mapping

ROOT = Path(__file__).parents[2]
DATE = "2026-11-22"
MAKES = (*drafts.MAKES, "by_libreoffice", "example")
CHANGED = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
# Those that LibreOffice is also given to save: what it makes of comments differs from one kind of words to another.
SAVED = ("plain_styles", "already_revised", "in_controls", "boxes_links_fields", "no_headings")


@dataclass(frozen=True)
class Trip:
    """A draft before and after, with what was planned."""

    name: str
    before: bytes
    planned: Annotations
    made: Annotated

    @property
    def after(self) -> bytes:
        return self.made.data


@dataclass(frozen=True)
class Reviewer:
    """A purchase for which drafts are reviewed and given back."""

    catalogue: Catalogue
    selection: Selection

    def annotate(self, name: str, data: bytes) -> tuple[Annotations, Annotated]:
        part = "rc" if name == "rules_of_consultation" else "cctp"
        dossier = assemble([read_document(f"{name}.docx", data, part)])
        found = review(self.catalogue, dossier, DATE, self.selection)
        (planned,) = annotate(self.catalogue, found)
        return planned, annotated_docx(data, planned, DATE)


@pytest.fixture(scope="module")
def reviewer() -> Reviewer:
    catalogue = Edition(shipped_bytes()).catalogue(None)
    purchase = parse_purchase(read_mapping(ROOT / "examples" / "achat.yaml"), catalogue, DATE)
    return Reviewer(catalogue, select(catalogue, purchase))


@pytest.fixture(scope="module")
def trips(reviewer: Reviewer, need: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trip]:
    originals = {name: make() for name, make in drafts.MAKES.items()}
    originals["by_libreoffice"] = drafts.by_libreoffice(need("soffice"), tmp_path_factory.mktemp("html"))
    originals["example"] = (ROOT / "examples" / "projet-cctp.docx").read_bytes()
    return {name: Trip(name, data, *reviewer.annotate(name, data)) for name, data in originals.items()}


@pytest.fixture(params=MAKES)
def trip(request: pytest.FixtureRequest, trips: dict[str, Trip]) -> Trip:
    return trips[request.param]


def test_every_make_gets_comments_and_clauses(trip: Trip) -> None:
    assert trip.made.comments == len(trip.planned.comments) > 0
    assert trip.made.clauses == len(trip.planned.insertions) > 0


def test_refusing_our_changes_gives_the_original_back(trip: Trip) -> None:
    assert changes.refused(trip.after) == changes.canonical(changes.main_part(trip.before))


def test_accepting_them_adds_each_clause_and_takes_no_word_away(trip: Trip) -> None:
    found = changes.paragraphs(changes.accepted(trip.after))
    kept = iter(found)
    assert all(words in kept for words in changes.paragraphs(changes.canonical(changes.main_part(trip.before))))
    for clause in trip.planned.insertions:
        (heading,) = (i for i, words in enumerate(found) if words.lower().endswith(french(clause.heading).lower()))
        following = iter(found[heading + 1 :])
        for block in clause.body:
            assert not isinstance(block, ListBlock)
            assert next(following) == "".join(french(run.text) for run in every_run([block]))


def test_the_other_members_of_the_package_stay_as_they_were(trip: Trip) -> None:
    with zipfile.ZipFile(io.BytesIO(trip.before)) as before, zipfile.ZipFile(io.BytesIO(trip.after)) as after:
        assert set(after.namelist()) - set(before.namelist()) <= {"word/comments.xml"}
        for name in set(before.namelist()) - CHANGED:
            assert after.read(name) == before.read(name)


def test_word_finds_nothing_more_to_say_of_it(trip: Trip, tmp_path: Path) -> None:
    def findings(data: bytes) -> set[str]:
        path = tmp_path / "draft.docx"
        path.write_bytes(data)
        errors = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(path).errors
        return {re.sub(r"\[\d+\]", "", str(error)) for error in errors}  # without the ranks of paragraphs

    found = findings(trip.after)
    assert not found or found <= findings(trip.before)


def test_a_second_run_changes_nothing(trip: Trip, reviewer: Reviewer) -> None:
    _, again = reviewer.annotate(trip.name, trip.after)
    assert (again.comments, again.clauses, again.data == trip.after) == (0, 0, True)


def test_clauses_that_were_accepted_are_not_proposed_again(trip: Trip, reviewer: Reviewer) -> None:
    accepted = edited(trip.after, "word/document.xml", lambda _: changes.accepted(trip.after).decode())
    _, again = reviewer.annotate(trip.name, accepted)
    assert again.clauses == 0


def test_the_same_review_gives_the_same_bytes(trip: Trip) -> None:
    assert annotated_docx(trip.before, trip.planned, DATE).data == trip.after


# In LibreOffice


@pytest.fixture(scope="module")
def seen(
    trips: dict[str, Trip], need: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[list[list[str]]]]:
    """What LibreOffice sees of each make: before and after, everything refused, then everything accepted."""
    folder = tmp_path_factory.mktemp("office")
    python = Path("/usr/bin/python3")
    if subprocess.run([python, "-c", "import uno"], capture_output=True).returncode:
        need("python3-uno")
    jobs = []
    for trip in trips.values():
        for state, data in (("before", trip.before), ("after", trip.after)):
            (folder / f"{trip.name}-{state}.docx").write_bytes(edited(data, "word/document.xml", _without_comments))
        # What is loaded once serves for both: only one draft has changes of its own.
        commands = ["Reject", "Accept"] if trip.name == "already_revised" else [""]
        jobs += [{"file": f"{folder}/{trip.name}-before.docx", "command": command} for command in commands]
        jobs += [{"file": f"{folder}/{trip.name}-after.docx", "command": command} for command in ("Reject", "Accept")]
    for job in jobs:
        job["command"] += "AllTrackedChanges" if job["command"] else ""
    script = Path(__file__).with_name("office_changes.py")
    command = [str(python), str(script), str(need("soffice")), str(folder / "profile")]
    done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    answers: dict[str, list[list[list[str]]]] = {}
    for job, paragraphs in zip(jobs, json.loads(done.stdout), strict=True):
        answers.setdefault(Path(job["file"]).stem.rpartition("-")[0], []).append(paragraphs)
    return {name: [found[0], found[-2], found[-3], found[-1]] for name, found in answers.items()}


def _without_comments(xml: str) -> str:
    return re.sub(r"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^>]*/>", "", xml)


def test_libreoffice_refuses_everything_and_shows_the_original(
    trip: Trip, seen: dict[str, list[list[list[str]]]]
) -> None:
    before, after, *_ = seen[trip.name]
    if trip.name == "example" and after[-1][2] == "":
        after = after[:-1]  # a body that ends with a table: every word processor then adds an empty paragraph
    assert after == before


def test_libreoffice_accepts_everything_and_shows_the_clauses(
    trip: Trip, seen: dict[str, list[list[list[str]]]]
) -> None:
    # Numbers apart: those of a document whose lists run on from section to section follow what is inserted.
    before, after = ([(style, words) for style, _, words in one] for one in seen[trip.name][2:])
    kept = iter(after)
    assert all(paragraph in kept for paragraph in before)
    words = [words for _, words in after]
    for clause in trip.planned.insertions:
        assert any(found.lower().endswith(french(clause.heading).lower()) for found in words)


def test_a_file_that_libreoffice_saved_keeps_its_words_and_is_not_annotated_twice(
    trips: dict[str, Trip], reviewer: Reviewer, need: Callable[[str], Path], tmp_path: Path
) -> None:
    for name in SAVED:
        (tmp_path / f"{name}.docx").write_bytes(trips[name].after)
    files = converted(need("soffice"), [tmp_path / f"{name}.docx" for name in SAVED], "docx:MS Word 2007 XML")
    for name, saved in zip(SAVED, files, strict=True):
        words = [{passage.text for passage in read_docx(name, data).passages} for data in (trips[name].after, saved)]
        assert words[0] == words[1]
        _, again = reviewer.annotate(name, saved)
        assert (name, again.comments, again.clauses) == (name, 0, 0)
