"""Which clause of a criterion says what a draft lacks, and what to do first, one sentence each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clausier.engine import parameters
from clausier.engine.catalogue import Catalogue
from clausier.engine.checks import Finding
from clausier.engine.clauses import fill, plain
from clausier.engine.dossier import Document, Dossier, Location, Passage, Quote
from clausier.engine.lines import lines_of
from clausier.engine.model import Clause, Criterion, Need
from clausier.engine.parameters import Setting
from clausier.engine.review import CriterionReview, NeedReview, Review
from clausier.engine.risks import Risk
from clausier.engine.signals import Hint, Matcher
from clausier.engine.standing import Priority, foremost
from clausier.engine.text import fold, lower_first
from clausier.generators.places import stems
from clausier.generators.reasons import doubt, unsaid
from clausier.generators.words import STRENGTH, enumeration, shortened, upper_first

TO_DO = 10  # things to do first: what a page holds
_LINE = 90  # characters of a cell: two lines of a column
_CELL = 106  # with what it rests on, in smaller letters
_WORST = ("contradicts", "outdated", "weak", "risk", "present", "verifiable")
_HEADING = 26  # characters of a heading shown in one of them
_CONTEXT = 58  # characters of the words quoted
_NUMBER = re.compile(r"(?:article|art\.?)\s*(\d+(?:\.\d+)*)|(\d{1,2}(?:\.\d{1,2})*)[.)]?\s*[–—-]?\s+[^\W\d_]{3}", re.I)
_NAMED = re.compile(r"«[^«»]*» : (?=\w)")  # the words found, then what is to be written instead
_CITED = re.compile(r" \([^()]*\)(?=\.$)")  # a text of law at the end of a sentence
_SENTENCE = re.compile(r"[^.;:!?]+(?:[.:](?=\S)[^.;:!?]*)*")
_STOPS = (". ", " ; ", ", ", " : ")  # where a sentence may be cut, the best first


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do: where, what is written there or is not, a sentence that says what to do, what it rests on."""

    place: str
    said: str
    action: str
    mark: str


class Remedies:
    """The clauses that can be proposed for a reviewed dossier: where the purchase was described, those it keeps."""

    def __init__(self, catalogue: Catalogue, review: Review) -> None:
        self.catalogue = catalogue
        self.review = review
        self._found: dict[str, Mapping[str, Mapping[str, str]]] = {}
        self.handed = {document.part for document in review.dossier.documents}

    def clause(self, criterion: Criterion, need: Need) -> Clause | None:
        """The clause that fills a need best: its signals find it, or it speaks of what is absent. None where none does.

        A clause answers as a buyer's words would, its parameters at their default values.
        """
        wanted, means = stems(need.absent), self._means(criterion)
        best: tuple[float, Clause] | None = None
        for clause in self._clauses(criterion, need):
            met = {means[clause.id].get(name) for name in need.any_of} - {None}
            heading, text = len(wanted & stems(clause.heading)), len(wanted & stems(clause.text))
            if met or heading or text:
                # Weighed by reading what they give for every need of the base.
                score = 3 * ("verifiable" in met) + bool(met) + 2 * heading + text / 4
                score += (clause.part in need.parts) + (clause.part in self.handed) / 2
                if best is None or score > best[0]:
                    best = score, clause
        return best[1] if best else None

    def _means(self, criterion: Criterion) -> Mapping[str, Mapping[str, str]]:
        """For each clause, what the signals of its criterion that find it mean, by signal."""
        if criterion.id not in self._found:
            settings = parameters.resolve(criterion, "baseline", {}, {}, {}, {})
            documents = tuple(
                Document(clause.id, "docx", clause.part, tuple(_passages(criterion, clause, settings)), True)
                for clause in criterion.clauses
            )
            found: dict[str, dict[str, str]] = {clause.id: {} for clause in criterion.clauses}
            matcher = Matcher((criterion, signal) for signal in criterion.signals)
            for hint in matcher.hints(lines_of(Dossier(documents))):
                found[hint.passage.document][hint.signal.id] = hint.signal.means
            self._found[criterion.id] = found
        return self._found[criterion.id]

    def clauses(self, criterion: Criterion, needs: Iterable[NeedReview]) -> dict[str, list[Clause]]:
        """The clauses for what is missing, each once, by part."""
        by_part: dict[str, list[Clause]] = {}
        for need in needs:
            clause = self.clause(criterion, need.need)
            if clause is not None and clause not in by_part.get(clause.part, []):
                by_part.setdefault(clause.part, []).append(clause)
        return by_part

    def _clauses(self, criterion: Criterion, need: Need) -> list[Clause]:
        kept = self._kept(criterion)
        # What scores offers asks nothing of the holder: it answers a need of the rules of consultation only.
        return [
            clause
            for clause in criterion.clauses
            if clause.part in (*need.parts, *need.or_in)
            and (clause.id in kept if kept is not None else clause.ambition == "baseline")
            and (clause.effect != "award_criterion" or "rc" in need.parts)
        ]

    def _kept(self, criterion: Criterion) -> set[str] | None:
        if not self.review.scoped:
            return None
        return {
            clause
            for item in self.review.selection.items
            if item.criterion.id == criterion.id
            for clause in item.clauses
        }

    def part(self, part: str | None) -> str:
        """« CCTP », « pièce non reconnue »."""
        if part is None:
            return "pièce non reconnue"
        known = self.catalogue.release.parts.get(part)
        return known.label if known else part.upper()  # an older base may not name it

    def first(self) -> tuple[ToDo, ...]:
        """What to do first."""
        return tuple(self._to_do(priority) for priority in foremost(self.review, TO_DO))

    def _to_do(self, priority: Priority) -> ToDo:
        if isinstance(priority.subject, Risk):
            return self._of_risk(priority.subject)
        # The strength of the others is with the criterion: here it would take a line.
        due = f", {STRENGTH['mandatory']}" if priority.strength == "mandatory" else ""
        return self._of_criterion(priority.subject, f"{priority.subject.criterion.label}{due}")

    def _of_risk(self, risk: Risk) -> ToDo:
        first = risk.findings[0]
        said, action = _told(first), risk.better or _remedy(first.what, _LINE)
        told = said.rstrip(".") in first.what
        mark = "" if told else risk.title
        if not told and (named := _NAMED.match(first.what)):
            action, mark = upper_first(first.what[named.end() :]), ""
        if others := len(risk.findings) - 1:
            said = f"{said.rstrip('.')} (et {others} {'autres' if others > 1 else 'autre'})."
        place = self._place(first.quotes[0]) if first.quotes else "Dossier"
        return ToDo(place, said, _brief(action, max(_LINE * 2 // 3, _CELL - len(mark))), mark)

    def _of_criterion(self, found: CriterionReview, mark: str) -> ToDo:
        needs = [need for need in found.needs if need.verdict == "missing"]
        if not needs:
            return self._of_weakness(found, mark)
        by_part = self.clauses(found.criterion, needs)
        place = enumeration(map(self.part, by_part or _expected(found)))
        named = [f"« {clause.heading} »" for clauses in by_part.values() for clause in clauses]
        action = f"Ajoutez {_several(named)}." if named else _example(found)
        absent = _CITED.sub("", needs[0].need.absent)
        return ToDo(place, _brief(f"{unsaid(found)} : {lower_first(absent)}"), action, mark)

    def _of_weakness(self, found: CriterionReview, mark: str) -> ToDo:
        """Of a criterion that lacks nothing: the passage to strengthen, the worst first, or what is in doubt."""
        open_needs = [need for need in found.needs if need.verdict != "satisfied"]
        hints = [q for need in open_needs if need.verdict == "weak" for q in need.hints if isinstance(q, Hint)]
        told = {q.passage for risk in self.review.risks for finding in risk.findings for q in finding.quotes}
        worst = min(hints, key=lambda h: (h.passage in told, _WORST.index(h.signal.means)), default=None)
        if worst is None:
            place = enumeration(map(self.part, _expected(found)))
            return ToDo(place, _brief(doubt(open_needs[0])), _example(found), mark)
        fine = worst.signal.means in ("present", "verifiable")
        action = _example(found) if fine else _remedy(worst.signal.message, _CELL - len(mark))
        return ToDo(self._place(worst), f"« {_context(worst)} ».", action, mark)

    def _place(self, quote: Quote) -> str:
        """« RC, art. 4 », « CCTP, « Sécurité » »."""
        part = self.part(quote.part) if quote.part else shortened(quote.passage.document, _HEADING)
        if not quote.passage.headings:
            return part
        heading = quote.passage.headings[-1].strip()
        number = _NUMBER.match(heading)
        return f"{part}, art. {number[1] or number[2]}" if number else f"{part}, « {shortened(heading, _HEADING)} »"


def _told(finding: Finding) -> str:
    """What a finding says, where that repeats the buyer's words; else those words."""
    quote = next(iter(finding.quotes), None)
    words = quote.passage.text[quote.start : quote.end].strip() if quote else ""
    said = finding.what.partition(" ; ")[0]
    if quote is None or (len(said) <= _LINE and fold(words) in fold(said)):
        return f"{said.rstrip('.')}."
    if len(finding.quotes) == 2:  # that contradict one another
        return f"« {_context(quote)} » et « {_context(finding.quotes[1])} »."
    return f"« {_context(quote)} »."


def _context(quote: Quote) -> str:
    """The sentence of the words quoted; of one that is long, those words and a few around them."""
    text, start, end = quote.passage.text, quote.start, quote.end
    around = next((m.span() for m in _SENTENCE.finditer(text) if m.start() <= start < m.end()), (start, end))
    first, last = min(around[0], start), max(around[1], end)
    before = after = ""
    if last - first > _CONTEXT:
        room = max(0, _CONTEXT - (end - start)) // 2
        if start - first > room:
            first, before = text.find(" ", start - room, start) + 1 or start, "… "
        if last - end > room:
            last, after = max(end, text.rfind(" ", end, end + room + 1)), " …"
    words = " ".join(text[first:last].strip(" ,-–•").split())
    return f"{before}{shortened(words, _CONTEXT + _CONTEXT // 2)}{after}"


def _example(found: CriterionReview) -> str:
    return f"Par exemple : « {_brief(found.criterion.prefer, _LINE - 20).rstrip('.')} »."


def _remedy(message: str, most: int) -> str:
    """What a signal says to do; the words it is about stand beside."""
    after = message.partition(" ; ")[2] or message.partition(" : ")[2]
    return _brief(upper_first(after) if after and len(message) > most else message, most)


def _brief(text: str, most: int = _LINE) -> str:
    """The first sentences that hold in two lines; of one that is longer, its first clauses; never cut in the middle."""
    if len(text) <= most:
        return text
    for stop in _STOPS:
        ends = [m.start() for m in re.finditer(re.escape(stop), text) if most // 3 < m.start() < most]
        ends = [end for end in ends if text.count("(", 0, end) == text.count(")", 0, end)]
        ends = [end for end in ends if text.count("«", 0, end) == text.count("»", 0, end)]
        if ends:
            return f"{text[: ends[-1]]}."
    return _brief(text, _LINE) if most < _LINE else text


def _passages(criterion: Criterion, clause: Clause, settings: Mapping[str, Setting]) -> Iterator[Passage]:
    """A clause as a draft would hold it, under its heading."""
    texts = (clause.text, clause.control.text if clause.control else "", clause.penalty.text if clause.penalty else "")
    for rank, text in enumerate(filter(None, texts), start=1):
        said = plain(fill(text, criterion, settings))
        yield Passage(clause.id, "paragraph", said, Location(rank), (clause.heading,))


def _several(named: list[str]) -> str:
    """« a » et « b »; where more would be too long for a line, the first and how many others."""
    shown = 2 if len(" ".join(named[:2])) < _LINE - 30 else 1
    others = len(named) - shown
    if others <= 0:
        return enumeration(named)
    return f"{', '.join(named[:shown])} et {others} {'autres clauses' if others > 1 else 'autre clause'}"


def _expected(found: CriterionReview) -> Mapping[str, None]:
    return dict.fromkeys(part for need in found.needs if need.verdict != "satisfied" for part in need.need.parts)
