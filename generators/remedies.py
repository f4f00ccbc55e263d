"""Which clause of a criterion says what a draft lacks, and what to do first, one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clausier.engine import parameters
from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import fill, plain
from clausier.engine.dossier import Document, Dossier, Location, Passage
from clausier.engine.lines import lines_of
from clausier.engine.model import Clause, Criterion, Need
from clausier.engine.parameters import Setting
from clausier.engine.review import CriterionReview, NeedReview, Review
from clausier.engine.risks import Risk
from clausier.engine.signals import Hint, Matcher
from clausier.engine.standing import Priority, priorities
from clausier.engine.text import lower_first
from clausier.generators.places import stems
from clausier.generators.words import STRENGTH, enumeration, shortened

TO_DO = 10  # things to do first: what a page holds
_LINE = 122  # characters of an action: two lines of a column
_WORST = ("contradicts", "outdated", "weak", "risk", "present", "verifiable")
_HEADING = 26  # characters of a heading shown in one of them


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do: a sentence that begins with a verb, where, and what it rests on."""

    action: str
    place: str
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
        found = priorities(self.review)
        return tuple(self._to_do(priority) for priority in found[:TO_DO])

    def _to_do(self, priority: Priority) -> ToDo:
        if isinstance(priority.subject, Risk):
            return self._of_risk(priority.subject)
        return self._of_criterion(
            priority.subject, STRENGTH[priority.strength] if priority.strength else "selon l'achat"
        )

    def _of_risk(self, risk: Risk) -> ToDo:
        quotes = [quote for finding in risk.findings for quote in finding.quotes]
        place = enumeration(dict.fromkeys(self.part(quote.part) for quote in quotes)) or "Dossier"
        if len(risk.findings) > 1:
            place += f", {len(risk.findings)} constats"
        elif quotes and quotes[0].passage.headings:
            place += f", « {shortened(quotes[0].passage.headings[-1], _HEADING)} »"
        better = risk.better or f"Reprenez ce passage : {lower_first(risk.findings[0].what)}"
        return ToDo(_brief(better), place, f"risque : {lower_first(risk.title)}")

    def _of_criterion(self, found: CriterionReview, strength: str) -> ToDo:
        needs = [need for need in found.needs if need.verdict == "missing"]
        by_part = self.clauses(found.criterion, needs)
        parts = [self.part(part) for part in by_part] or [self.part(part) for part in _expected(found)]
        named = [f"« {clause.heading} »" for clauses in by_part.values() for clause in clauses]
        if named:
            action = f"Ajoutez {_several(named)}."
            if len(action) + len(needs[0].need.absent) < _LINE:
                action += f" {needs[0].need.absent}"
        elif needs:
            action = _brief(f"Complétez : {lower_first(needs[0].need.absent)}")
        else:
            action = _brief(_weakness(found))
        return ToDo(action, enumeration(parts), f"{found.criterion.label}, {strength}")


def _weakness(found: CriterionReview) -> str:
    """What to strengthen in a criterion that lacks nothing: what its signals say of it, the worst first."""
    hints = [q for need in found.needs if need.verdict == "weak" for q in need.hints if isinstance(q, Hint)]
    worst = sorted(hints, key=lambda hint: _WORST.index(hint.signal.means))
    if worst and worst[0].signal.means != "verifiable":
        return f"Renforcez : {lower_first(worst[0].signal.message)}"
    return f"Écrivez un niveau et un contrôle, par exemple : « {shortened(found.criterion.prefer, _LINE - 60)} »"


def _brief(text: str) -> str:
    """The first sentences that hold in two lines; of one that is longer, its first words."""
    end = text.rfind(". ", 0, _LINE)
    return text if len(text) <= _LINE else text[: end + 1] if end > 0 else shortened(text, _LINE)


def _passages(criterion: Criterion, clause: Clause, settings: Mapping[str, Setting]) -> Iterator[Passage]:
    """A clause as a draft would hold it, under its heading."""
    texts = (clause.text, clause.control.text if clause.control else "", clause.penalty.text if clause.penalty else "")
    for rank, text in enumerate(filter(None, texts), start=1):
        said = plain(fill(text, criterion, settings))
        yield Passage(clause.id, "paragraph", said, Location(rank), (clause.heading,))


def _several(named: list[str]) -> str:
    """« a » et « b »; where more would be too long for a line, the first and how many others."""
    shown = 2 if len(" ".join(named[:2])) < _LINE - 40 else 1
    others = len(named) - shown
    if others <= 0:
        return enumeration(named)
    return f"{', '.join(named[:shown])} et {others} {'autres clauses' if others > 1 else 'autre clause'}"


def _expected(found: CriterionReview) -> Mapping[str, None]:
    return dict.fromkeys(part for need in found.needs if need.verdict != "satisfied" for part in need.need.parts)
