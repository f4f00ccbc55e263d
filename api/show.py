"""What the command line prints for people: French, plain, in the order a buyer asks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from clausier.engine.assess import Assessment, Interval
from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import french_date, french_number
from clausier.engine.faults import InputFaults
from clausier.engine.model import Release
from clausier.engine.overlay import resolve_profile, whole_catalogue
from clausier.engine.purchase import unknown_criterion
from clausier.engine.selection import Item, RuleTrace, Selection, by_strength, forgone_duties, trace_rules
from clausier.engine.survey import Concerned
from clausier.engine.ternary import Step
from clausier.engine.text import fold, lower_first
from clausier.generators import sentences
from clausier.generators.answers import criteria_asked
from clausier.generators.clauses import part_documents
from clausier.generators.document import every_run
from clausier.generators.frame import Frame
from clausier.generators.proportion import proportion, proportion_text
from clausier.generators.questions import expected_answer
from clausier.generators.typography import french
from clausier.generators.words import AMBITION, LAW_STATUS, STATE, STRENGTH, USE, counted, upper_first

WIDTH = 100
OPERATOR = {
    "is": "",
    "in": "l'un de",
    "any_of": "l'un de",
    "all_of": "tous",
    "at_least": "au moins",
    "below": "moins de",
    "parameter": "",
}


def selection_text(catalogue: Catalogue, selection: Selection, *, traced: bool = False) -> str:
    """The selection of a purchase: what applies and why, what is undecided, what to answer next."""
    purchase, release = selection.purchase, catalogue.release
    applying = by_strength(selection.applying())
    unknown = by_strength(i for i in selection.items if i.verdict == "unknown" and i.proposed)
    lines = [
        purchase.title,
        f"Droit lu au {french_date(purchase.as_of)} · ambition : {AMBITION[purchase.ambition]} · "
        f"base {selection.release}" + (f" · profil {' > '.join(selection.layers)}" if selection.layers else ""),
        "",
        f"{counted(len(applying), 'critère')} à retenir, {len(unknown)} à décider, "
        f"{len(selection.items) - len(applying) - len(unknown)} sans objet ou d'une ambition supérieure.",
    ]
    lines += wrapped(proportion_text(proportion(Frame(catalogue, selection))))
    if forgone := forgone_duties(catalogue, purchase):
        names = ", ".join(f"{item.criterion.label} ({STRENGTH[item.strength or 'recommended']})" for item in forgone)
        lines += wrapped(f"Ce que la loi demande et que le profil laisse de côté : {names}.")
    if purchase.presumed:
        taken = [
            f"{lower_first(fact.label)} ({lower_first(sentences.plain_value(fact, purchase.facts[name]))})"
            for name, fact in release.facts.items()
            if name in purchase.presumed
        ]
        lines += wrapped(f"Tenu pour acquis tant que vous ne dites pas le contraire : {', '.join(taken)}.")
    for item in applying:
        lines += ["", *_item_lines(catalogue, item)]
        lines += _trace_lines(trace_rules(catalogue, item, purchase), release) if traced else []
    if unknown:
        lines += ["", "À décider : il manque une information"]
        for item in unknown:
            labels = ", ".join(lower_first(release.facts[name].label) for name in item.missing)
            could = STRENGTH[item.could_rise_to or "recommended"]
            lines += wrapped(
                f"- {item.criterion.label} {item.criterion.title} (pourrait être {could}) : {labels}", "  "
            )
            lines += _trace_lines(trace_rules(catalogue, item, purchase), release) if traced else []
    lines += _left_out_lines(selection)
    lines += _question_lines(selection, release)
    lines += ["", "Les sept qualités (Fing, #Reset)"]
    for quality in selection.qualities:
        label = release.qualities[quality.id].label
        served = f"{len(quality.main)} au premier rang, {len(quality.contributes)} en appui"
        lines.append(f"- {label:<13} {served}" + ("  ← angle mort" if quality.blind else ""))
    return "\n".join(lines)


def _left_out_lines(selection: Selection) -> list[str]:
    """What is not asked, by reason: an exception, a rule that does not hold, a higher ambition, a layer."""
    reasons: dict[str, list[str]] = {}
    for item in selection.items:
        if item.verdict == "does_not_apply":
            why = item.because.text if item.exception and item.because else None
            reason = why or "aucune de leurs règles ne vise cet achat"
        elif not item.proposed:
            reason = f"proposés à partir de l'ambition {AMBITION[item.criterion.ambition]}"
        else:
            continue
        reasons.setdefault(reason, []).append(item.criterion.label + (f" (lot {item.lot})" if item.lot else ""))
    for change in selection.changes:
        if change.kind == "exclude":
            reasons.setdefault(f"écarté par {change.layer} ({change.reason})", []).append(change.criterion.upper())
    lines = [line for reason, names in reasons.items() for line in wrapped(f"- {reason} : {', '.join(names)}", "  ")]
    return ["", "Laissés de côté", *lines] if lines else []


def wrapped(text: str, indent: str = "") -> list[str]:
    """The lines of a text at the width of a terminal, with the spaces of French typography."""
    return textwrap.wrap(french(text), WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _item_lines(catalogue: Catalogue, item: Item) -> list[str]:
    release = catalogue.release
    lot = f" · lot {item.lot}" if item.lot else ""
    lines = wrapped(
        f"{item.criterion.label} [{STRENGTH[item.strength or 'recommended']}]{lot} {item.criterion.title}", "  "
    )
    if item.because and item.because.text:
        cited = f" ({release.references[item.because.ref].citation})" if item.because.ref else ""
        lines += wrapped(f"  Pourquoi : {item.because.text}{cited}", "    ")
    if item.could_rise_to:
        labels = ", ".join(lower_first(release.facts[name].label) for name in item.missing)
        lines += wrapped(f"  Pourrait devenir {STRENGTH[item.could_rise_to]} selon : {labels}", "    ")
    if item.unless:
        labels = ", ".join(lower_first(release.facts[name].label) for name in item.unless)
        lines += wrapped(f"  Sauf exception, selon : {labels}", "    ")
    if item.explain and item.strength == "comply_or_explain":
        lines += wrapped(f"  Sinon : {item.explain}", "    ")
    lines += [line for doubt in item.doubts for line in wrapped(f"  Point non tranché : {doubt}", "    ")]
    law = [law_line(state.reference.citation, state.status, state.reference.confidence) for state in item.legal]
    lines += wrapped(f"  Droit : {' ; '.join(law)}", "    ")
    if item.clauses:
        lines += wrapped(f"  Clauses : {', '.join(item.clauses)}", "    ")
    for undecided in item.undecided:
        labels = ", ".join(lower_first(release.facts[name].label) for name in undecided.missing)
        lines += wrapped(f"  Clause à décider : {undecided.id}, selon : {labels}", "    ")
    for aside in item.set_aside:
        lines += wrapped(f"  Clause laissée de côté : {aside.id} ({aside.reason})", "    ")
    return lines


def law_line(citation: str, status: str, confidence: str) -> str:
    """A text of law with what holds it back: not in force, or to be checked."""
    notes = [LAW_STATUS[status]] if status != "in_force" else []
    notes += ["à vérifier"] if confidence != "high" else []
    return f"{citation} ({', '.join(notes)})" if notes else citation


def open_points(catalogue: Catalogue, selection: Selection) -> list[str]:
    """What the documents just written do not hold yet, and the questions that would settle it."""
    unknown = [item for item in selection.items if item.verdict == "unknown" and item.proposed]
    clauses = sum(len(item.undecided) for item in selection.items if item.applies)
    parts = part_documents(catalogue, selection).values()
    blanks = sum(run.kind == "blank" for document in parts for run in every_run(document.blocks))
    left = [f"{counted(blanks, 'passage')} à compléter, entre crochets dans le texte."] if blanks else []
    if not unknown and not clauses:
        return left
    open_clauses = counted(clauses, "clause", "aucune")
    said = f"Ces pièces sont incomplètes : {counted(len(unknown), 'critère')} et {open_clauses} à décider."
    return ["", *left, *wrapped(said), *_question_lines(selection, catalogue.release)]


def _question_lines(selection: Selection, release: Release) -> list[str]:
    if not selection.questions:
        return []
    lines = ["", "Pour préciser, répondez d'abord à :"]
    for name, count in selection.questions[:5]:
        lines += wrapped(f"- {release.facts[name].question} [{name}, {counted(count, 'critère')}]", "  ")
    return lines


def _trace_lines(rules: Iterable[RuleTrace], release: Release) -> list[str]:
    lines: list[str] = []
    for rule in rules:
        lines.append(f"    règle « {STRENGTH[rule.strength]} »")
        if rule.step is None:
            lines.append("      en sommeil : son texte n'est pas en vigueur à cette date")
        else:
            lines += _step_lines(rule.step, release, "      ")
    return lines


def _step_lines(step: Step, release: Release, indent: str) -> list[str]:
    mark = {True: "vrai", False: "faux", None: "inconnu"}[step.value]
    if step.steps:
        word = {"all": "tout", "any": "au moins un", "not": "non"}[step.operator]
        return [f"{indent}{word} : {mark}", *(x for s in step.steps for x in _step_lines(s, release, indent + "  "))]
    if step.operator == "in_force":
        return [f"{indent}{release.references[step.ref or ''].citation} en vigueur : {mark}"]
    label = release.facts[step.fact].label if step.fact else "paramètre"
    asked = f"{OPERATOR[step.operator]} {plain_value(step.expected)}".strip()
    shown = "non renseigné" if step.actual is None else plain_value(step.actual)
    return [f"{indent}{label} : {shown} (demandé : {asked}) : {mark}"]


def plain_value(value: object) -> str:
    """The value of a fact in words: « oui », « a, b »."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return ", ".join(sorted(map(str, value))) if isinstance(value, (list, frozenset)) else str(value)


def assessment_text(assessment: Assessment, release: Release) -> str:
    """Scores as intervals, criterion by criterion, then by quality, then what would raise them most."""
    who = assessment.tenderer or "Réponses"
    lines = [f"{who} · au {french_date(assessment.as_of)} · base {assessment.release}"]
    for score in assessment.criteria:
        shown = _points(score.interval) if score.interval else "non noté"
        lines += ["", *wrapped(f"{score.criterion.label} {score.criterion.title} : {shown}", "  ")]
        for question in score.questions:
            points = f", {_points(question.interval)}" if question.interval else ""
            expired = f" ({', '.join(question.expired)})" if question.expired else ""
            asked = textwrap.shorten(question.question.text, 70, placeholder=" …")
            lines += wrapped(f"  {question.question.id} : {STATE[question.state]}{expired}{points} – {asked}", "    ")
    lines += ["", "Par qualité"]
    for name, interval in assessment.qualities.items():
        lines.append(f"- {release.qualities[name].label} : {_points(interval)}")
    if assessment.gains:
        lines += ["", "Ce qui ferait le plus progresser"]
    for gain in assessment.gains[:5]:
        points = french_number(round(gain.points, 1))
        lines.append(f"- {gain.criterion.upper()} {gain.question} ({STATE[gain.state]}) : jusqu'à {points} points")
    return "\n".join(lines)


def _points(interval: Interval) -> str:
    low, high = french_number(round(interval.low, 1)), french_number(round(interval.high, 1))
    return f"{low} sur 10" if low == high else f"entre {low} et {high} sur 10"


def profiles_text(release: Release) -> str:
    """The profiles of a release: name, for whom, how many criteria each keeps."""
    lines = ["Un profil s'emploie ainsi : clausier select achat.yaml --profile commune-moins-de-10000"]
    for name, profile in sorted(release.profiles.items()):
        kept = resolve_profile(release, name).criteria
        lines += ["", f"{name} ({counted(len(kept), 'critère')})"]
        lines += wrapped(f"  {profile['title']}. {profile.get('summary', '')}", "  ")
    return "\n".join(lines)


def facts_text(release: Release) -> str:
    """Every fact with its question and its possible values."""
    lines: list[str] = []
    for fact in release.facts.values():
        unit = f", {fact.unit}" if fact.unit else ""
        lines += [f"{fact.id} ({fact.type}{unit})", *wrapped(f"  {fact.question}", "  ")]
        lines += [f"    {value} : {label}" for value, label in fact.values.items()]
    return "\n".join(lines)


def survey_text(concerned: Iterable[Concerned], purchases: int, as_of: str) -> str:
    """One line a criterion that concerns a purchase or may: applies by strength, to decide, then its title."""
    lines = [f"{counted(purchases, 'achat')}, droit lu au {french_date(as_of)}", ""]
    lines.append("critère   oblig.  expl.  recom.  à décider")
    for c in concerned:
        counts = [c.applies.get(s, 0) for s in ("mandatory", "comply_or_explain", "recommended")]
        if any(counts) or c.to_decide:
            shown = f"{counts[0]:>6}  {counts[1]:>5}  {counts[2]:>6}  {c.to_decide:>9}"
            lines.append(f"{c.criterion.label}   {shown}  {c.criterion.title}")
    return "\n".join(lines)


def criterion_text(release: Release, name: str | None) -> str:
    """The whole page of a criterion in Markdown: « nr-0012 », « NR12 »; for a word, the criteria that hold it in their
    title or their aim; without a name, the list of all. Raises InputFaults."""
    from clausier.generators.page import criterion_markdown  # templates: only this command pays for them

    if name is None:
        return "\n".join(f"{criterion.label}  {criterion.title}" for criterion in release.criteria.values())
    number = re.fullmatch(r"(?:nr)?[ -]?0*(\d{1,4})", name.lower())
    wanted = f"nr-{int(number[1]):04}" if number else name.lower()
    if wanted in release.criteria:
        return criterion_markdown(release.criteria[wanted], release)
    about = [] if number else [c for c in release.criteria.values() if fold(name) in fold(f"{c.title} {c.what}")]
    if not about:
        raise InputFaults([unknown_criterion(wanted, whole_catalogue(release), "")])
    return "\n".join(f"{criterion.label}  {criterion.title}" for criterion in about)


def questions_text(catalogue: Catalogue, selection: Selection) -> str:
    """The questions that the response frame asks, with what is expected of each answer."""
    lines: list[str] = []
    for criterion, questions in criteria_asked(catalogue, selection):
        lines += ["", *wrapped(f"{criterion.label} {criterion.title}", "  ")]
        for question in questions:
            lines += wrapped(f"  {question.id} : {question.text}", "    ")
            lines += wrapped(
                f"    Réponse : {expected_answer(question.answer)}. {upper_first(USE[question.use])}.", "    "
            )
            lines += [f"      {option.value} : {option.label}" for option in question.options]
    return "\n".join(lines[1:])
