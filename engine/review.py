"""A first reading of drafts: per topic and per criterion an honest verdict, with the passages that carry it.

Absence is established only by `coverage`: a part that was not handed in gives cannot_evaluate, never missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from clausier.engine.catalogue import Catalogue
from clausier.engine.context import aside
from clausier.engine.dossier import Dossier, Passage, roles
from clausier.engine.likeness import Likeness
from clausier.engine.model import AMBITIONS, Criterion, Need, Term
from clausier.engine.presumption import Shown, is_digital, presumed_purchase, shown_facts
from clausier.engine.reading import Reading, is_title, read
from clausier.engine.recogniser import Recognised, Recogniser
from clausier.engine.risks import Risk, find_risks
from clausier.engine.selection import Selection, select
from clausier.engine.signals import Hint

Verdict = Literal["satisfied", "weak", "missing", "not_applicable", "cannot_evaluate"]
Reason = Literal[
    "", "unverifiable", "outdated", "contradicted", "incomplete", "other_words", "blank", "options", "annex_absent",
    "part_absent", "does_not_apply", "beyond_ambition", "outside_profile",
]  # fmt: skip

# A passage of which one of these checks complains settles nothing: what it says depends on what is still to be written.
UNSETTLED: Mapping[str, Reason] = {
    "unfilled_blank": "blank",
    "options_not_chosen": "options",
    "announced_annex_absent": "annex_absent",
}
QUOTES = 4  # passages quoted for a topic, the strongest first


@dataclass(frozen=True, slots=True)
class NeedReview:
    need: Need
    verdict: Verdict
    reason: Reason
    hints: tuple[Hint | Recognised, ...]


@dataclass(frozen=True, slots=True)
class CriterionReview:
    criterion: Criterion
    verdict: Verdict
    reason: Reason
    needs: tuple[NeedReview, ...]
    hints: tuple[Hint, ...]

    def topics_of(self, need: NeedReview) -> frozenset[str]:
        """The topics that the signals of a need speak of."""
        return frozenset(signal.topic for signal in self.criterion.signals if signal.id in need.need.any_of)


@dataclass(frozen=True, slots=True)
class TopicReview:
    """`hints` are the strongest occurrences, one a passage; `found` counts them all."""

    topic: Term
    verdict: Verdict
    reason: Reason
    hints: tuple[Hint | Recognised, ...]
    found: int


@dataclass(frozen=True, slots=True)
class Review:
    """`scoped` where the buyer described the purchase; `shown` are the facts read in the draft where nobody did.

    `selection` is what applies to that purchase, described or read. Where nothing `digital` seems to be bought, only
    the topics of every purchase are expected.
    """

    release: str
    digest: str
    as_of: str
    dossier: Dossier
    criteria: tuple[CriterionReview, ...]
    topics: tuple[TopicReview, ...]
    risks: tuple[Risk, ...]
    scoped: bool
    selection: Selection
    shown: tuple[Shown, ...]
    digital: bool


def review(
    catalogue: Catalogue,
    dossier: Dossier,
    as_of: str,
    selection: Selection | None = None,
    recogniser: Recogniser | None = None,
) -> Review:
    """Read a dossier against every criterion; what does not apply to the purchase is said so.

    Without a `selection`, the purchase is the one that the draft shows.
    """
    reading = read(catalogue, dossier, as_of, recogniser)
    scoped = selection is not None
    shown: tuple[Shown, ...] = ()
    if selection is None:
        shown = shown_facts(catalogue, reading.lines)
        selection = select(catalogue, presumed_purchase(catalogue, shown, as_of))
    digital = scoped or is_digital(reading.lines) is not False
    by_criterion: dict[str, list[Hint]] = {}
    for hint in reading.hints:
        by_criterion.setdefault(hint.criterion.id, []).append(hint)
    parts = frozenset(document.part for document in dossier.documents if document.part)
    # A document whose part nobody recognised may be any of them: what it does not say is then missing.
    any_part = any(document.part is None for document in dossier.documents)
    out = _out_of_scope(selection, scoped)
    if not digital:
        topics_of_all = {topic.id for topic in catalogue.release.topics.values() if topic.general}
        for criterion in catalogue.criteria.values():
            if criterion.topic not in topics_of_all:
                out[criterion.id] = "does_not_apply"
    risks = find_risks(catalogue, reading)
    unsettled = {
        quote.passage: UNSETTLED[risk.id]
        for risk in risks
        if risk.id in UNSETTLED
        for finding in risk.findings
        for quote in finding.quotes
    }
    alike = _Alike(reading, recogniser) if recogniser else None
    criteria = tuple(
        review_criterion(
            criterion, by_criterion.get(criterion.id, []), parts, any_part, out.get(criterion.id, ""), unsettled, alike
        )
        for criterion in catalogue.criteria.values()
    )
    topics = tuple(
        review_topic(topic, criteria, reading.strongest(reading.about(topic.id)), unsettled)
        for topic in catalogue.release.topics.values()
        if topic.kind == "coverage"
    )
    release = catalogue.release
    return Review(
        release.version, release.digest, as_of, dossier, criteria, topics, risks, scoped, selection, shown, digital
    )


def _out_of_scope(selection: Selection, declared: bool) -> dict[str, Reason]:
    """The criteria that the purchase does not call for, and why; one lot that does is enough.

    The ambition of a purchase that nobody declared is not known: a draft is then read at every ambition.
    """
    concerned = {item.criterion.id for item in selection.items if item.verdict != "does_not_apply"}
    proposed = {item.criterion.id for item in selection.items if item.proposed}
    out: dict[str, Reason] = {}
    for item in selection.items:
        if item.criterion.id not in concerned:
            out[item.criterion.id] = "does_not_apply"
        elif declared and item.criterion.id not in proposed:
            out[item.criterion.id] = "beyond_ambition"
    return out


def review_criterion(
    criterion: Criterion,
    hints: Sequence[Hint],
    parts: frozenset[str],
    any_part: bool,
    out_of_scope: Reason,
    unsettled: Mapping[Passage, Reason],
    alike: _Alike | None,
) -> CriterionReview:
    """One criterion: satisfied when every need is, missing when none is met, weak in between."""
    needs = tuple(_review_need(need, hints, parts, any_part, unsettled) for need in criterion.coverage)
    if alike and not out_of_scope:
        needs = tuple(alike.second_chance(criterion, need) for need in needs)
    verdicts = {need.verdict for need in needs}
    verdict: Verdict
    reason: Reason = ""
    if out_of_scope:
        verdict, reason = "not_applicable", out_of_scope
    elif verdicts == {"satisfied"}:
        verdict = "satisfied"
    elif verdicts == {"missing"}:
        verdict = "missing"
    elif verdicts <= {"missing", "cannot_evaluate"}:
        verdict = "cannot_evaluate"
        reason = next(need.reason for need in needs if need.verdict == "cannot_evaluate")
    else:
        verdict = "weak"
        weak = [need.reason for need in needs if need.verdict == "weak"]
        reason = weak[0] if weak and "missing" not in verdicts else "incomplete"
    return CriterionReview(criterion, verdict, reason, needs, tuple(hints))


class _Alike:
    """The lines of a dossier by part, to look for what a need's signals did not see."""

    def __init__(self, reading: Reading, recogniser: Recogniser) -> None:
        self._likeness = Likeness(reading.lines, recogniser)
        counts = [aside(line, 0, 1) is None and not is_title(line) for line in reading.lines]
        self._counts = np.array(counts, dtype=bool)
        self._parts = [line.part for line in reading.lines]

    def second_chance(self, criterion: Criterion, found: NeedReview) -> NeedReview:
        """The need itself, or a weak one where a line is much like an example of its signals."""
        if found.verdict != "missing":
            return found
        places = {*found.need.parts, *found.need.or_in}
        looked_in = {part: part is None or bool(roles(part) & places) for part in set(self._parts)}
        allowed = self._counts & np.array([looked_in[part] for part in self._parts], dtype=bool)
        examples = [e.text for s in criterion.signals if s.id in found.need.any_of for e in s.match]
        like = self._likeness.like(examples, criterion.topic, allowed)
        return NeedReview(found.need, "weak", "other_words", (like,)) if like else found


def _review_need(
    need: Need,
    hints: Sequence[Hint],
    parts: frozenset[str],
    any_part: bool,
    unsettled: Mapping[Passage, Reason],
) -> NeedReview:
    places = {*need.parts, *need.or_in}
    found = [h for h in hints if h.signal.id in need.any_of and (h.part is None or roles(h.part) & places)]
    here = tuple(h for h in found if h.passage not in unsettled)
    spoilers = tuple(h for h in hints if h.signal.id in need.spoilt_by)
    means = {hint.signal.means for hint in here}
    if spoilers:
        return NeedReview(need, "weak", "contradicted", here + spoilers)
    if "verifiable" in means:
        return NeedReview(need, "satisfied", "", here)
    if here:
        return NeedReview(need, "weak", "outdated" if means == {"outdated"} else "unverifiable", here)
    if found:
        return NeedReview(need, "cannot_evaluate", unsettled[found[0].passage], tuple(found))
    if any_part or any(roles(part) & set(need.parts) for part in parts):
        return NeedReview(need, "missing", "", ())
    return NeedReview(need, "cannot_evaluate", "part_absent", ())


def review_topic(
    topic: Term,
    criteria: Sequence[CriterionReview],
    covering: Sequence[Hint | Recognised],
    unsettled: Mapping[Passage, Reason],
) -> TopicReview:
    """A topic is present as soon as the draft says something for it; satisfied when the needs of one criterion are.

    That criterion is of the lowest ambition that the topic has: what is asked for above it makes no foundation.
    `covering` are the passages that say something for it, strongest first, one occurrence each.
    """
    bundles = [(c, needs) for c in criteria if (needs := _needs_of(topic, c))]
    concerned = [(c, needs) for c, needs in bundles if c.verdict != "not_applicable"]
    verdicts = {need.verdict for _, needs in concerned for need in needs}
    # Said badly is said; said to the contrary is not.
    spoilt = [
        need
        for _, needs in concerned
        for need in needs
        if any(isinstance(hint, Hint) and hint.signal.means == "risk" for hint in need.hints)
    ]
    verdict: Verdict
    reason: Reason = ""
    lowest = min((AMBITIONS.index(c.criterion.ambition) for c, _ in concerned), default=0)
    first = [needs for c, needs in concerned if AMBITIONS.index(c.criterion.ambition) == lowest]
    if any({need.verdict for need in needs} == {"satisfied"} for needs in first):
        verdict = "satisfied"
    elif covering and all(found.passage in unsettled for found in covering):
        verdict, reason = "cannot_evaluate", unsettled[covering[0].passage]
    elif covering:
        weak = [need.reason for _, needs in concerned for need in needs if need.verdict == "weak"]
        verdict, reason = "weak", weak[0] if weak and not verdicts & {"missing", "satisfied"} else "incomplete"
        if all(isinstance(found, Recognised) for found in covering):
            reason = "other_words"
    elif spoilt:
        covering = [hint for need in spoilt for hint in need.hints]
        verdict, reason = "weak", spoilt[0].reason
    elif not bundles:
        verdict, reason = "not_applicable", "outside_profile"
    elif not concerned:
        reasons = {c.reason for c, _ in bundles}
        verdict, reason = "not_applicable", "beyond_ambition" if "beyond_ambition" in reasons else "does_not_apply"
    elif verdicts and "missing" not in verdicts:
        verdict = "cannot_evaluate"
        open_needs = (need.reason for _, needs in concerned for need in needs if need.verdict == "cannot_evaluate")
        reason = next(open_needs, "part_absent")
    else:
        verdict = "missing"
    return TopicReview(topic, verdict, reason, tuple(covering[:QUOTES]), len(covering))


def _needs_of(topic: Term, criterion: CriterionReview) -> list[NeedReview]:
    """The needs of a criterion that signals of this topic can fill."""
    return [need for need in criterion.needs if topic.id in criterion.topics_of(need)]
