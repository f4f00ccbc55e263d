"""The passages of a report: risks of law with their quotes, and the remarks on documents that take no comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clausier.engine.dossier import Location, Passage, Quote
from clausier.engine.recogniser import Recognised
from clausier.engine.risks import Cited, Risk
from clausier.engine.signals import Hint
from clausier.engine.standing import GRAVITIES, gravity
from clausier.generators.annotations import Comment, annotate
from clausier.generators.document import Block, Heading, ListBlock, Paragraph, Run, Runs, runs
from clausier.generators.reasons import better, cited_at, stake
from clausier.generators.remedies import Remedies
from clausier.generators.words import GRAVITY, MEANS, counted, enumeration, shortened, upper_first

_AROUND = 150  # characters of a passage shown on each side of the words quoted
_WHOLE = 360  # characters of a passage that is shown whole
_QUOTES = 8  # shown under one sentence of a risk
_SENTENCES = 12  # shown for one risk: all of them are in the JSON form
_TEXTS = 5  # of law, told for one risk
_PATH = 3  # headings shown above a passage, the nearest ones
_HEADING = 70  # characters of one of them
_MARK = re.compile(r"\s*[-−•–▪*o]\s+")  # of a list item, in a text file


def place(passage: Passage) -> str:
    """« page 3, paragraphe 12, sous « 4. Données › 4.1 Accès » »."""
    return f"{_position(passage.location)}{_above(passage)}"


def _position(location: Location) -> str:
    if location.line is not None:
        return f"ligne {location.line}"
    page = f"page {location.page}, " if location.page is not None else ""
    if location.note is not None:
        return f"{page}note {location.note}"
    if location.cell is not None:
        table, row, column = location.cell
        return f"{page}tableau {table}, ligne {row}, colonne {column}"
    return f"{page}paragraphe {location.paragraph}"


def _above(passage: Passage) -> str:
    path = [shortened(heading, _HEADING) for heading in (passage.headings or ())[-_PATH:]]
    return f", sous « {' › '.join(path)} »" if path else ""


def excerpt(passage: Passage, start: int, end: int) -> Runs:
    """« … the words **quoted** in their passage … », cut between words; all of a short one."""
    text = passage.text
    mark = _MARK.match(text)
    first, last = min(mark.end(), start) if mark else 0, len(text)
    if len(text) > _WHOLE:
        first = max(first, text.rfind(" ", 0, max(0, start - _AROUND)) + 1)
        stop = text.find(" ", min(len(text), min(end, start + _WHOLE) + _AROUND))
        last = stop if stop >= 0 else len(text)
    before, words, after = (
        text[first:start].lstrip(),
        text[start : min(end, last)],
        text[min(end, last) : last].rstrip(),
    )
    cut = first > (mark.end() if mark else 0)
    return runs(
        f"« {'… ' if cut else ''}",
        before,
        # Where all of a passage was quoted, nothing stands out of it.
        Run(words, "strong") if len(words) < last - first else words,
        f"{after}{' …' if last < len(text) else ''} »",
    )


def quoted(remedies: Remedies, quote: Quote, why: str = "") -> Paragraph:
    """The passage, where it stands, and why it was found where nothing above says it."""
    where = f"{quote.passage.document} ({remedies.part(quote.part)}), {place(quote.passage)}"
    aside = Run(f"{where}. {why}".rstrip(), "aside")
    return Paragraph((*excerpt(quote.passage, quote.start, quote.end), Run("\n"), aside), "quote")


def found_for(quote: Quote) -> str:
    """Why a passage was found."""
    if isinstance(quote, Hint):
        return f"{upper_first(MEANS[quote.signal.means])} : {quote.signal.message}"
    if isinstance(quote, Recognised):
        return f"Reconnu à ses mots, à relire : {enumeration(f'« {word} »' for word in quote.words)}."
    return ""


# Risks of law


def risks(remedies: Remedies) -> Iterator[Block]:
    """Every risk, the gravest first, with its law at the date of the review."""
    review = remedies.review
    yield Heading(1, "Risques de droit", "risks")
    if not review.risks:
        yield Paragraph(runs("Aucun risque connu de la base n'a été trouvé ; une personne peut en voir d'autres."))
        return
    for risk in sorted(review.risks, key=lambda risk: GRAVITIES.index(gravity(risk))):
        yield Heading(2, risk.title, f"risk-{risk.id}")
        told = stake(risk) or counted(len(risk.findings), "constat")
        yield Paragraph(runs(Run(f"Risque {GRAVITY[gravity(risk)]} : ", "strong"), told), "label")
        if said := better(risk):
            yield Paragraph(runs(Run("Mieux : ", "strong"), said), "control")
        if risk.law:
            yield Paragraph(runs(Run("Droit : ", "strong"), _texts(risk.law)), "label")
        yield from _findings(remedies, risk)


def _texts(law: Sequence[Cited]) -> str:
    """The first texts with their dates; the others are on the pages of the criteria."""
    others = len(law) - _TEXTS
    more = f" ; et {others} {'autres textes' if others > 1 else 'autre texte'}" if others > 0 else ""
    return f"{' ; '.join(map(cited_at, law[:_TEXTS]))}{more}."


def _findings(remedies: Remedies, risk: Risk) -> Iterator[Block]:
    """What was found, said once for all the passages of which it is true."""
    by_sentence: dict[str, list[Quote]] = {}
    for finding in risk.findings:
        by_sentence.setdefault(finding.what, []).extend(finding.quotes)
    for what, quotes in list(by_sentence.items())[:_SENTENCES]:
        yield Paragraph(runs(what), keep=bool(quotes))
        for quote in quotes[:_QUOTES]:
            yield quoted(remedies, quote)
        if len(quotes) > _QUOTES:
            yield _others(len(quotes) - _QUOTES, "passage")
    if len(by_sentence) > _SENTENCES:
        yield _others(len(by_sentence) - _SENTENCES, "constat")


def _others(number: int, what: str) -> Paragraph:
    """« Et 3 autres passages. »"""
    return Paragraph(runs(f"Et {number} {f'autres {what}s' if number > 1 else f'autre {what}'}."), "trace")


# Documents that take no comment


def annotated(remedies: Remedies) -> Iterator[Block]:
    """The remarks on each document that is not a .docx, in its order: a .docx is given back with them as comments."""
    given = [a for a in annotate(remedies.catalogue, remedies.review) if a.document.format != "docx" and a.comments]
    if not given:
        return
    yield Heading(1, "Les documents annotés", "annotated")
    yield Paragraph(
        runs("Un document Word revient avec ces remarques en commentaires ; pour les autres, les voici dans l'ordre.")
    )
    for number, annotation in enumerate(given, start=1):
        yield Heading(2, annotation.document.name, f"annotated-{number}")
        said: set[Runs] = set()
        for comment in annotation.comments:
            yield from _comment(comment, said)


def _comment(comment: Comment, said: set[Runs]) -> Iterator[Block]:
    """A passage and the remarks on it; advice already given in this document is not given again."""
    passage = comment.passage
    yield Paragraph(runs(Run(upper_first(place(passage)), "strong")), "label", keep=True)
    yield Paragraph(excerpt(passage, comment.start, comment.end), "quote", keep=True)
    items: list[Runs] = []
    for remark in comment.remarks:
        lines = [line for line in remark.lines if line not in said]
        said.update(lines)
        advice = [run for line in lines for run in (Run("\n"), *line)]
        items.append((Run(f"{remark.title}. ", "strong"), Run(remark.what), *advice))
    yield ListBlock(tuple(items))
