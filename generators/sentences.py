"""Conditions told in French: a tree of the base becomes lines that a buyer or a jurist reads.

Negations are pushed down to the facts (De Morgan's laws hold in three values), so that every line is a plain statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clausier.engine.clauses import french_date, french_number
from clausier.engine.model import Condition, Fact, Parameter, Reference, Release
from clausier.engine.ternary import Step, operator_of
from clausier.engine.text import lower_first
from clausier.generators.words import enumeration, unit

_NO_PARAMETERS: Mapping[str, Parameter] = {}


@dataclass(frozen=True, slots=True)
class Outline:
    """A statement, or `all` or `any` of several."""

    join: Literal["all", "any", "one"]
    text: str = ""
    parts: tuple[Outline, ...] = ()


def outline(
    condition: Condition,
    release: Release,
    parameters: Mapping[str, Parameter] = _NO_PARAMETERS,
    negated: bool = False,
) -> Outline:
    """The condition as statements; `parameters` are those of the criterion, for the conditions that name one."""
    if "not" in condition:
        return outline(condition["not"], release, parameters, not negated)
    for operator, opposite in (("all", "any"), ("any", "all")):
        if operator in condition:
            join: Any = opposite if negated else operator
            parts = [outline(part, release, parameters, negated) for part in condition[operator]]
            return parts[0] if len(parts) == 1 else Outline(join, parts=tuple(_flat(parts, join)))
    if "in_force" in condition:
        return Outline("one", _law(condition, release, negated))
    if "parameter" in condition:
        return Outline("one", _choice(condition, parameters, negated))
    return Outline("one", _fact(condition, release, negated))


def _flat(parts: Iterable[Outline], join: str) -> Iterator[Outline]:
    for part in parts:
        if part.join == join:
            yield from part.parts
        else:
            yield part


def sentence(condition: Condition, release: Release, parameters: Mapping[str, Parameter] = _NO_PARAMETERS) -> str:
    """The condition in one line; groups inside a group stand in brackets."""
    return _line(outline(condition, release, parameters))


def _line(part: Outline) -> str:
    if part.join == "one":
        return part.text
    link = ", et " if part.join == "all" else ", ou "
    return link.join(_line(p) if p.join == "one" else f"({_line(p)})" for p in part.parts)


def _fact(condition: Condition, release: Release, negated: bool) -> str:
    operator = operator_of(condition)
    expected = condition[operator]
    derived = release.derived.get(condition["fact"])
    if derived is not None:
        yes = expected is not negated
        return lower_first(derived.label) if yes else f"« {derived.label} » : non"
    fact = release.facts[condition["fact"]]
    name = f"« {fact.label} »"
    if isinstance(expected, Mapping):
        return f"{name} : {_bound(operator, negated)} {_figure(expected, release)}"
    if operator == "is" and isinstance(expected, bool):
        return f"{name} : {'oui' if expected is not negated else 'non'}"
    if operator in ("at_least", "below"):
        return f"{name} : {_limit(operator, expected, fact, negated)}"
    values = expected if isinstance(expected, list | tuple) else [expected]
    return f"{name} {_members(operator, [_label(fact, value) for value in values], negated)}"


def _members(operator: str, labels: list[str], negated: bool) -> str:
    """The end of a statement on an enumeration (`is`, `in`) or a set (`any_of`, `all_of`)."""
    alone = len(labels) == 1
    if operator in ("any_of", "all_of"):
        if not negated:
            return f"comprend {_several(labels, 'et' if operator == 'all_of' else 'ou')}"
        if alone:
            return f"ne comprend pas {labels[0]}"
        if operator == "all_of":
            return f"ne comprend pas à la fois {_several(labels, 'et')}"
        return f"ne comprend ni {_several(labels, 'ni')}"
    if negated:
        return f": autre que {labels[0]}" if alone else f": ni {_several(labels, 'ni')}"
    return f": {_several(labels, 'ou')}"


def _several(labels: list[str], last: str) -> str:
    """Labels that hold a comma of their own are parted by semicolons."""
    if len(labels) > 1 and any("," in label for label in labels):
        return f"{' ; '.join(labels[:-1])} ; {last} {labels[-1]}"
    return enumeration(labels, last)


def _label(fact: Fact, value: Any) -> str:
    """A value's label inside a sentence, without the examples that follow its colon."""
    if isinstance(value, str) and value in fact.values:
        return lower_first(fact.values[value].partition(" : ")[0])
    return plain_value(fact, value)


def plain_value(fact: Fact, value: Any) -> str:
    """A declared value: « oui », « 120 000 € HT », « 31 décembre 2029 », labels of an enumeration."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, frozenset | set):
        chosen = [_label(fact, key) for key in fact.values if key in value]
        return _several(chosen, "et") if chosen else "aucune"
    if isinstance(value, int | float):
        return f"{french_number(value)} {unit(fact.unit)}".rstrip()
    if fact.type == "date":
        return french_date(value)
    return _label(fact, value) if value in fact.values else str(value)


def _bound(operator: str, negated: bool) -> str:
    return "au moins" if (operator == "at_least") is not negated else "moins de"


def _limit(operator: str, expected: Any, fact: Fact, negated: bool) -> str:
    if fact.type == "date":
        day = french_date(expected)
        return f"le {day} ou après" if (operator == "at_least") is not negated else f"avant le {day}"
    return f"{_bound(operator, negated)} {plain_value(fact, expected)}"


def _figure(expected: Mapping[str, str], release: Release) -> str:
    reference = release.references[expected["ref"]]
    figures = ", ".join(
        f"{french_number(d.value)} {unit(d.unit)} depuis le {french_date(d.since)}".replace("  ", " ")
        for d in reference.values[expected["value"]]
    )
    return f"ce que fixe {citation(reference)} ({figures})"


def _choice(condition: Condition, parameters: Mapping[str, Parameter], negated: bool) -> str:
    parameter = parameters[condition["parameter"]]
    chosen = parameter.choices.get(condition["is"], str(condition["is"]))
    return f"choix de rédaction « {parameter.label} » : {'autre que ' if negated else ''}{lower_first(chosen)}"


def _law(condition: Condition, release: Release, negated: bool) -> str:
    reference = release.references[condition["in_force"]]
    verb = "n'est pas" if negated else "est"
    when = "à la date de la consultation"
    if "at" in condition:
        when = f"à la date « {release.facts[condition['at']].label} »"
    if "milestone" in condition:
        day = french_date(reference.milestones[condition["milestone"]])
        return f"l'étape du {day} prévue par {citation(reference)} {verb} atteinte {when}"
    return f"{citation(reference)} {verb} en vigueur {when}"


def citation(reference: Reference) -> str:
    """A reference inside a sentence: « code de la commande publique, art. R. 2111-6 »."""
    return lower_first(reference.citation)


def read_by(references: Iterable[Reference]) -> str:
    """Whether a named person has read the law that something rests on."""
    known = {reference.id: reference for reference in references}.values()
    unread = sum(reference.checked.by is None for reference in known)
    if not known:
        return "Aucun texte de droit n'est cité."
    if unread == len(known):
        return "Aucun juriste nommé n'a encore relu les textes cités."
    if unread:
        some = "n'a encore été relu" if unread == 1 else "n'ont encore été relus"
        return f"Sur {len(known)} textes cités, {unread} {some} par aucun juriste nommé."
    return "Tous les textes cités ont été relus par une personne nommée."


def decisive(step: Step) -> Iterator[Step]:
    """The leaves that made a traced condition true or false."""
    if not step.steps:
        yield step
        return
    same = [s for s in step.steps if s.value is step.value]
    for part in step.steps if step.operator == "not" else same:
        yield from decisive(part)


def declared(leaves: Iterable[Step], release: Release) -> list[str]:
    """What decisive leaves rest on, each once: « « Comporte des écrans » : non », or the state of a text.

    An enumeration is told by what was declared or by what was looked for in it, whichever is shorter.
    """
    statements: dict[str, list[str]] = {}
    answers: dict[str, str] = {}
    for leaf in leaves:
        if leaf.operator == "in_force" and leaf.ref:
            state = "est en vigueur" if leaf.value else "n'est pas en vigueur"
            at = f" au {french_date(leaf.actual)}" if leaf.actual else ""
            statements[leaf.ref] = [f"{citation(release.references[leaf.ref])} {state}{at}"]
        elif leaf.fact is not None:
            fact = release.facts[leaf.fact]
            answers[fact.id] = f"« {fact.label} » : {plain_value(fact, leaf.actual)}"
            if fact.type not in ("enum", "set"):
                statements[fact.id] = [answers[fact.id]]
                continue
            expected = sorted(leaf.expected) if isinstance(leaf.expected, frozenset | set) else leaf.expected
            condition = {"fact": fact.id, leaf.operator: expected}
            statements.setdefault(fact.id, []).append(_fact(condition, release, leaf.value is False))
    return [
        min(answers[key], found[0], key=len) if key in answers and len(set(found)) == 1 else answers.get(key, found[0])
        for key, found in statements.items()
    ]
