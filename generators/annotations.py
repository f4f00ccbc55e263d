"""What to say of the passages of a reviewed dossier: plain data, which `word_annotated` puts in the buyer's own files.

A remark is worth its place only if the reader has something to do: risks of law, then words that are weak, outdated or
contradicted. What is fine, and what is merely absent, is for the report and for the clauses proposed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import filled_clauses, french_date
from clausier.engine.dossier import Document, Dossier, Passage, Quote
from clausier.engine.recogniser import Recogniser
from clausier.engine.review import Review
from clausier.engine.review import review as review_of
from clausier.engine.risks import Risk
from clausier.engine.selection import Selection
from clausier.engine.signals import Hint
from clausier.generators.document import Run, Runs, runs
from clausier.generators.insertions import Insertion, Known, proposed
from clausier.generators.reasons import cited_at
from clausier.generators.words import MEANS, REASON

FINDINGS = 6  # comments for one risk in one document
HANDFUL = 4  # comments for one topic in one document
_WORST = ("contradicts", "outdated", "weak", "present")  # what to comment on first; a verifiable passage is fine
_OTHERS = 2  # other places of one finding that are quoted beside it
_TEXTS = 2  # of law, cited in a comment: the report has them all
_QUOTED = 120  # characters of such a place
_RISK = "Risque"
_REASONS = ("Pourquoi", "Droit", "Critère")  # what a line begins with that says why, and not what to do
_Key = tuple[str, int]  # the name of a document and the rank of a passage in it
MARGINS = ("header", "footer")  # where Word takes no comment


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say of some words. `title` and `what` name it: a second run knows it again by them."""

    passage: Passage
    start: int
    end: int
    title: str
    what: str
    lines: tuple[Runs, ...]

    @property
    def span(self) -> tuple[int, int]:
        """Offsets of the words in the text of the passage; all of it where none was quoted."""
        return (self.start, self.end) if self.start < self.end else (0, len(self.passage.text))


@dataclass(frozen=True, slots=True)
class Comment:
    """Remarks on the same words, in the order in which they matter."""

    passage: Passage
    start: int
    end: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that one document is given back with. `opening` says what the rest is; alone, it is not worth writing."""

    document: Document
    opening: Remark | None
    comments: tuple[Comment, ...]
    insertions: tuple[Insertion, ...]


def annotate(catalogue: Catalogue, review: Review, recogniser: Recogniser | None = None) -> tuple[Annotations, ...]:
    """The annotations of every document, in the order of the dossier; `recogniser` is the one it was reviewed with."""
    documents = review.dossier.documents
    selection = review.selection
    review = _without_clauses(catalogue, review, selection, recogniser)
    clauses = proposed(catalogue, review, selection, documents)
    remarks = [*_at_risk(review), *_weak(review, clauses.needs)]
    return tuple(
        Annotations(
            document,
            _opening(review, document),
            _once(merged(remark for remark in remarks if remark.passage.document == document.name)),
            clauses.by_document.get(document.name, ()),
        )
        for document in documents
    )


def _without_clauses(
    catalogue: Catalogue, again: Review, selection: Selection, recogniser: Recogniser | None
) -> Review:
    """The review of the dossier as it is without our own clauses: a second run says then what the first one said."""
    clauses = filled_clauses(selection)
    documents = []
    for document in again.dossier.documents:
        ours = Known(document).paragraphs(clauses)
        kept = tuple(passage for passage in document.passages if passage.location.paragraph not in ours)
        documents.append(replace(document, passages=kept) if ours else document)
    dossier = Dossier(tuple(documents))
    return again if dossier == again.dossier else review_of(catalogue, dossier, again.as_of, selection, recogniser)


def merged(remarks: Iterable[Remark]) -> tuple[Comment, ...]:
    """Comments in reading order; remarks whose words overlap share one."""
    comments: list[Comment] = []
    for remark in sorted(remarks, key=lambda r: (r.passage.location.paragraph, r.span)):
        start, end = remark.span
        last = comments[-1] if comments else None
        if last and last.passage is remark.passage and start < last.end:
            comments[-1] = replace(last, end=max(end, last.end), remarks=(*last.remarks, remark))
        else:
            comments.append(Comment(remark.passage, start, end, (remark,)))
    return tuple(comments)


def _once(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """The comments of one document, in which a reason or a text of law is told where it first serves.

    What is beside the first remark of a comment says only what is wrong and what to write instead.
    """
    said: set[Runs] = set()
    told: list[Comment] = []
    for comment in comments:
        remarks: list[Remark] = []
        for remark in sorted(comment.remarks, key=lambda remark: not remark.title.startswith(_RISK)):
            beside = bool(remarks)
            lines = tuple(line for line in remark.lines if not _is_reason(line) or not (beside or line in said))
            said.update(lines)
            remarks.append(replace(remark, lines=lines))
        told.append(replace(comment, remarks=tuple(remarks)))
    return tuple(told)


def _is_reason(line: Runs) -> bool:
    return line[0].text.startswith(_REASONS)


def first_of(document: Document) -> Passage | None:
    """The passage that opens a document."""
    return next((p for p in document.passages if p.kind not in (*MARGINS, "note") and not p.contents), None)


def _opening(review: Review, document: Document) -> Remark | None:
    passage = first_of(document)
    if passage is None:
        return None
    lines = [runs(f"Droit lu au {french_date(review.as_of)}, base de critères {review.release}, en relecture.")]
    if not review.scoped:
        lines.append(
            runs("Les clauses proposées suivent l'achat lu dans le projet : décrivez-le (--purchase) pour être sûr.")
        )
    what = "Relecture automatique, à confirmer par une personne."
    return Remark(passage, 0, len(passage.text), "Relecture par clausier", what, tuple(lines))


# Risks of law


def _at_risk(review: Review) -> Iterator[Remark]:
    for risk in review.risks:
        found: dict[_Key, Remark] = {}
        for finding in risk.findings:
            for quote in _one_a_document(finding.quotes) or _whole_dossier(review):
                key = _key(quote.passage)
                if key in found:
                    if found[key].what != finding.what:
                        found[key] = _also(found[key], finding.what)
                    continue
                lines = (*_advice(risk, quote), *_elsewhere(finding.what, quote, finding.quotes))
                found[key] = Remark(
                    quote.passage, quote.start, quote.end, f"{_RISK} : {risk.title}", finding.what, lines
                )
        yield from _capped(found.values(), FINDINGS)


def _one_a_document(quotes: Iterable[Quote]) -> list[Quote]:
    """The first quote of each document that a comment can be put on."""
    first: dict[str, Quote] = {}
    for quote in quotes:
        if quote.passage.kind not in MARGINS:
            first.setdefault(quote.passage.document, quote)
    return list(first.values())


def _whole_dossier(review: Review) -> list[Quote]:
    """Where a finding about the dossier as a whole is told: at the head of its first document."""
    for document in review.dossier.documents:
        if (passage := first_of(document)) is not None:
            return [Quote(passage, document.part, 0, 0)]
    return []


def _also(remark: Remark, what: str) -> Remark:
    return replace(remark, lines=(runs(what), *remark.lines))


def _advice(risk: Risk, quote: Quote) -> Iterator[Runs]:
    better = risk.better or (quote.criterion.prefer if isinstance(quote, Hint) else "")
    if risk.risk:
        yield _said("Pourquoi", risk.risk)
    if better:
        yield _said("Mieux" if risk.better else "Par exemple", better)
    if risk.law:
        more = " ; les autres textes sont dans le rapport" if len(risk.law) > _TEXTS else ""
        yield _said("Droit", f"{' ; '.join(map(cited_at, risk.law[:_TEXTS]))}{more}.")


def _elsewhere(what: str, here: Quote, quotes: Iterable[Quote]) -> Iterator[Runs]:
    said = {what, here.passage.text[here.start : here.end]}
    others = 0
    for quote in quotes:
        passage = quote.passage
        words = passage.text[quote.start : quote.end] if quote.start < quote.end else passage.text
        # A weight or a name that the remark already gives brings nothing more.
        if passage is here.passage or others == _OTHERS or any(words in one for one in said):
            continue
        said.add(words)
        others += 1
        place = f"{passage.document}, " if passage.document != here.passage.document else ""
        above = f"sous « {passage.headings[-1]} »" if passage.headings else f"paragraphe {passage.location.paragraph}"
        cut = f"{words[:_QUOTED].rsplit(' ', 1)[0]} …" if len(words) > _QUOTED else words
        yield _said("À rapprocher de", f"« {cut} » ({place}{above}).")


def _capped(remarks: Iterable[Remark], most: int) -> Iterator[Remark]:
    """At most so many in each document: the last one says how many more there are."""
    everything = list(remarks)
    left = Counter(remark.passage.document for remark in everything)
    told: Counter[str] = Counter()
    for remark in everything:
        name = remark.passage.document
        told[name] += 1
        if told[name] == most and left[name] > most:
            more = runs(f"D'autres passages de ce document appellent la même remarque ({left[name] - most}).")
            yield replace(remark, lines=(*remark.lines, more))
        elif told[name] <= most:
            yield remark


def _said(label: str, text: str) -> Runs:
    return runs(Run(f"{label} : ", "strong"), text)


# What is weak


def _weak(review: Review, filled: Container[str]) -> Iterator[Remark]:
    """For each topic, the words to act upon, the worst first, one a passage. `filled` are needs met by a clause."""
    labels = {topic.topic.id: topic.topic.label for topic in review.topics}
    found: dict[str, dict[_Key, Remark]] = {
        topic.topic.id: {}
        for topic in review.topics
        if topic.verdict != "not_applicable" and not _is_fine(topic.verdict, review.scoped)
    }
    said = [(hint, _word(hint), hint.signal.message) for hint in _to_act_upon(review)]
    said.sort(key=lambda one: _WORST.index(one[0].signal.means))
    lacking = [(hint, REASON["incomplete"], what) for hint, what in _incomplete(review, filled)]
    for hint, word, what in (*said, *lacking):
        key, topic = _key(hint.passage), hint.signal.topic
        if topic in found and hint.passage.kind not in MARGINS:
            found[topic].setdefault(key, _of_criterion(hint, f"{labels[topic]} : {word}", what))
    for remarks in found.values():
        yield from _capped(remarks.values(), HANDFUL)


def _word(hint: Hint) -> str:
    return REASON["unverifiable"] if hint.signal.means == "present" else MEANS[hint.signal.means]


def _is_fine(verdict: str, scoped: bool) -> bool:
    """With a purchase, every criterion that applies is to be met; without, one that is met is enough for its topic."""
    return verdict == "satisfied" and not scoped


def _to_act_upon(review: Review) -> Iterator[Hint]:
    for found in review.criteria:
        for need in found.needs if found.verdict in ("weak", "missing") else ():
            if need.verdict == "weak":
                hints = [h for h in need.hints if isinstance(h, Hint) and h.signal.means in _WORST]
                # That a subject is merely touched on is said once, and only where nothing worse is.
                yield from [hint for hint in hints if hint.signal.means != "present"] or hints[:1]


def _incomplete(review: Review, filled: Container[str]) -> Iterator[tuple[Hint, str]]:
    """What a criterion that the draft speaks of still lacks, to be said at its first passage."""
    for found in review.criteria:
        absent = [
            need.need.absent
            for need in found.needs
            if need.verdict == "missing" and f"{found.criterion.id}/{need.need.id}" not in filled
        ]
        hints = (hint for need in found.needs for hint in need.hints if isinstance(hint, Hint))
        here = next((hint for hint in hints if hint.passage.kind not in MARGINS), None)
        if found.verdict == "weak" and absent and here:
            yield here, f"Non reconnu, à vérifier : {' '.join(absent)}"


def _key(passage: Passage) -> _Key:
    return passage.document, passage.location.paragraph


def _of_criterion(hint: Hint, title: str, what: str) -> Remark:
    criterion = hint.criterion
    lines = (_said("Par exemple", criterion.prefer), runs(f"Critère {criterion.label} : {criterion.title}."))
    return Remark(hint.passage, hint.start, hint.end, title, what, lines)
