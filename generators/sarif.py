"""A review as SARIF 2.1.0 (OASIS standard), so that the viewers people already have show what was found and where.

A text has lines; in the other formats a place is an offset in the text that was read, passages parted by one line
break, beside the path of headings, which a person can follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote as percent_encoded

from clausier import __version__
from clausier.engine.catalogue import Catalogue
from clausier.engine.checks import CHECKS, Check
from clausier.engine.dossier import Document, Quote
from clausier.engine.model import Term
from clausier.engine.review import Review
from clausier.engine.risks import Risk
from clausier.engine.standing import GRAVITY, Gravity, gravity
from clausier.engine.text import fold
from clausier.generators.reasons import better, doubtful, lacking, stake
from clausier.generators.report_passages import found_for, place
from clausier.generators.words import EXPLAINED, VERDICT, upper_first

Json = dict[str, Any]

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "clausier/v1"
_LEVEL: Final[Mapping[Gravity, str]] = {"procedure": "error", "performance": "warning", "form": "note"}
_MEDIA: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "txt": "text/plain",
    "md": "text/markdown",
}


def review_sarif(catalogue: Catalogue, review: Review) -> Json:
    """The log of one review: a result for each finding of a risk, then for each topic that is not covered."""
    rules = [*_rules(catalogue, review)]
    ranks = {rule["id"]: rank for rank, rule in enumerate(rules)}
    places = _Places(review)
    results = [*_risks(review, places), *_topics(review, places)]
    seen: Counter[str] = Counter()
    for result in results:
        result["ruleIndex"] = ranks[result["ruleId"]]
        # The same words found twice are two results: the second says so, in the order of the dossier.
        mark = result["partialFingerprints"][FINGERPRINT]
        seen[mark] += 1
        result["partialFingerprints"][FINGERPRINT] = f"{mark}:{seen[mark]}"
    driver = {
        "name": "clausier",
        "version": __version__,
        "semanticVersion": __version__,
        "language": "fr-FR",
        "shortDescription": {"text": "Relecture de projets de marchés publics numériques"},
        "rules": rules,
        "properties": {"release": review.release, "digest": review.digest, "as_of": review.as_of},
    }
    run = {
        "tool": {"driver": driver},
        "language": "fr-FR",
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(document) for document in review.dossier.documents],
        "invocations": [_invocation(review, places)],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(catalogue: Catalogue, review: Review) -> Iterator[Json]:
    """Of every check and every topic, found or not; of a risk that signals alone tell, where it is found."""
    yield from (_check_rule(catalogue, check) for check in CHECKS)
    yield from (
        _topic_rule(catalogue, topic) for topic in catalogue.release.topics.values() if topic.kind == "coverage"
    )
    checked = {check.id for check in CHECKS}
    yield from (_signal_rule(risk) for risk in review.risks if risk.id not in checked)


def _check_rule(catalogue: Catalogue, check: Check) -> Json:
    law = [catalogue.release.references[ref] for ref in check.references]
    cited = " ; ".join(reference.citation for reference in law)
    rule: Json = {
        "id": f"risk/{check.id}",
        "name": _name(check.id),
        "shortDescription": {"text": f"{check.title}."},
        "fullDescription": {"text": check.risk},
        "help": {"text": f"{check.risk} {check.better}" + (f" Droit : {cited}." if cited else "")},
        "defaultConfiguration": {"level": _LEVEL[GRAVITY.get(check.id, "performance")]},
    }
    address = next((reference.url for reference in law if reference.url), None)
    return rule | ({"helpUri": address} if address else {})


def _topic_rule(catalogue: Catalogue, topic: Term) -> Json:
    """Of a topic: what its criteria ask, and an example of each."""
    criteria = [c for c in catalogue.criteria.values() if topic.id in {c.topic, *(s.topic for s in c.signals)}]
    asked = " ".join(f"{c.label} : {c.title}. Par exemple : « {c.prefer} »" for c in criteria)
    expected = f"Sujet attendu d'un dossier complet : {topic.label}."
    return {
        "id": f"topic/{topic.id}",
        "name": _name(topic.id),
        "shortDescription": {"text": f"{topic.label}."},
        "fullDescription": {"text": expected},
        "help": {"text": asked or expected},
        "defaultConfiguration": {"level": "warning"},
    }


def _signal_rule(risk: Risk) -> Json:
    told, wording = stake(risk) or f"Risque de droit : {risk.title}.", better(risk)
    cited = " ; ".join(cited.reference.citation for cited in risk.law)
    return {
        "id": f"risk/{risk.id}",
        "name": _name(risk.id),
        "shortDescription": {"text": f"{risk.title}."},
        "fullDescription": {"text": told},
        "help": {"text": told + (f" Mieux : {wording}" if wording else "") + (f" Droit : {cited}." if cited else "")},
        "defaultConfiguration": {"level": _LEVEL[gravity(risk)]},
    }


def _name(code: str) -> str:
    """« BrandReferenceWithoutEquivalent »: the standard asks for a name a programmer reads."""
    return "".join(piece.capitalize() for piece in code.split("_"))


def _artifact(document: Document) -> Json:
    artifact: Json = {
        "location": {"uri": _uri(document.name)},
        "mimeType": _MEDIA.get(document.format, "application/octet-stream"),
        "roles": ["analysisTarget"],
        "properties": {"part": document.part},
    }
    return artifact | ({"hashes": {"sha-256": document.sha256}} if document.sha256 else {})


def _uri(name: str) -> str:
    return percent_encoded(name.replace("\\", "/"))


def _invocation(review: Review, places: _Places) -> Json:
    """How it was read: the remarks of each document."""
    notes = [
        {"level": "note", "message": {"text": remark}, "locations": [places.whole(document.name)]}
        for document in review.dossier.documents
        for remark in document.remarks
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


# Places


class _Places:
    """Where the passages of a dossier stand, as SARIF says it."""

    def __init__(self, review: Review) -> None:
        self._documents = {document.name: document for document in review.dossier.documents}
        self._index = {name: index for index, name in enumerate(self._documents)}
        self._offsets: dict[str, list[int]] = {}

    def whole(self, name: str) -> Json:
        return {"physicalLocation": {"artifactLocation": self._artifact(name)}}

    def of(self, quote: Quote) -> Json:
        passage = quote.passage
        words = passage.text[quote.start : quote.end]
        region: Json
        if passage.location.line is not None:
            region = {"startLine": passage.location.line, "snippet": {"text": passage.text}}
        else:
            offset = self._offset(passage.document, passage.location.paragraph) + quote.start
            region = {"charOffset": offset, "charLength": len(words), "snippet": {"text": words or passage.text}}
        location: Json = {
            "physicalLocation": {"artifactLocation": self._artifact(passage.document), "region": region},
            "message": {"text": upper_first(place(passage))},
        }
        if passage.headings:
            path = " > ".join(passage.headings)
            location["logicalLocations"] = [
                {"name": passage.headings[-1], "fullyQualifiedName": path, "kind": "section"}
            ]
        return location

    def first_with(self, parts: Sequence[str]) -> Json:
        """The first document that plays one of these parts, the first of the dossier where none does."""
        names = [name for name, document in self._documents.items() if document.part in parts]
        return self.whole(names[0] if names else next(iter(self._documents)))

    def _artifact(self, name: str) -> Json:
        return {"uri": _uri(name), "index": self._index[name]}

    def _offset(self, name: str, paragraph: int) -> int:
        if name not in self._offsets:
            starts = [0]
            for passage in self._documents[name].passages:
                starts.append(starts[-1] + len(passage.text) + 1)
            self._offsets[name] = starts
        return self._offsets[name][paragraph - 1]


# Results


def _risks(review: Review, places: _Places) -> Iterator[Json]:
    for risk in review.risks:
        for finding in risk.findings:
            locations = [places.of(quote) for quote in finding.quotes] or [places.first_with(())]
            result = _result(f"risk/{risk.id}", _said(risk, finding.what), locations, finding.quotes[:1])
            yield result | {"level": _LEVEL[gravity(risk)]}


def _said(risk: Risk, what: str) -> str:
    return f"{what} {risk.better}".rstrip()


def _topics(review: Review, places: _Places) -> Iterator[Json]:
    for topic in review.topics:
        if topic.verdict not in ("weak", "missing", "cannot_evaluate"):
            continue
        concerned = [c for c in review.criteria if c.verdict != "not_applicable"]
        needs = [need for c in concerned for need in c.needs if topic.topic.id in c.topics_of(need)]
        absent = [need.need.absent for c in concerned for need in lacking(c, topic.topic.id)]
        doubts = [said for c in concerned for said in doubtful(c, topic.topic.id)]
        parts = [part for need in needs for part in need.need.parts]
        why = EXPLAINED.get(topic.reason, topic.reason)
        message = f"{topic.topic.label} : {VERDICT[topic.verdict]}" + (f", {why}." if why else ".")
        message = " ".join([message, *absent, *doubts])
        locations = [places.of(hint) for hint in topic.hints] or [places.first_with(parts)]
        result = _result(f"topic/{topic.topic.id}", message, locations, ())
        for related, hint in zip(result.get("relatedLocations", ()), topic.hints[1:], strict=False):
            related["message"] = {"text": f"{related['message']['text']}. {found_for(hint)}".strip()}
        if topic.verdict == "cannot_evaluate":
            yield result | {"kind": "open", "level": "none"}
        else:
            yield result | {"level": "warning" if topic.verdict == "missing" else "note"}


def _result(rule: str, message: str, locations: list[Json], quotes: Iterable[Quote]) -> Json:
    """A result at its first place, the others beside it. What identifies it survives a move within the dossier."""
    told = [fold(quote.passage.text) for quote in quotes]
    identity = sha256("\n".join([rule, *told]).encode()).hexdigest()[:32]
    result: Json = {
        "ruleId": rule,
        "message": {"text": message},
        "locations": locations[:1],
        "partialFingerprints": {FINGERPRINT: identity},
    }
    if len(locations) > 1:
        result["relatedLocations"] = [{"id": n, **place} for n, place in enumerate(locations[1:], start=1)]
    return result
