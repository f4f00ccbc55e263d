"""Answers handed in, checked on a release, scored, kept and scored again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clausier.api.context import Context
from clausier.api.edition import Edition
from clausier.api.purchases import read_purchase, under
from clausier.api.store.repository import Draft, Kept
from clausier.engine.answers import Answers, parse_answers
from clausier.engine.assess import assess
from clausier.engine.catalogue import Catalogue
from clausier.engine.faults import Fault, InputFaults, suggestion
from clausier.engine.purchase import unknown_criterion
from clausier.engine.selection import select
from clausier.generators.data import assessment_json, release_json

Json = dict[str, Any]
MORE_KEYS = ("answers", "tenderer")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a body holds, once checked: `asked` are the ids to score, None for those that are answered."""

    draft: Draft
    catalogue: Catalogue
    answers: Answers
    facts: Mapping[str, Any]
    asked: list[str] | None


def check(body: Mapping[str, Any], context: Context, edition: Edition) -> Checked:
    """A body (`schemas/answers.schema.json`, where `answers` may be absent, with `purchase` and `criteria`) checked.

    Raises InputFaults with every fault found.
    """
    faults: list[Fault] = []
    catalogue, asked, purchase = edition.catalogue(), None, None
    profile = body.get("profile")
    if isinstance(profile, str):
        catalogue = edition.catalogue(profile)
    if "purchase" in body:
        try:
            if not isinstance(body["purchase"], Mapping):
                raise InputFaults([Fault("", "un objet est attendu", "Décrivez l'achat auquel vous répondez")])
            if "facts" in body or "profile" in body:
                raise InputFaults([Fault("", "facts et profile se donnent alors dans l'achat", "Déplacez-les")])
            if isinstance(body["purchase"].get("profile"), Mapping):
                raise InputFaults([Fault("profile", "un nom de profil est attendu", "Donnez un profil de la base")])
            catalogue, purchase = read_purchase(body["purchase"], context, edition)
            items = select(catalogue, purchase).applying()
            asked = list(dict.fromkeys(item.criterion.id for item in items if item.criterion.questions))
        except InputFaults as error:
            faults += under("purchase", error)
    if "criteria" in body:
        try:
            asked = named_criteria(body["criteria"], catalogue)
        except InputFaults as error:
            faults += error.faults
    given = {key: value for key, value in body.items() if key not in ("purchase", "criteria")}
    date = purchase.as_of if purchase else context.today()
    try:
        answers = parse_answers({"answers": {}, **given}, catalogue, date)
    except InputFaults as error:
        raise InputFaults([*faults, *error.faults]) from None
    if faults:
        raise InputFaults(faults)
    draft = Draft(
        tenderer=answers.tenderer,
        as_of=answers.as_of,
        answers=dict(body.get("answers", {})),
        facts=dict(body.get("facts", {})),
        purchase=body.get("purchase"),
        profile=profile,
        criteria=body.get("criteria"),
    )
    return Checked(draft, catalogue, answers, purchase.facts if purchase else answers.facts, asked)


def named_criteria(names: Any, catalogue: Catalogue) -> list[str]:
    """Ids of criteria, each once, in the order of the base. Raises InputFaults."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputFaults([Fault("criteria", "une liste d'identifiants est attendue", "Par exemple nr-0012, nr-0024")])
    faults = [
        unknown_criterion(name, catalogue, f"criteria[{number}]")
        for number, name in enumerate(names, start=1)
        if name not in catalogue.criteria
    ]
    if faults:
        raise InputFaults(faults)
    return [name for name in catalogue.criteria if name in names]


def result_json(checked: Checked, as_of: str | None = None) -> Json:
    """The scores at a date, that of the draft by default; `not_asked` are answered criteria left out of them."""
    answers, catalogue = checked.answers, checked.catalogue
    date = as_of or answers.as_of
    scored = assess(catalogue, answers.given, checked.facts, date, checked.asked, answers.tenderer)
    kept = {score.criterion.id for score in scored.criteria}
    return {**assessment_json(scored), "not_asked": [name for name in answers.given if name not in kept]}


def checked_again(kept: Kept, context: Context) -> Checked:
    """A stored assessment, on the release it was made on. Raises ReleaseError where that one is lost."""
    return check(body_of(kept.draft), context, context.edition_of(kept.release))


def body_of(draft: Draft) -> Json:
    """The body that gives this draft again."""
    body: Json = {"tenderer": draft.tenderer, "as_of": draft.as_of, "answers": dict(draft.answers)}
    if draft.purchase is None:
        body["facts"] = dict(draft.facts)
    optional = {"purchase": draft.purchase, "profile": draft.profile, "criteria": draft.criteria}
    return body | {key: value for key, value in optional.items() if value is not None}


def with_more(draft: Draft, more: Mapping[str, Any]) -> Json:
    """The body of a draft to which answers are added; null takes an answer, or all those of a criterion, away.

    Raises InputFaults. The answers themselves are checked with the rest of the body.
    """
    faults = [
        Fault("", f"clé inconnue « {key} »", suggestion(key, MORE_KEYS) or "Clés possibles : " + ", ".join(MORE_KEYS))
        for key in more
        if key not in MORE_KEYS
    ]
    added = more.get("answers", {})
    if not isinstance(added, Mapping):
        faults.append(Fault("answers", "un ensemble de clés est attendu", "Un critère par ligne, puis ses questions"))
    if faults:
        raise InputFaults(faults)
    body = body_of(draft)
    answers: Json = body["answers"]
    for criterion, given in added.items():
        if given is None:
            answers.pop(criterion, None)
        elif isinstance(given, Mapping) and isinstance(answers.get(criterion, {}), Mapping):
            merged = {**answers.get(criterion, {}), **given}
            answers[criterion] = {question: answer for question, answer in merged.items() if answer is not None}
        else:
            # Not an object: the contract says what is wrong with it.
            answers[criterion] = given
    if "tenderer" in more:
        body["tenderer"] = more["tenderer"]
    return body


def edition_asked(body: Mapping[str, Any], context: Context) -> Edition:
    """The release named by the answers, by its version or its digest; else the current one. Raises InputFaults."""
    name = body.get("release")
    if not isinstance(name, str):
        return context.current
    edition = context.edition_named(name)
    if edition is None:
        fault = Fault("release", f"version inconnue « {name[:70]} »", "/v1/releases donne celles qui sont installées")
        raise InputFaults([fault])
    return edition


def assessment_form(kept: Kept, checked: Checked, link: str) -> Json:
    draft = kept.draft
    return {
        "id": kept.id,
        "link": link,
        "revision": kept.revision,
        "created_at": kept.created_at.isoformat(timespec="seconds"),
        "updated_at": kept.updated_at.isoformat(timespec="seconds"),
        "release": release_json(checked.catalogue.release),
        "as_of": draft.as_of,
        "tenderer": draft.tenderer,
        "profile": draft.profile,
        "purchase": draft.purchase,
        "facts": dict(draft.facts),
        "criteria": draft.criteria,
        "answers": dict(draft.answers),
        "result": result_json(checked),
    }
