"""What `clausier review` prints for people: the documents, each topic with its passages, then the risks.

Apart from the other commands: reading a draft loads expressions and arrays that they do not need.
"""

from __future__ import annotations

from collections.abc import Mapping

from clausier.api.show import law_line, plain_value, wrapped
from clausier.engine.clauses import french_date, french_number
from clausier.engine.dossier import Quote
from clausier.engine.model import Term
from clausier.engine.presumption import Shown
from clausier.engine.review import Review
from clausier.engine.text import lower_first
from clausier.generators.reasons import better, doubtful, lacking, stake, unsaid
from clausier.generators.words import REASON, VERDICT, counted

SHOWN = 3  # passages or findings shown of one list; all of them are in the JSON form


def review_text(review: Review, parts: Mapping[str, Term]) -> str:
    """The reading of a dossier: the documents, each topic with its passages, then the risks."""
    lines = [f"Relecture au {french_date(review.as_of)} · base {review.release}"]
    for document in review.dossier.documents:
        part = parts[document.part].label if document.part else "pièce non reconnue"
        words = sum(len(passage.text.split()) for passage in document.passages)
        lines.append(f"- {document.name} : {part}, {french_number(words)} mots")
        lines += [f"  {remark}" for remark in document.remarks]
    if not review.scoped:
        lines += wrapped(_shown(review))
    for verdict, label in VERDICT.items():
        topics = [topic for topic in review.topics if topic.verdict == verdict]
        if topics:
            lines += ["", f"{label.upper()} ({len(topics)})"]
        for topic in topics:
            reason = f" : {REASON[topic.reason]}" if topic.reason and verdict == "weak" else ""
            lines.append(f"- {topic.topic.label}{reason}")
            lines += [line for hint in topic.hints[:SHOWN] for line in _quote_lines(hint)]
            lines += _others(topic.found, "passage", "    ")
            if verdict in ("weak", "missing"):
                lines += _absent_lines(review, topic.topic.id)
    if review.risks:
        lines += ["", f"RISQUES ({len(review.risks)})"]
    for risk in review.risks:
        lines.append(f"- {risk.title} ({counted(len(risk.findings), 'constat')})")
        law = [law_line(cited.reference.citation, cited.status, cited.reference.confidence) for cited in risk.law]
        for label, said in (("", stake(risk)), ("Mieux : ", better(risk)), ("Droit : ", " ; ".join(law))):
            lines += wrapped(f"  {label}{said}", "  ") if said else []
        for finding in risk.findings[:SHOWN]:
            lines += [*wrapped(f"  {finding.what}", "  ")]
            lines += [line for quote in finding.quotes[:SHOWN] for line in _quote_lines(quote)]
            lines += _others(len(finding.quotes), "passage", "    ")
        lines += _others(len(risk.findings), "constat", "  ")
    lines += ["", "Pour écrire ce qui manque : clausier clauses ACHAT -o DOSSIER"]
    return "\n".join(lines)


def _others(number: int, what: str, indent: str) -> list[str]:
    """« et 2 autres constats », of a list whose first ones are shown."""
    left = number - SHOWN
    return [f"{indent}et {left} {f'autres {what}s' if left > 1 else f'autre {what}'}"] if left > 0 else []


def _shown(review: Review) -> str:
    """What the draft shows of its purchase, which nobody described."""
    if not review.digital:
        return (
            "Ce dossier ne semble pas acheter de numérique : seuls sont attendus les sujets communs à tout achat. Si "
            "c'en est un, décrivez-le (--purchase)."
        )
    if not review.shown:
        return "L'achat n'est pas décrit, et le projet ne le montre pas : tous les sujets sont attendus (--purchase)."
    said = [f"{lower_first(shown.fact.label)} ({_shown_value(shown)})" for shown in review.shown]
    return (
        f"Achat lu dans le projet, faute de --purchase : {', '.join(said)}. Décrivez-le pour une relecture plus juste."
    )


def _shown_value(shown: Shown) -> str:
    values = shown.value if isinstance(shown.value, list) else [shown.value]
    return ", ".join(lower_first(shown.fact.values[v]) if v in shown.fact.values else plain_value(v) for v in values)


def _absent_lines(review: Review, topic: str) -> list[str]:
    """What is missing or in doubt for a topic, and the criterion whose clauses say it."""
    lines: list[str] = []
    for found in review.criteria:
        if found.verdict == "not_applicable":
            continue
        absent = [need.need.absent for need in lacking(found, topic)]
        for label, said in ((unsaid(found), absent), ("À revoir", doubtful(found, topic))):
            lines += wrapped(f"    {label} ({found.criterion.label}) : {' '.join(said)}", "      ") if said else []
    return lines


def _quote_lines(quote: Quote) -> list[str]:
    text, place = quote.passage.text, quote.passage.location
    # Cut between words: the passage itself is whole in the JSON form.
    start = text.rfind(" ", 0, max(0, quote.start - 90)) + 1
    stop = text.find(" ", min(len(text), quote.end + 90))
    end = stop if stop >= 0 else len(text)
    cut = f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
    where = f"ligne {place.line}" if place.line else f"paragraphe {place.paragraph}"
    above = f", « {quote.passage.headings[-1]} »" if quote.passage.headings else ""
    return wrapped(f"    « {cut} » ({quote.passage.document}, {where}{above})", "      ")
