"""The page of each criterion, and the index of the base: HTML for people, Markdown for the command line.

Each HTML page is one file that needs nothing else: no script, no font, no address but the law's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from clausier.engine import parameters
from clausier.engine.clauses import Segment, fill, french_date, french_number, plain, shown
from clausier.engine.model import (
    AMBITIONS,
    Ambition,
    Because,
    Ccag,
    Clause,
    Condition,
    Criterion,
    Example,
    Parameter,
    Reference,
    Release,
    Withdrawn,
)
from clausier.engine.questions import Question
from clausier.engine.text import lower_first
from clausier.generators import package, questions, words
from clausier.generators.reasons import checked_by
from clausier.generators.sentences import Outline, citation, outline, read_by, sentence
from clausier.generators.typography import french

SIGNATURE = '<meta name="generator" content="clausier">'


def criterion_html(criterion: Criterion, release: Release) -> str:
    """The criterion's page, in one HTML file."""
    return html_templates().get_template("criterion.html").render(_view(criterion, release))


def criterion_markdown(criterion: Criterion, release: Release) -> str:
    """The same content in Markdown, ending on one line break."""
    return french(_markdown().get_template("criterion.md").render(_view(criterion, release)).rstrip()) + "\n"


def withdrawn_html(withdrawn: Withdrawn, release: Release) -> str:
    """The page that a withdrawn criterion keeps."""
    return html_templates().get_template("withdrawn.html").render(withdrawn=withdrawn, release=release, words=words)


def index_html(release: Release) -> str:
    """Every criterion by theme, then by quality."""
    criteria = release.criteria.values()
    by_theme = [
        (theme, found) for theme in release.themes.values() if (found := [c for c in criteria if c.theme == theme.id])
    ]
    by_quality = [
        (
            quality,
            [c for c in criteria if c.qualities.get(quality.id) == "main"],
            [c for c in criteria if c.qualities.get(quality.id) == "contributes"],
        )
        for quality in release.qualities.values()
    ]
    return (
        html_templates()
        .get_template("index.html")
        .render(
            release=release,
            words=words,
            by_theme=by_theme,
            by_quality=by_quality,
            review=read_by(release.references.values()),
        )
    )


@cache
def html_templates() -> Environment:
    """The templates of `templates/page/`: what they print is escaped and set in French typography."""
    return _environment(escaping=True)


@cache
def _markdown() -> Environment:
    return _environment(escaping=False)


def _environment(escaping: bool) -> Environment:
    sources = {name: data.decode() for name, data in package.template("page").items()}
    environment = Environment(
        loader=DictLoader(sources),
        autoescape=escaping,
        undefined=StrictUndefined,
        finalize=_printed,
        keep_trailing_newline=True,
    )
    environment.globals["signature"] = Markup(SIGNATURE)
    environment.filters |= {
        "date": french_date,
        "number": french_number,
        "lower_first": lower_first,
        "upper_first": words.upper_first,
        "verbatim": lambda text: Markup(escape(text)),
        "lines": lambda text: Markup("<br>").join(french(line) for line in text.split("\n")),
    }
    return environment


def _printed(value: Any) -> Any:
    """Every printed text gets French typography; what is already markup, or verbatim, is left alone."""
    if value is None:
        return ""
    return french(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _view(criterion: Criterion, release: Release) -> dict[str, Any]:
    """What the templates of a criterion may say: its record, and sentences made from it."""
    settings = parameters.resolve(criterion, "baseline", {}, {}, {}, {})

    def filled(text: str) -> tuple[Segment, ...]:
        return fill(text, criterion, settings)

    def told(condition: Condition) -> str:
        return sentence(condition, release, criterion.parameters)

    def outlined(condition: Condition) -> Outline:
        return outline(condition, release, criterion.parameters)

    def reason(because: Because) -> str:
        law = citation(release.references[because.ref]) if because.ref else ""
        return f"{because.text} ({law})" if because.text and law else because.text or law

    def part_labels(parts: Iterable[str], last: str = "et") -> str:
        return words.enumeration([release.parts[part].label for part in parts], last)

    def example_place(example: Example) -> str:
        where = [release.parts[example.part].label] if example.part else []
        where += [f"sous « {example.under} »"] if example.under else []
        return f" ({', '.join(where)})" if where else ""

    proofs = {proof.id: proof.label for proof in criterion.evidence}
    return {
        "criterion": criterion,
        "release": release,
        "words": words,
        "theme": release.themes[criterion.theme].label,
        "summary": _summary(criterion, release),
        "review": read_by(release.references[basis.ref] for basis in criterion.legal_basis),
        "filled": filled,
        "plain": plain,
        "sentence": told,
        "outline": outlined,
        "reason": reason,
        "citation": citation,
        "part_labels": part_labels,
        "example_place": example_place,
        "use_of": lambda question: _use_of(question, criterion),
        "evidence_labels": lambda names: words.enumeration([lower_first(proofs[name]) for name in names]),
        "stages": lambda names: words.enumeration([words.CONTROL_STAGE[name] for name in names]),
        "in_force": _in_force,
        "checked_by": checked_by,
        "shares": lambda clause: _shares(criterion, clause),
        "default": _default,
        "defaults": _defaults,
        "bounds": _bounds,
        "ccags": _ccags,
        "expected_answer": questions.expected_answer,
        "column": questions.column,
        "scoring": questions.scoring,
        "meets": questions.meets,
        "THEN": questions.THEN,
    }


def _summary(criterion: Criterion, release: Release) -> list[tuple[str, str]]:
    def qualities(kind: str) -> str:
        return ", ".join(release.qualities[q].label for q, role in criterion.qualities.items() if role == kind)

    lines = [
        ("Sujet", release.topics[criterion.topic].label),
        ("Qualité principale", qualities("main")),
        ("Contribue à", qualities("contributes")),
        ("Proposé", f"à partir de l'ambition « {words.AMBITION[criterion.ambition]} »"),
        ("Examiné", "lot par lot" if criterion.assessed_per == "lot" else "pour tout l'achat"),
        ("Leviers", ", ".join(words.LEVER[lever] for lever in criterion.levers)),
        ("Objectifs de développement durable", ", ".join(str(goal) for goal in criterion.sdgs)),
        ("À relire avant", french_date(criterion.review_by)),
        *((f"Correspondance {name}", _mapped(target)) for name, target in criterion.maps_to.items() if target),
    ]
    return [(label, value) for label, value in lines if value]


def _use_of(question: Question, criterion: Criterion) -> str:
    """What a question counts for; without an award clause, a scored one counts in self-assessment only."""
    if question.use == "score" and not any(clause.scale for clause in criterion.clauses):
        return "notée dans l'autoévaluation, pour information dans un marché"
    return words.USE[question.use]


def _mapped(target: str | tuple[str, ...]) -> str:
    if isinstance(target, str):
        return "tout le référentiel" if target == "all" else target
    return ", ".join(target)


def _in_force(reference: Reference) -> str:
    if reference.in_force_from is None:
        return "Date d'entrée en vigueur inconnue"
    until = f" jusqu'au {french_date(reference.in_force_to)}" if reference.in_force_to else ""
    return f"En vigueur à partir du {french_date(reference.in_force_from)}{until}"


def _shares(criterion: Criterion, clause: Clause) -> list[tuple[str, str]]:
    """The questions an award criterion is marked on, each with its share."""
    texts = {question.id: question.text for question in criterion.questions}
    weights: Mapping[str, float] = clause.scale.weights if clause.scale else {}
    total = sum(weights.values())
    return [(texts[name], f"{french_number(weight * 100 / total)} %") for name, weight in weights.items()]


def _default(parameter: Parameter, level: Ambition) -> str:
    value = parameter.default[level]
    if value in (None, "", []):
        return "repris de la description de l'achat" if parameter.source_fact else "à compléter"
    return f"{shown(value, parameter)} {words.unit(parameter.unit)}".rstrip()


def _defaults(parameter: Parameter) -> str:
    """« 75 % (socle), 90 % (avancé), 100 % (exemplaire) »; once where every ambition has the same."""
    values = {words.AMBITION[level]: _default(parameter, level) for level in AMBITIONS}
    if len(set(values.values())) == 1:
        return values["socle"]
    return ", ".join(f"{value} ({label})" for label, value in values.items())


def _bounds(parameter: Parameter) -> str:
    low, high = parameter.minimum, parameter.maximum
    if low is not None and high is not None:
        return f"de {french_number(low)} à {french_number(high)}"
    if low is not None:
        return f"au moins {french_number(low)}"
    if high is not None:
        return f"au plus {french_number(high)}"
    return words.enumeration([lower_first(label) for label in parameter.choices.values()], "ou") or "libres"


def _ccags(clause: Clause) -> list[Ccag]:
    found = (clause.ccag, clause.penalty.ccag if clause.penalty else None)
    return [ccag for ccag in found if ccag is not None]
