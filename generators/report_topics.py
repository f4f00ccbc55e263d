"""The report, topic by topic: the verdict, the passages it rests on, what is missing and the clauses that say it."""

from __future__ import annotations

from collections.abc import Iterator

from clausier.engine.review import TopicReview, Verdict
from clausier.generators.document import Block, Heading, ListBlock, Paragraph, Run, Runs, runs
from clausier.generators.reasons import doubtful, lacking, unsaid
from clausier.generators.remedies import Remedies
from clausier.generators.report_passages import found_for, quoted
from clausier.generators.words import EXPLAINED, VERDICT, VERDICTS, counted, enumeration, upper_first

_ORDER: tuple[Verdict, ...] = ("weak", "missing", "satisfied", "cannot_evaluate", "not_applicable")
_MEANING = {
    "weak": "Le dossier en parle, mais pas assez pour que ce soit tenu et contrôlé.",
    "missing": "Les pièces où ces sujets sont attendus ont été lues, et n'en disent rien.",
    "satisfied": "Le dossier demande quelque chose que l'on peut vérifier.",
    "cannot_evaluate": "Ces sujets se jugent sur une pièce non remise, ou sur un passage resté ouvert.",
    "not_applicable": "L'achat, tel qu'il est décrit ou lu dans le projet, n'est pas concerné.",
}


def topics(remedies: Remedies) -> Iterator[Block]:
    """Every topic, by verdict: what calls for work comes first."""
    yield Heading(1, "Sujet par sujet", "topics")
    for verdict in _ORDER:
        found = [topic for topic in remedies.review.topics if topic.verdict == verdict]
        if not found:
            continue
        label = (VERDICTS if len(found) > 1 else VERDICT)[verdict]
        yield Heading(2, f"{upper_first(label)} ({len(found)})", f"verdict-{verdict}")
        yield Paragraph(runs(_MEANING[verdict]))
        brief = [t for t in found if verdict == "not_applicable" or (verdict == "cannot_evaluate" and not t.hints)]
        if brief:
            yield ListBlock(tuple(map(_brief, brief)))
        for topic in found:
            if topic not in brief:
                yield from _topic(remedies, topic)


def _brief(topic: TopicReview) -> Runs:
    """« Fin de vie et déchets : la pièce où on l'attend n'a pas été remise. »"""
    if topic.verdict == "not_applicable":
        return runs(topic.topic.label)
    return runs(Run(topic.topic.label, "strong"), f" : {_why(topic)}.")


def _topic(remedies: Remedies, topic: TopicReview) -> Iterator[Block]:
    yield Heading(3, topic.topic.label, f"topic-{topic.topic.id}")
    lacking = list(_lacking(remedies, topic)) if topic.verdict != "satisfied" or remedies.review.scoped else []
    verdict = Run(upper_first(VERDICT[topic.verdict]), "strong")
    why = f" : {_why(topic)}." if topic.reason else "."
    shown = len(topic.hints)
    cited = f" {counted(topic.found, 'passage')}, dont {shown} ici." if topic.found > shown else ""
    yield Paragraph(runs(verdict, f"{why}{cited}"), "label", keep=bool(topic.hints or lacking))
    for quote in topic.hints:
        yield quoted(remedies, quote, found_for(quote))
    if lacking:
        yield Paragraph(runs(Run("Ce qui reste à écrire ou à vérifier", "strong")), "label", keep=True)
        yield ListBlock(tuple(lacking))


def _why(topic: TopicReview) -> str:
    return EXPLAINED.get(topic.reason, topic.reason)


def _lacking(remedies: Remedies, topic: TopicReview) -> Iterator[Runs]:
    """What each criterion of the topic lacks, the clauses that say it, and what is in doubt."""
    for found in remedies.review.criteria:
        needs, doubts = lacking(found, topic.topic.id), doubtful(found, topic.topic.id)
        if not (needs or doubts) or found.verdict == "not_applicable":
            continue
        absent = f"{unsaid(found)} : {' '.join(need.need.absent for need in needs)}" if needs else ""
        told = " ".join(filter(None, [absent, *doubts]))
        written = [
            f"{enumeration(f'« {clause.heading} »' for clause in clauses)} ({remedies.part(part)})"
            for part, clauses in remedies.clauses(found.criterion, needs).items()
        ]
        clauses = f" À écrire : {', '.join(written)}." if written else ""
        yield runs(Run(f"{found.criterion.label} –", "strong"), f" {told}{clauses}")
