"""Inline examples run as tests: samples of clauses, matches of signals, and the tests of select, review, assess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clausier.engine.assess import Given, Interval, score_criterion
from clausier.engine.catalogue import Catalogue
from clausier.engine.clauses import fill_clause, plain
from clausier.engine.dossier import Document, Dossier, Location, Passage
from clausier.engine.facts import known_facts
from clausier.engine.faults import Fault
from clausier.engine.model import Clause, Criterion, Example, Release
from clausier.engine.purchase import Purchase
from clausier.engine.review import CriterionReview, review
from clausier.engine.selection import Item, judge, select
from clausier.engine.signals import fires

Data = Mapping[str, Any]
DEFAULT_AS_OF = "2026-11-22"


def example_faults(criterion: Criterion, tests: list[Data], release: Release, path: str) -> list[Fault]:
    """Every example of one criterion that does not come out as written. The criterion's links must be sound."""
    catalogue = Catalogue(release, {criterion.id: criterion})
    found = [*_samples(criterion, catalogue), *_own_clauses(criterion, catalogue), *_signal_examples(criterion)]
    for number, test in enumerate(tests, start=1):
        where = f"tests[{number}] « {test['name']} »"
        found += [
            Fault(where, what, "Corrigez la règle ou le test") for what in _differences(test, criterion, catalogue)
        ]
    return [Fault(f"{path} : {fault.where}", fault.what, fault.remedy) for fault in found]


def _samples(criterion: Criterion, catalogue: Catalogue) -> Iterator[Fault]:
    for number, clause in enumerate(criterion.clauses, start=1):
        text = _spaces(" ".join(_printed(clause, criterion, catalogue)))
        if _spaces(clause.sample["contains"]) not in text:
            yield Fault(
                f"clauses[{number}].sample",
                f"« {clause.sample['contains']} » n'est pas dans « {text} »",
                "Corrigez l'exemple ou la clause",
            )


def _printed(clause: Clause, criterion: Criterion, catalogue: Catalogue) -> list[str]:
    """The text of a clause, its control and its penalty, with the parameters of its sample."""
    purchase = Purchase("", DEFAULT_AS_OF, clause.ambition, parameters={criterion.id: clause.sample["with"]})
    filled = fill_clause(judge(catalogue, criterion, purchase), clause)
    return [plain(segments) for segments in (filled.text, filled.control, filled.penalty) if segments]


def _own_clauses(criterion: Criterion, catalogue: Catalogue) -> Iterator[Fault]:
    """The needs that a draft made of the criterion's own clauses would be told to lack."""
    draft: dict[str, list[str]] = {}
    for clause in criterion.clauses:
        draft.setdefault(clause.part, []).append(f"# {clause.heading}")
        for text in _printed(clause, criterion, catalogue):
            draft[clause.part] += [line for line in text.split("\n") if line.strip()]
    for number, need in enumerate(_reviewed(draft, criterion, catalogue, DEFAULT_AS_OF).needs, start=1):
        # What a parameter leaves for the buyer to fill cannot be judged.
        if need.verdict != "satisfied" and need.reason != "blank":
            yield Fault(
                f"coverage[{number}] {need.need.id}",
                "les clauses du critère n'y répondent pas elles-mêmes",
                "Revoyez les indices, ou la clause",
            )


def _spaces(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def _signal_examples(criterion: Criterion) -> Iterator[Fault]:
    for number, signal in enumerate(criterion.signals, start=1):
        for wanted, examples in ((True, signal.match), (False, signal.no_match)):
            for example in examples:
                if fires(criterion, signal, example.text, example.under or "", example.part) is not wanted:
                    verb = "ne le reconnaît pas" if wanted else "le reconnaît à tort"
                    yield Fault(
                        f"signals[{number}] {signal.id}",
                        f"« {example.text} » : l'indice {verb}",
                        "Revoyez l'expression",
                    )
        for piece, bare in (
            ("parts", replace(signal, parts=())),
            ("under", replace(signal, under=None)),
            *(
                (f"with[{n}]", replace(signal, with_=_without(signal.with_, n)))
                for n in range(1, len(signal.with_) + 1)
            ),
            *(
                (f"unless[{n}]", replace(signal, unless=_without(signal.unless, n)))
                for n in range(1, len(signal.unless) + 1)
            ),
        ):
            if bare != signal and not any(_fires(criterion, bare, example) for example in signal.no_match):
                yield Fault(
                    f"signals[{number}] {signal.id}",
                    f"aucun no_match ne montre à quoi sert {piece}",
                    "Ajoutez un texte que seul ce contexte écarte",
                )


def _without(patterns: tuple[str, ...], number: int) -> tuple[str, ...]:
    return patterns[: number - 1] + patterns[number:]


def _fires(criterion: Criterion, signal: Any, example: Example) -> bool:
    return fires(criterion, signal, example.text, example.under or "", example.part)


def _differences(test: Data, criterion: Criterion, catalogue: Catalogue) -> Iterator[str]:
    got, problems = _outcome(test, criterion, catalogue)
    yield from problems
    if problems:
        return
    for key, wanted in test["expect"].items():
        actual = got.get(key)
        if key == "clauses":
            wrong = [name for name in wanted if (name.lstrip("!") in (actual or ())) is name.startswith("!")]
            if wrong:
                yield f"clauses : {', '.join(wrong)} attendu, clauses retenues : {', '.join(actual or ()) or 'aucune'}"
        elif key in ("duties", "needs", "score"):
            for name, value in wanted.items():
                if (actual or {}).get(name) != value:
                    yield f"{key}.{name} : {value} attendu, {(actual or {}).get(name, 'rien')} obtenu"
        elif key in ("references", "signals"):
            absent = [name for name in wanted if (name.lstrip("!") in (actual or ())) is name.startswith("!")]
            if absent:
                yield f"{key} : {', '.join(absent)} attendu, {', '.join(actual or ()) or 'rien'} obtenu"
        elif actual != wanted:
            yield f"{key} : {wanted} attendu, {'rien' if actual is None else actual} obtenu"


def _outcome(test: Data, criterion: Criterion, catalogue: Catalogue) -> tuple[dict[str, Any], list[str]]:
    release = catalogue.release
    facts, faults = known_facts(test.get("facts", {}), release.facts, release.derived)
    if faults:
        return {}, [str(fault) for fault in faults]
    as_of = test.get("as_of", DEFAULT_AS_OF)
    if "draft" in test:
        return _review_outcome(test["draft"], criterion, catalogue, as_of), []
    if "answers" in test:
        given = {name: Given(value) for name, value in test["answers"].items()}
        score = score_criterion(catalogue, criterion, given, facts, as_of)
        intervals = {**score.awards, **({"criterion": score.interval} if score.interval else {})}
        return {"score": {name: _rounded(interval) for name, interval in intervals.items()}}, []
    purchase = Purchase(
        "",
        as_of,
        test.get("ambition", "baseline"),
        facts,
        parameters={criterion.id: test.get("parameters", {})},
    )
    return _selection_outcome(judge(catalogue, criterion, purchase)), []


def _rounded(interval: Interval) -> list[float]:
    return [round(interval.low, 2), round(interval.high, 2)]


def _selection_outcome(item: Item) -> dict[str, Any]:
    return {
        "verdict": item.verdict,
        "strength": item.strength,
        "could_rise_to": item.could_rise_to,
        "missing": list(item.missing),
        "unless": list(item.unless),
        "exception": item.exception,
        "clauses": item.clauses,
        "undecided": [undecided.id for undecided in item.undecided],
        "duties": {state.duty.id: state.verdict for state in item.duties},
        "references": [state.basis.ref for state in item.legal if state.status == "in_force"],
    }


def draft_dossier(draft: Mapping[str, list[str]]) -> Dossier:
    """A dossier from lines written in a test: « # Titre » opens a heading, anything else is a paragraph."""
    documents = []
    for part, lines in draft.items():
        passages: list[Passage] = []
        headings: tuple[str, ...] = ()
        for number, line in enumerate(lines, start=1):
            heading = line.startswith("# ")
            passages.append(
                Passage(
                    document=part,
                    kind="heading" if heading else "paragraph",
                    text=line.removeprefix("# "),
                    location=Location(paragraph=number),
                    headings=() if heading else headings,
                )
            )
            if heading:
                headings = (passages[-1].text,)
        documents.append(Document(name=part, format="test", part=part, passages=tuple(passages), headings_known=True))
    return Dossier(tuple(documents))


def _reviewed(
    draft: Mapping[str, list[str]], criterion: Criterion, catalogue: Catalogue, as_of: str
) -> CriterionReview:
    # Of a purchase of which nothing is known, at every ambition: a few lines are too little to tell what it is.
    result = review(catalogue, draft_dossier(draft), as_of, select(catalogue, Purchase("", as_of, "exemplary")))
    return next(c for c in result.criteria if c.criterion is criterion)


def _review_outcome(
    draft: Mapping[str, list[str]], criterion: Criterion, catalogue: Catalogue, as_of: str
) -> dict[str, Any]:
    own = _reviewed(draft, criterion, catalogue, as_of)
    return {
        "verdict": own.verdict,
        "needs": {need.need.id: need.verdict for need in own.needs},
        "signals": sorted({hint.signal.id for hint in own.hints}),
    }
