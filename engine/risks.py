"""Risks of law in a dossier: what the checks find, and what the signals and the recogniser tell of a risk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clausier.engine.catalogue import Catalogue
from clausier.engine.checks import CHECKS, Finding
from clausier.engine.dossier import Passage
from clausier.engine.model import Reference
from clausier.engine.reading import Reading
from clausier.engine.recogniser import Recognised
from clausier.engine.timeline import Status


@dataclass(frozen=True, slots=True)
class Cited:
    """A text of law, and what it is worth at the date of the review."""

    reference: Reference
    status: Status


@dataclass(frozen=True, slots=True)
class Risk:
    """What a safe dossier does not contain: the law, the risk, a better wording, and every place that shows it.

    It comes from a check (`engine.checks`) or, for the others, from the signals of a topic that mean a risk.
    """

    id: str
    title: str
    risk: str
    better: str
    law: tuple[Cited, ...]
    findings: tuple[Finding, ...]


def find_risks(catalogue: Catalogue, reading: Reading) -> tuple[Risk, ...]:
    """What the checks find, then what the signals of the other topics tell of a risk."""
    risks = []
    for check in CHECKS:
        findings = _apart(check.find(reading))
        findings += _recognised(reading, check.id, findings)
        if findings:
            law = _cited(reading, check.references)
            risks.append(Risk(check.id, check.title, check.risk, check.better, law, findings))
    checked = {check.id for check in CHECKS}
    told = {quote.passage for risk in risks for finding in risk.findings for quote in finding.quotes}
    for topic in catalogue.release.topics.values():
        found = [] if topic.id in checked else reading.hinted(topic.id, "risk", "contradicts")
        hints = [hint for hint in found if hint.passage not in told]
        if hints:
            refs = dict.fromkeys(basis.ref for hint in hints for basis in hint.criterion.legal_basis)
            findings = _apart(Finding(hint.signal.message, (hint,)) for hint in hints)
            # Not the topic's own id: a risk in what is said of a topic is no sign that the topic is covered.
            risks.append(Risk(f"{topic.id}_risk", topic.label, "", "", _cited(reading, refs), findings))
    return tuple(risks)


def _apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, without those about words that an earlier one quotes: two signals often see the same breach."""
    kept: list[Finding] = []
    quoted: dict[Passage, list[tuple[int, int]]] = {}
    for finding in findings:
        spans = [(quote.passage, quote.start, quote.end) for quote in finding.quotes]
        if spans and all(any(a < end and start < b for a, b in quoted.get(p, ())) for p, start, end in spans):
            continue
        kept.append(finding)
        for passage, start, end in spans:
            quoted.setdefault(passage, []).append((start, end))
    return tuple(kept)


def _recognised(reading: Reading, topic: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    quoted = {quote.passage for finding in findings for quote in finding.quotes}
    return tuple(
        Finding(f"À relire, pour ses mots : {_words(found)}.", (found,))
        for found in reading.recognised
        if found.topic == topic and found.passage not in quoted
    )


def _words(found: Recognised) -> str:
    return ", ".join(f"« {word} »" for word in found.words)


def _cited(reading: Reading, refs: Iterable[str]) -> tuple[Cited, ...]:
    return tuple(Cited(reading.law.references[ref], reading.law.status(ref, reading.as_of)) for ref in refs)
