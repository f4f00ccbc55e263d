"""The JSON forms of what the engine finds: the same for the command line and for HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clausier.engine.assess import Assessment, CriterionScore, Interval
from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import FilledClause, filled_clauses, plain
from clausier.engine.model import Because, Release
from clausier.engine.selection import Item, LegalState, Selection, forgone_duties, trace_rules
from clausier.engine.survey import Concerned
from clausier.engine.ternary import Step
from clausier.generators.frame import Frame
from clausier.generators.proportion import proportion

Json = dict[str, Any]


def release_json(release: Release) -> Json:
    return {"version": release.version, "digest": release.digest}


def selection_json(catalogue: Catalogue, selection: Selection, *, traced: bool = False) -> Json:
    """A selection; with `traced`, every rule comes with how each of its conditions came out."""
    purchase = selection.purchase
    return {
        "release": {"version": selection.release, "digest": selection.digest},
        "profile": list(selection.layers),
        "purchase": {"title": purchase.title, "as_of": purchase.as_of, "ambition": purchase.ambition},
        "presumed": sorted(purchase.presumed),
        "criteria": [_item(catalogue, selection, item, traced) for item in selection.items],
        "clauses": [_clause(filled) for filled in filled_clauses(selection)],
        "qualities": [
            {"id": q.id, "main": list(q.main), "contributes": list(q.contributes), "blind_spot": q.blind}
            for q in selection.qualities
        ],
        "forgone": [item.criterion.id for item in forgone_duties(catalogue, purchase)],
        "proportion": _proportion(Frame(catalogue, selection)),
        "questions": [
            {"fact": name, "question": catalogue.release.facts[name].question, "criteria": count}
            for name, count in selection.questions
        ],
        "changes": [
            {"layer": c.layer, "kind": c.kind, "criterion": c.criterion, "detail": c.detail, "reason": c.reason}
            for c in selection.changes
        ],
    }


def _proportion(frame: Frame) -> Json:
    found = proportion(frame)
    return {
        "questions": found.questions,
        "allowed": found.allowed,
        "excessive": found.excessive,
        "optional": {criterion.id: count for criterion, count in found.optional},
    }


def _item(catalogue: Catalogue, selection: Selection, item: Item, traced: bool) -> Json:
    form: Json = {
        "id": item.criterion.id,
        "version": item.criterion.version,
        "title": item.criterion.title,
        "theme": item.criterion.theme,
        "topic": item.criterion.topic,
        "lot": item.lot,
        "verdict": item.verdict,
        "strength": item.strength,
        "could_rise_to": item.could_rise_to,
        "proposed": item.proposed,
        "missing": list(item.missing),
        "unless": list(item.unless),
        "undated": list(item.undated),
        "exception": item.exception,
        "because": _because(item.because),
        "explain": item.explain,
        "doubts": list(item.doubts),
        "references": [_legal(state) for state in item.legal],
        "clauses": list(item.clauses),
        "undecided": [{"clause": u.id, "missing": list(u.missing)} for u in item.undecided],
        "set_aside": [{"clause": s.id, "reason": s.reason} for s in item.set_aside],
        "duties": [
            {
                "id": d.duty.id,
                "binding": item.criterion.obliges(d.duty),
                "verdict": d.verdict,
                "action": d.duty.action,
                "missing": list(d.missing),
            }
            for d in item.duties
        ],
    }
    if traced:
        form["rules"] = [
            {"strength": rule.strength, "because": _because(rule.because), "trace": _step(rule.step)}
            for rule in trace_rules(catalogue, item, selection.purchase)
        ]
    return form


def _because(because: Because | None) -> Json | None:
    return {"ref": because.ref, "text": because.text} if because else None


def _legal(state: LegalState) -> Json:
    reference = state.reference
    return {
        "ref": reference.id,
        "citation": reference.citation,
        "role": state.basis.role,
        "why": state.basis.why,
        "status": state.status,
        "in_force_from": reference.in_force_from,
        "in_force_to": reference.in_force_to,
        "confidence": reference.confidence,
        "checked_on": reference.checked.on,
        "checked_by": reference.checked.by,
    }


def _step(step: Step | None) -> Json | None:
    """None for a rule that sleeps: its text is not in force at the date."""
    if step is None:
        return None
    actual = sorted(step.actual) if isinstance(step.actual, frozenset) else step.actual
    form: Json = {"operator": step.operator, "value": step.value}
    if step.steps:
        form["steps"] = [_step(inner) for inner in step.steps]
    else:
        form |= {"fact": step.fact, "ref": step.ref, "expected": step.expected, "actual": actual}
    return form


def _clause(filled: FilledClause) -> Json:
    return {
        "criterion": filled.criterion.id,
        "clause": filled.clause.id,
        "part": filled.clause.part,
        "effect": filled.clause.effect,
        "heading": filled.clause.heading,
        "lots": list(filled.lots),
        "text": plain(filled.text),
        "control": plain(filled.control) or None,
        "penalty": plain(filled.penalty) or None,
        "parameters": [
            {
                "id": used.parameter.id,
                "label": used.parameter.label,
                "value": used.setting.value,
                "unit": used.parameter.unit,
                "origin": used.setting.origin,
            }
            for used in filled.used
        ],
    }


def survey_json(concerned: Sequence[Concerned], release: Release, as_of: str) -> Json:
    """How many purchases each criterion concerns."""
    return {
        "release": release_json(release),
        "as_of": as_of,
        "criteria": [
            {
                "id": c.criterion.id,
                "title": c.criterion.title,
                "applies": dict(c.applies),
                "to_decide": c.to_decide,
                "left_aside": c.left_aside,
            }
            for c in concerned
        ],
    }


def assessment_json(assessment: Assessment) -> Json:
    """An assessment; every score is `[low, high]`, equal when nothing is left open."""
    return {
        "release": {"version": assessment.release, "digest": assessment.digest},
        "as_of": assessment.as_of,
        "tenderer": assessment.tenderer,
        "criteria": [_criterion_score(score) for score in assessment.criteria],
        "themes": {name: _interval(i) for name, i in assessment.themes.items()},
        "qualities": {name: _interval(i) for name, i in assessment.qualities.items()},
        "gains": [
            {"criterion": g.criterion, "question": g.question, "points": round(g.points, 2), "state": g.state}
            for g in assessment.gains
        ],
    }


def _criterion_score(score: CriterionScore) -> Json:
    return {
        "id": score.criterion.id,
        "title": score.criterion.title,
        "score": _interval(score.interval) if score.interval else None,
        "awards": {name: _interval(i) for name, i in score.awards.items()},
        "questions": [
            {
                "id": q.question.id,
                "text": q.question.text,
                "use": q.question.use,
                "state": q.state,
                "score": _interval(q.interval) if q.interval else None,
                "expired_evidence": list(q.expired),
            }
            for q in score.questions
        ],
    }


def _interval(interval: Interval) -> list[float]:
    return [round(interval.low, 2), round(interval.high, 2)]
