"""Faults of an input: what is wrong, where, and what to do. All of them at once, in French."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Fault:
    """`where` is a path inside the input (`facts.buyer.category`), `remedy` an imperative sentence or empty."""

    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        sentence = f"{self.where} : {self.what}" if self.where else self.what
        if not self.remedy:
            return f"{sentence}."
        return f"{sentence}. {self.remedy}" + ("" if self.remedy[-1] in ".?!" else ".")


class InputFaults(Exception):
    """An input that cannot be used. `source` names the file or the request body it came from."""

    def __init__(self, faults: Sequence[Fault], source: str = "") -> None:
        self.faults = tuple(faults)
        self.source = source
        super().__init__("\n".join(f"{source} : {fault}" if source else str(fault) for fault in self.faults))

    def of(self, source: str) -> InputFaults:
        """The same faults, said of a named file."""
        return InputFaults(self.faults, source)


def suggestion(word: str, known: Iterable[str]) -> str:
    """« Vouliez-vous « x » ? » where a known word is close, else an empty text."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Vouliez-vous « {close[0]} » ?" if close else ""
