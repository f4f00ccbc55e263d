"""A review as plain data, as `schemas/review.schema.json` describes it; apart, for what it loads."""

from __future__ import annotations

from typing import Any

from clausier.engine.dossier import Quote
from clausier.engine.recogniser import Recognised
from clausier.engine.review import CriterionReview, Review
from clausier.engine.signals import Hint

Json = dict[str, Any]


def review_json(review: Review) -> Json:
    """A review; `topics` and `risks` have the shape that `score.py` of the corpus documents."""
    return {
        "release": {"version": review.release, "digest": review.digest},
        "as_of": review.as_of,
        "documents": [
            {
                "name": d.name,
                "part": d.part,
                "format": d.format,
                "passages": len(d.passages),
                "remarks": list(d.remarks),
            }
            for d in review.dossier.documents
        ],
        "topics": [
            {
                "topic": t.topic.id,
                "label": t.topic.label,
                "verdict": t.verdict,
                "reason": t.reason,
                "found": t.found,
                "quotes": [_quote(hint) for hint in t.hints],
            }
            for t in review.topics
        ],
        "risks": [
            {
                "topic": r.id,
                "label": r.title,
                "risk": r.risk,
                "better": r.better,
                "law": [{"id": c.reference.id, "citation": c.reference.citation, "status": c.status} for c in r.law],
                "found": len(r.findings),
                "findings": [{"what": f.what, "quotes": len(f.quotes)} for f in r.findings],
                "quotes": [_quote(quote) | {"what": f.what} for f in r.findings for quote in f.quotes],
            }
            for r in review.risks
        ],
        "criteria": [_criterion_review(c) for c in review.criteria],
    }


def _quote(quote: Quote) -> Json:
    passage = quote.passage
    said: Json = {
        "passage": passage.text,
        "start": quote.start,
        "end": quote.end,
        "document": passage.document,
        "part": quote.part,
        "page": passage.location.page,
        "line": passage.location.line,
        "paragraph": passage.location.paragraph,
        "headings": list(passage.headings) if passage.headings is not None else None,
    }
    if isinstance(quote, Hint):
        said |= {
            "criterion": quote.criterion.id,
            "signal": quote.signal.id,
            "means": quote.signal.means,
            "message": quote.signal.message,
        }
    if isinstance(quote, Recognised):
        said |= {"score": round(quote.score, 2), "words": list(quote.words)}
    return said


def _criterion_review(c: CriterionReview) -> Json:
    return {
        "id": c.criterion.id,
        "title": c.criterion.title,
        "verdict": c.verdict,
        "reason": c.reason,
        "needs": [
            {
                "id": n.need.id,
                "verdict": n.verdict,
                "reason": n.reason,
                "absent": n.need.absent if n.verdict == "missing" else None,
                "hints": len(n.hints),
            }
            for n in c.needs
        ],
    }
