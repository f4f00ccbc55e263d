"""What a check of law is: one rule, its law, its risk, a better wording, and examples that prove it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from clausier.engine.dossier import Quote
from clausier.engine.reading import Reading

# A small dossier as Markdown by part, {"rc": "# Critères\n\n- Prix : 60 %"}: examples are read as a buyer's drafts are.
Draft = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place, or several that go together, where a rule is broken; without quotes, the dossier as a whole."""

    what: str  # one French sentence: what is written here, with its figures
    quotes: tuple[Quote, ...]


class Check(ABC):
    """One rule. `references` are ids of the base; whether each is in force at the date is said beside it."""

    id: ClassVar[str]
    title: ClassVar[str]
    references: ClassVar[tuple[str, ...]]
    risk: ClassVar[str]
    better: ClassVar[str]
    found: ClassVar[tuple[Draft, ...]]
    not_found: ClassVar[tuple[Draft, ...]]

    @abstractmethod
    def find(self, reading: Reading) -> Iterator[Finding]:
        """Every breach of the rule in a dossier, in reading order."""
