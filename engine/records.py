"""Records from their JSON form, as a compiled release or an overlay holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clausier.engine.model import (
    AMBITIONS,
    Ambition,
    Because,
    Ccag,
    Change,
    Checked,
    Clause,
    Control,
    Criterion,
    Dated,
    Doubt,
    Duty,
    Example,
    Exemption,
    Fact,
    LegalBasis,
    Measure,
    Need,
    Parameter,
    Penalty,
    Reference,
    Rule,
    SatisfiedBy,
    Scale,
    Sign,
    Signal,
    Term,
)
from clausier.engine.questions import Answer, Column, Evidence, Mark, Option, Question, Score

Data = Mapping[str, Any]


def terms(entries: Iterable[Data]) -> dict[str, Term]:
    return {e["id"]: _term(e, e.get("asks") or e.get("title", "")) for e in entries}


def _term(d: Data, text: str) -> Term:
    return Term(d["id"], d["label"], d.get("kind", ""), text, tuple(d.get("words", ())), d.get("general", False))


def reference(d: Data) -> Reference:
    return Reference(
        id=d["id"],
        kind=d["kind"],
        citation=d["citation"],
        title=d["title"],
        summary=d["summary"],
        binds=d["binds"],
        in_force_from=d["in_force_from"],
        in_force_to=d["in_force_to"],
        replaced_by=d.get("replaced_by"),
        url=d.get("url"),
        confidence=d["confidence"],
        checked=Checked(d["checked"]["on"], d["checked"]["by"], d["checked"]["against"]),
        doubt=d.get("doubt"),
        values={
            name: tuple(Dated(v["from"], v["value"], v.get("unit")) for v in sorted(values, key=lambda v: v["from"]))
            for name, values in d.get("values", {}).items()
        },
        milestones=d.get("milestones", {}),
    )


def fact(d: Data) -> Fact:
    return Fact(
        d["id"],
        d["type"],
        d["level"],
        d["label"],
        d["question"],
        d.get("unit"),
        d.get("minimum"),
        d.get("values", {}),
        (d["presumed"]["value"], d["presumed"]["when"]) if "presumed" in d else None,
        tuple(Sign(s["value"], s["pattern"], s.get("anywhere", False)) for s in d.get("signs", ())),
    )


def criterion(d: Data) -> Criterion:
    return Criterion(
        id=d["id"],
        slug=d["slug"],
        title=d["title"],
        version=d["version"],
        status=d["status"],
        status_since=d.get("status_since"),
        review_by=d["review_by"],
        theme=d["theme"],
        topic=d["topic"],
        qualities=d["qualities"],
        levers=tuple(d["levers"]),
        sdgs=tuple(d["sdgs"]),
        ambition=d["ambition"],
        assessed_per=d["assessed_per"],
        what=d["what"],
        why=d["why"],
        avoid=d["instead_of"]["avoid"],
        prefer=d["instead_of"]["prefer"],
        known_limits=tuple(d["known_limits"]),
        legal_basis=tuple(LegalBasis(b["ref"], b["role"], b["why"]) for b in d["legal_basis"]),
        maps_to={k: v if isinstance(v, str) else tuple(v) for k, v in d.get("maps_to", {}).items()},
        applicability=tuple(_rule(r) for r in d["applicability"]),
        exceptions=tuple(Exemption(e["id"], e["when"], _because(e["because"])) for e in d.get("exceptions", ())),
        duties=tuple(_duty(x) for x in d.get("duties", ())),
        satisfied_by=tuple(
            SatisfiedBy(s["id"], s["counts_as"], s["at_least"], s["otherwise"]) for s in d.get("satisfied_by", ())
        ),
        parameters={k: parameter(k, p) for k, p in d.get("parameters", {}).items()},
        clauses=tuple(clause(c) for c in d["clauses"]),
        questions=tuple(_question(q) for q in d["questions"]),
        evidence=tuple(_evidence(e) for e in d["evidence"]),
        signals=tuple(_signal(s, d["topic"]) for s in d["signals"]),
        coverage=tuple(
            Need(
                n["id"],
                tuple(n["parts"]),
                tuple(n.get("or_in", ())),
                tuple(n["any_of"]),
                tuple(n.get("spoilt_by", ())),
                n["absent"],
            )
            for n in d["coverage"]
        ),
        changelog=tuple(Change(c["version"], c["date"], c["kind"], c["change"]) for c in d["changelog"]),
    )


def _because(d: Data) -> Because:
    return Because(d.get("ref"), d.get("text"), d.get("milestone"))


def _rule(d: Data) -> Rule:
    doubt = d.get("doubt")
    return Rule(
        d["strength"],
        d["when"],
        _because(d["because"]),
        d.get("explain"),
        Doubt(doubt["when"], doubt["text"]) if doubt else None,
    )


def _duty(d: Data) -> Duty:
    m = d.get("measure")
    target = m.get("target") if m else None
    return Duty(
        id=d["id"],
        binds=d["binds"],
        cycle=d["cycle"],
        stage=d["stage"],
        action=d["action"],
        when=d.get("when"),
        measure=Measure(
            m["numerator"],
            m["denominator"],
            m.get("unit"),
            (target["ref"], target["value"]) if target else None,
        )
        if m
        else None,
        because=_because(d["because"]),
    )


def parameter(name: str, d: Data) -> Parameter:
    return Parameter(
        id=name,
        label=d["label"],
        type=d["type"],
        unit=d.get("unit"),
        default=_by_ambition(d["default"]),
        minimum=d.get("minimum"),
        maximum=d.get("maximum"),
        choices=d.get("choices", {}),
        source_fact=d.get("from"),
        why=d.get("why"),
        bound_by=_because(d["bound_by"]) if "bound_by" in d else None,
    )


def _by_ambition(default: Any) -> dict[Ambition, Any]:
    """One value for each ambition; a level not written takes that of the level below."""
    if not isinstance(default, dict):
        return dict.fromkeys(AMBITIONS, default)
    values: dict[Ambition, Any] = {}
    current: Any = None
    for level in AMBITIONS:
        current = default.get(level, current)
        values[level] = current
    return values


def _ccag(d: Data | None) -> Ccag | None:
    return Ccag(d["article"], d["relation"]) if d else None


def clause(d: Data) -> Clause:
    control, penalty, scale = d.get("control"), d.get("penalty"), d.get("scale")
    return Clause(
        id=d["id"],
        part=d["part"],
        effect=d["effect"],
        heading=d["heading"],
        ambition=d.get("ambition", "baseline"),
        when=d.get("when"),
        counts_as=tuple(d.get("counts_as", ())),
        text=d["text"],
        control=Control(control["text"], control["by"], control["stage"], tuple(control.get("evidence", ())))
        if control
        else None,
        penalty=Penalty(penalty["text"], _ccag(penalty.get("ccag")), tuple(penalty.get("enforces", ())))
        if penalty
        else None,
        ccag=_ccag(d.get("ccag")),
        scale=Scale(scale["maximum"], scale["group"], scale.get("weight"), scale["weights"]) if scale else None,
        safeguards=d.get("safeguards", {}),
        not_with=tuple(d.get("not_with", ())),
        sample=d["sample"],
    )


def _question(d: Data) -> Question:
    a, s, meets = d["answer"], d.get("score"), d.get("meets")
    return Question(
        id=d["id"],
        use=d["use"],
        text=d["text"],
        when=d.get("when"),
        answer=Answer(
            type=a["type"],
            unit=a.get("unit"),
            minimum=a.get("minimum"),
            maximum=a.get("maximum"),
            max_words=a.get("max_words"),
            row=a.get("row"),
            columns=tuple(
                Column(
                    c["id"],
                    c["label"],
                    c["type"],
                    c.get("unit"),
                    c.get("minimum"),
                    c.get("maximum"),
                    c.get("values", {}),
                )
                for c in a.get("columns", ())
            ),
            then=a["then"],
        ),
        options=tuple(Option(o["value"], o["label"], o.get("points")) for o in d.get("options", ())),
        score=_score(s) if s else None,
        grid=tuple(Mark(g["points"], g["when"]) for g in d.get("grid", ())),
        meets=tuple(meets) if isinstance(meets, list) else meets,
        evidence=tuple(d.get("evidence", ())),
    )


def _score(d: Data) -> Score:
    linear = d.get("linear")
    return Score(
        first_of=tuple(d.get("first_of", ())),
        weight_by=d.get("weight_by"),
        linear=((linear[0][0], linear[0][1]), (linear[1][0], linear[1][1])) if linear else None,
        bands=tuple((b.get("at_least"), b["points"]) for b in d.get("bands", ())),
        map=d.get("map", {}),
    )


def _evidence(d: Data) -> Evidence:
    return Evidence(
        d["id"],
        d["label"],
        tuple(d["stage"]),
        tuple(d.get("formats", ())),
        d.get("at_least", 1),
        d["max_age_months"],
        d["check"],
    )


def _signal(d: Data, topic: str) -> Signal:
    return Signal(
        id=d["id"],
        means=d["means"],
        topic=d.get("topic", topic),
        message=d["message"],
        parts=tuple(d.get("parts", ())),
        under=d.get("under"),
        pattern=d["pattern"],
        with_=tuple(d.get("with", ())),
        unless=tuple(d.get("unless", ())),
        valid=d.get("valid"),
        match=tuple(example(e) for e in d["match"]),
        no_match=tuple(example(e) for e in d["no_match"]),
    )


def example(d: str | Data) -> Example:
    return Example(d, None, None) if isinstance(d, str) else Example(d["text"], d.get("part"), d.get("under"))
