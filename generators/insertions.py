"""Which clauses a reviewed dossier lacks, and where each goes in the part that should hold it. Plain data.

A clause answers a need when the signals of that need find it: the same reading as of a buyer's words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import FilledClause, Segment, plain
from clausier.engine.dossier import Document, Dossier, Location, Passage, roles
from clausier.engine.lines import lines_of
from clausier.engine.model import Need
from clausier.engine.review import CriterionReview, Review
from clausier.engine.selection import Selection
from clausier.engine.signals import Matcher
from clausier.engine.text import fold
from clausier.generators.clauses import RC_SECTIONS
from clausier.generators.document import Block, ListBlock, Paragraph, Run, Runs, runs
from clausier.generators.frame import Frame, filled_runs
from clausier.generators.places import Place, Places, stems
from clausier.generators.words import counted

_RECOGNISED = 100  # characters of a clause, its parameters apart, by which it is known again
_START = 12  # characters by which passages are looked up
_LONG_HEADING = 3  # words from which a heading is enough to know a clause
_LONGEST_NUMBER = 20  # characters before a heading
_ITEM = re.compile(r"[-•–]\s+")


@dataclass(frozen=True, slots=True)
class Insertion:
    """A clause proposed at a place of a document, and what the comment on it says."""

    reference: str
    heading: str
    body: tuple[Block, ...]
    place: Place
    title: str
    what: str
    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The clauses proposed in each document, by its name; and every need that they answer, or that those there do."""

    by_document: Mapping[str, tuple[Insertion, ...]]
    needs: frozenset[str]


def proposed(catalogue: Catalogue, review: Review, selection: Selection, documents: Sequence[Document]) -> Proposed:
    """The clauses for what is missing, of the criteria that apply, in the Word documents that play their parts.

    `review` is of these `documents` without the clauses that they hold already.
    """
    frame = Frame(catalogue, selection)
    # Two documents of one part: the first one gets its clauses.
    given = [document for document in reversed(documents) if document.part and document.format == "docx"]
    playing = {part: document for document in given for part in roles(document.part or "")}
    places = {document.name: Places(document) for document in given}
    known = {document.name: Known(document) for document in given}
    found: dict[str, list[Insertion]] = {}
    answered: set[str] = set()
    for criterion in review.criteria:
        for filled, needs in _lacking(criterion, frame.filled, playing.keys()):
            part, document = filled.clause.part, playing[filled.clause.part]
            answered.update(f"{criterion.criterion.id}/{need.id}" for need in needs)
            if known[document.name].holds(filled):
                continue
            topics = [catalogue.release.topics[topic].label for topic in _topics(criterion, needs)]
            section = RC_SECTIONS.get(filled.clause.effect, "") if part == "rc" else ""
            words = {filled.criterion.title: 1, **dict.fromkeys(topics, 2), filled.clause.heading: 3, section: 3}
            hinted = [hint.passage for hint in criterion.hints if hint.passage.document == document.name]
            place = places[document.name].place(words, hinted)
            found.setdefault(document.name, []).append(_insertion(frame, filled, needs, place))
    return Proposed({name: tuple(group) for name, group in found.items()}, frozenset(answered))


def _topics(criterion: CriterionReview, needs: Sequence[Need]) -> list[str]:
    wanted = {signal for need in needs for signal in need.any_of}
    return list(dict.fromkeys(signal.topic for signal in criterion.criterion.signals if signal.id in wanted))


def _lacking(
    found: CriterionReview, clauses: Iterable[FilledClause], parts: Container[str]
) -> Iterator[tuple[FilledClause, list[Need]]]:
    """The clauses that answer the needs missed by a criterion, in its order, each with the needs it is put for."""
    needs = [need.need for need in found.needs if need.verdict == "missing"]
    usable = [filled for filled in clauses if filled.criterion.id == found.criterion.id]
    if found.verdict == "not_applicable" or not needs or not usable:
        return
    answering = _answers(found, needs, usable)
    chosen: dict[int, list[Need]] = {}
    for need in needs:
        strengths = [answers.get(need.id) for answers in answering]
        # Words alone are trusted only where no clause of the criterion, in whatever part, is recognised.
        worst = 1 if any(strength in (0, 1) for strength in strengths) else 2
        # Verifiable first, in the expected part, that speaks of the need in its heading; then one already chosen.
        ranked = sorted(
            (strength, _rank(need, usable[index]), -_shared(need, usable[index]), index not in chosen, index)
            for index, strength in enumerate(strengths)
            if strength is not None and strength <= worst and usable[index].clause.part in parts
        )
        if ranked:
            chosen.setdefault(ranked[0][-1], []).append(need)
    yield from ((usable[index], chosen[index]) for index in sorted(chosen))


def _rank(need: Need, filled: FilledClause) -> int:
    places = (*need.parts, *need.or_in)
    return places.index(filled.clause.part)


def _shared(need: Need, filled: FilledClause) -> int:
    return len(stems(need.absent) & stems(filled.clause.heading))


def _answers(found: CriterionReview, needs: Sequence[Need], usable: Sequence[FilledClause]) -> list[dict[str, int]]:
    """For each clause, the needs it answers: 0 verifiably, 1 in some way, 2 by its words alone."""
    signals = {signal.id: signal for signal in found.criterion.signals}
    wanted = dict.fromkeys(name for need in needs for name in need.any_of)
    matcher = Matcher((found.criterion, signals[name]) for name in wanted)
    answers: list[dict[str, int]] = []
    for filled in usable:
        hints = list(matcher.hints(lines_of(_as_dossier(filled))))
        verifiable = {hint.signal.id for hint in hints if hint.signal.means == "verifiable"}
        met = {hint.signal.id for hint in hints}
        strengths: dict[str, int] = {}
        for need in needs:
            if not _may_stand(need, filled):
                continue
            if not met.isdisjoint(need.any_of):
                strengths[need.id] = 0 if not verifiable.isdisjoint(need.any_of) else 1
            elif stems(need.absent) & stems(f"{filled.clause.heading} {plain(filled.text)}"):
                strengths[need.id] = 2
        answers.append(strengths)
    return answers


def _may_stand(need: Need, filled: FilledClause) -> bool:
    """What scores offers asks nothing of the holder: it answers a need of the rules of consultation only."""
    if filled.clause.effect == "award_criterion" and "rc" not in need.parts:
        return False
    return filled.clause.part in (*need.parts, *need.or_in)


def _as_dossier(filled: FilledClause) -> Dossier:
    texts = [text for text in map(plain, (filled.text, filled.control, filled.penalty)) if text]
    above = (filled.clause.heading,)
    passages = tuple(Passage("", "paragraph", text, Location(n), above) for n, text in enumerate(texts, start=1))
    return Dossier((Document("", "docx", filled.clause.part, passages, headings_known=True),))


class Known:
    """Where the clauses of the base stand in a document, proposed by an earlier run or pasted, their blanks filled."""

    def __init__(self, document: Document) -> None:
        self._texts = [(_words(passage.text), passage.location.paragraph) for passage in document.passages]
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for text, paragraph in self._texts:
            self._by_start.setdefault(text[:_START], []).append((text, paragraph))

    def holds(self, filled: FilledClause) -> bool:
        """Whether a document holds a clause: its first words, or its heading where that is no chance."""
        long = len(filled.clause.heading.split()) >= _LONG_HEADING
        return bool(self._beginning(filled.text) or (long and self._headed(filled)))

    def paragraphs(self, clauses: Iterable[FilledClause]) -> frozenset[int]:
        """The ranks of the passages that are a clause, its control, its penalty or its heading."""
        found: set[int] = set()
        for filled in clauses:
            said = self._beginning(filled.text)
            if said:
                found.update(said, self._headed(filled))
                for label, text in _verified(filled):
                    found.update(self._beginning((Segment(label), *text)))
        return frozenset(found)

    def _headed(self, filled: FilledClause) -> list[int]:
        heading = _words(filled.clause.heading)
        return [
            paragraph
            for text, paragraph in self._texts
            if text.endswith(heading) and len(text) <= len(heading) + _LONGEST_NUMBER
        ]

    def _beginning(self, segments: Sequence[Segment]) -> list[int]:
        """The passages that begin with the first words of a text; what fills its parameters may be anything short."""
        pattern, length = "", 0
        for segment in segments:
            if segment.kind == "text":
                # A segment ends with the space before its parameter, which splitting into words would lose.
                words = _words(f"|{segment.text}|")[1:-1][: _RECOGNISED - length]
                pattern += re.escape(words)
                length += len(words)
            else:
                pattern += ".{0,300}?"
            if length >= _RECOGNISED:
                break
        first = _words(segments[0].text) if segments[0].kind == "text" else ""
        likely = self._by_start.get(first[:_START], []) if len(first) >= _START else self._texts
        begins = re.compile(pattern)
        return [paragraph for text, paragraph in likely if begins.match(text)]


def _words(text: str) -> str:
    return " ".join(fold(text).split())


def _insertion(frame: Frame, filled: FilledClause, needs: Sequence[Need], place: Place) -> Insertion:
    lots = frame.short_lots(filled.lots)
    heading = f"{filled.clause.heading} ({lots})" if lots else filled.clause.heading
    body: list[Block] = [Paragraph(runs(frame.lots(filled.lots)))] if lots else []
    body += _blocks(filled_runs(filled.text))
    body += [Paragraph((Run(label, "strong"), *filled_runs(text))) for label, text in _verified(filled)]
    blanks = sum(segment.kind == "blank" for text in (filled.text, filled.control, filled.penalty) for segment in text)
    lines = [runs(frame.trace(filled))]
    if blanks:
        lines.append(runs(f"{counted(blanks, 'passage')} à compléter, entre crochets."))
    if filled.clause.scale:
        lines.append(runs("Ajoutez la pondération et le barème ; le total des pondérations fait 100 %."))
    if filled.penalty and any(ccag.relation == "derogates" for ccag in filled.ccags):
        lines.append(runs("Déroge au CCAG : à reporter dans la liste des dérogations du CCAP."))
    return Insertion(
        reference=filled.reference,
        heading=heading,
        body=tuple(body),
        place=place,
        title=f"Clause proposée {filled.reference}",
        what=" ".join(need.absent for need in needs),
        lines=tuple(lines),
    )


def _verified(filled: FilledClause) -> list[tuple[str, tuple[Segment, ...]]]:
    """How a clause is controlled and sanctioned, where it is, each under its label."""
    return [(label, text) for label, text in (("Contrôle : ", filled.control), ("Pénalité : ", filled.penalty)) if text]


def _blocks(text: Runs) -> Iterator[Block]:
    """The paragraphs of a clause; lines that begin with a dash are a list."""
    lines: list[list[Run]] = [[]]
    for run in text:
        first, *others = run.text.split("\n")
        lines[-1].append(Run(first, run.kind))
        lines += [[Run(other, run.kind)] for other in others]
    items: list[Runs] = []
    for line in lines:
        said = tuple(run for run in line if run.text)
        if said and (mark := _ITEM.match(said[0].text)):
            items.append((Run(said[0].text[mark.end() :], said[0].kind), *said[1:]))
            continue
        if items:
            yield ListBlock(tuple(items))
            items = []
        if said:
            yield Paragraph(said)
    if items:
        yield ListBlock(tuple(items))
