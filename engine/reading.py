"""A dossier read: its lines, what the signals and the recogniser find in them, and what its context sets aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from clausier.engine.catalogue import Catalogue
from clausier.engine.context import aside
from clausier.engine.dossier import Dossier, Passage
from clausier.engine.lines import Line, lines_of
from clausier.engine.recogniser import Recognised, Recogniser, believed
from clausier.engine.signals import Hint
from clausier.engine.timeline import Law

LONGEST_TITLE = 9  # words of a heading that only announces; a longer one states something
COVERING = ("verifiable", "present", "weak", "outdated")  # also the order in which passages are quoted


@dataclass(frozen=True)
class Reading:
    """What every check is given. `hints` are the occurrences of signals, in the order of the dossier.

    `odds` holds for each topic that the recogniser knows the logit of each line; {} without a recogniser.
    """

    dossier: Dossier
    lines: tuple[Line, ...]
    hints: Sequence[Hint]
    law: Law
    as_of: str
    recognised: Sequence[Recognised] = ()
    odds: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @cached_property
    def _index(self) -> tuple[dict[str, list[int]], str]:
        """What stands between two spaces to the ranks of the lines that hold it, and all of it as one text."""
        index: defaultdict[str, list[int]] = defaultdict(list)
        for rank, line in enumerate(self.lines):
            for word in set(line.folded.split()):
                index[word].append(rank)
        return index, "\n".join(("", *index, ""))

    def holding(self, *needles: str) -> list[int]:
        """Ranks in `lines` of those that hold one of these folded words or phrases; faster than asking each line."""
        index, words = self._index
        found: set[int] = set()
        for needle in needles:
            piece = max(_pieces(needle), key=len)
            ranks: set[int] = set()
            at = words.find(piece)
            while at >= 0:
                end = words.find("\n", at + 1)
                ranks.update(index[words[words.rfind("\n", 0, at + 1) + 1 : end]])
                at = words.find(piece, end)
            found.update(ranks if piece == needle else (r for r in ranks if needle in self.lines[r].folded))
        return sorted(found)

    @cached_property
    def _ranks(self) -> dict[tuple[str, int], int]:
        return {(line.passage.document, line.passage.location.paragraph): i for i, line in enumerate(self.lines)}

    def rank(self, passage: Passage) -> int | None:
        """Where a passage stands in `lines`; None for one that says nothing."""
        return self._ranks.get((passage.document, passage.location.paragraph))

    def of(self, *parts: str) -> Iterator[Line]:
        """The lines of the documents that play one of these parts, or whose part nobody recognised."""
        return (line for line in self.lines if line.part is None or line.part in parts)

    def hinted(self, topic: str, *means: str) -> tuple[Hint, ...]:
        """The occurrences of the signals of a topic that mean one of these."""
        return tuple(hint for hint in self.hints if hint.signal.topic == topic and hint.signal.means in means)

    def about(self, topic: str) -> tuple[Hint | Recognised, ...]:
        """Every passage that says something for a topic: those of signals, then those recognised by their words."""
        hints: list[Hint | Recognised] = [*self.hinted(topic, *COVERING)]
        quoted = {hint.passage for hint in hints}
        return (*hints, *(r for r in self.recognised if r.topic == topic and r.passage not in quoted))

    def strongest(self, found: Iterable[Hint | Recognised]) -> tuple[Hint | Recognised, ...]:
        """One occurrence a passage: verifiable ones first, then those whose words speak most for the topic."""
        kept: dict[int, Hint | Recognised] = {}
        for one in sorted(found, key=self._strength):
            kept.setdefault(self._ranks[one.passage.document, one.passage.location.paragraph], one)
        return tuple(kept.values())

    def _strength(self, one: Hint | Recognised) -> tuple[int, float]:
        if isinstance(one, Recognised):
            return len(COVERING), -one.score
        means = one.signal.means
        place = COVERING.index(means) if means in COVERING else len(COVERING)
        odds = self.odds.get(one.signal.topic)
        rank = self.rank(one.passage)
        return place, -odds[rank] if odds and rank is not None else 0.0


def is_title(line: Line) -> bool:
    """Whether a line announces without saying: « 7. Réversibilité »."""
    return line.passage.kind == "heading" and line.folded.count(" ") < LONGEST_TITLE


def read(catalogue: Catalogue, dossier: Dossier, as_of: str, recogniser: Recogniser | None = None) -> Reading:
    """Read a dossier with every signal that is valid at the date, and with the recogniser where there is one."""
    lines = lines_of(dossier)
    place = {id(line.passage): rank for rank, line in enumerate(lines)}
    odds: dict[str, list[float]] = {}
    recognised: list[Recognised] = []
    if recogniser is not None:
        usual = {topic.id: topic.words for topic in catalogue.release.topics.values()}
        scores, found = recogniser.find(lines, usual)
        odds = dict(zip(recogniser.topics, scores.T.tolist(), strict=True))
        recognised = [r for r in found if not aside(lines[place[id(r.passage)]], r.start, r.end)]

    risky = {topic.id for topic in catalogue.release.topics.values() if topic.kind == "risk"}

    def counts(hint: Hint) -> bool:
        if hint.signal.means not in COVERING:
            return True
        rank = place[id(hint.passage)]
        if is_title(lines[rank]):
            return False
        why = aside(lines[rank], hint.start, hint.end)
        # How offers are handed in may itself break a rule: a format imposed on candidates.
        return why is None or (why == "reply" and hint.signal.topic in risky)

    hints = [hint for hint in catalogue.matcher(as_of).hints(lines) if counts(hint)]
    places: dict[str, set[int]] = {}
    for hint in hints:
        if hint.signal.means in COVERING:
            places.setdefault(hint.signal.topic, set()).add(place[id(hint.passage)])
    denied = {
        topic
        for topic, ranks in places.items()
        if topic in odds and not believed(max(odds[topic][rank] for rank in ranks), len(ranks))
    }
    # A criterion that an overlay adds is taken at its word: the recogniser was not measured with its signals.
    own = catalogue.release.criteria
    hints = [
        h for h in hints if h.signal.topic not in denied or h.signal.means not in COVERING or h.criterion.id not in own
    ]
    return Reading(dossier, lines, tuple(hints), catalogue.law, as_of, tuple(recognised), odds)


def _pieces(needle: str) -> list[str]:
    """The words of a phrase, with a line end where a space says that a word of the text begins or ends there."""
    return [word for word in needle.replace(" ", "\n \n").split(" ") if word.strip()]
