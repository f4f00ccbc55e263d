"""Links inside the base: every id that a file names exists, is dated where law needs a date, and is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clausier.engine.base.source import Source
from clausier.engine.clauses import PLACEHOLDER
from clausier.engine.faults import Fault, suggestion
from clausier.engine.model import STRENGTHS
from clausier.engine.signals import PatternError, compile_pattern

Data = Mapping[str, Any]


def link_faults(identifier: str, source: Source) -> list[Fault]:
    """Faults of one criterion that already fits its contract."""
    criterion, path = source.criteria[identifier], source.files[identifier]
    found = [
        *_unwritten(criterion, ""),
        *_identity(criterion, path, source),
        *_references(criterion, source),
        *(
            fault
            for where, condition in conditions(criterion)
            for fault in _condition(where, condition, criterion, source)
        ),
        *_rules(criterion, source),
        *_parameters(criterion, source),
        *_clauses(criterion),
        *_questions(criterion),
        *_signals(criterion, source),
        *_standards(criterion, source),
    ]
    return [Fault(f"{path} : {fault.where}", fault.what, fault.remedy) for fault in found]


UNWRITTEN = "À ÉCRIRE"  # what `clausier base new` leaves where the author must write


def _unwritten(value: Any, where: str) -> Iterator[Fault]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _unwritten(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _unwritten(item, f"{where}[{number}]")
    elif isinstance(value, str) and UNWRITTEN in value:
        yield Fault(where, "ce texte reste à écrire", "Remplacez-le")


def _named(where: str, what: str, name: str, known: Iterable[str], home: str) -> Iterator[Fault]:
    known = list(known)
    if name not in known:
        yield Fault(
            where,
            f"{what} « {name} » est absent de {home}",
            suggestion(name, known) or "Ajoutez-le ou corrigez",
        )


def _identity(criterion: Data, path: str, source: Source) -> Iterator[Fault]:
    expected = f"catalog/{criterion['theme']}/{criterion['id']}-{criterion['slug']}.yaml"
    if path != expected:
        yield Fault("id", "le fichier n'est pas à sa place", f"Déplacez-le en {expected}")
    if criterion["id"] in source.withdrawn:
        yield Fault("id", f"« {criterion['id']} » a été retiré de la base", "Un identifiant ne sert qu'une fois")
    for key in ("theme", "topic"):
        yield from _named(
            key,
            key,
            criterion[key],
            (t["id"] for t in source.vocabulary[f"{key}s"]),
            f"vocabulary/{key}s.yaml",
        )
    if criterion["changelog"][0]["version"] != criterion["version"]:
        yield Fault("changelog[1]", "la première ligne n'est pas celle de la version courante", "Ajoutez-la en tête")
    if "main" not in criterion["qualities"].values():
        yield Fault("qualities", "aucune qualité principale", "Marquez-en une main")


def _references(criterion: Data, source: Source) -> Iterator[Fault]:
    """Every reference named, wherever it stands, is in the base."""
    for where, ref in references_named(criterion):
        if ref not in source.references:
            remedy = suggestion(ref, source.references) or "Ajoutez-la dans criteria/references/"
            yield Fault(where, f"{criterion['id']} cite {ref}, absente de criteria/references/", remedy)


def references_named(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every reference that a criterion names, after its place: law, reasons, figures, dates of conditions."""
    if isinstance(value, dict):
        for key, inner in value.items():
            place = f"{where}.{key}" if where else key
            if key in ("ref", "in_force") and isinstance(inner, str):
                yield place, inner
            elif key != "tests":
                yield from references_named(inner, place)
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from references_named(item, f"{where}[{number}]")


def conditions(criterion: Data) -> Iterator[tuple[str, Data]]:
    """Every condition of a criterion with its place."""
    for key in ("applicability", "exceptions", "duties", "clauses", "questions"):
        for number, entry in enumerate(criterion.get(key, ()), start=1):
            if "when" in entry:
                yield f"{key}[{number}].when", entry["when"]
            if "doubt" in entry:
                yield f"{key}[{number}].doubt.when", entry["doubt"]["when"]
    for number, entry in enumerate(criterion["signals"], start=1):
        if "valid" in entry:
            yield f"signals[{number}].valid", entry["valid"]


def leaves(condition: Data) -> Iterator[Data]:
    for key in ("all", "any"):
        for inner in condition.get(key, ()):
            yield from leaves(inner)
    if "not" in condition:
        yield from leaves(condition["not"])
    elif "all" not in condition and "any" not in condition:
        yield condition


def _condition(where: str, condition: Data, criterion: Data, source: Source) -> Iterator[Fault]:
    facts = {fact["id"]: fact for fact in source.vocabulary["facts"]}
    derived = {fact["id"] for fact in source.vocabulary["derived"]}
    for leaf in leaves(condition):
        if "parameter" in leaf:
            yield from _named(where, "le paramètre", leaf["parameter"], criterion.get("parameters", {}), "parameters")
            continue
        if "milestone" in leaf and leaf["in_force"] in source.references:
            stages = source.references[leaf["in_force"]].get("milestones", {})
            yield from _named(where, "l'étape", leaf["milestone"], stages, f"{leaf['in_force']}.milestones")
        name = leaf.get("fact", leaf.get("at"))
        if name is None:
            continue
        if name not in facts and name not in derived:
            yield Fault(
                where,
                f"fait inconnu « {name} »",
                suggestion(name, [*facts, *derived]) or "Ajoutez-le au vocabulaire",
            )
        elif name in derived:
            if not isinstance(leaf.get("is"), bool):
                yield Fault(where, f"« {name} » est vrai ou faux", "Écrivez is: true ou is: false")
        elif "fact" in leaf:
            yield from _comparison(where, leaf, facts[name], source)
        elif facts[name]["type"] != "date":
            yield Fault(where, f"« {name} » n'est pas une date", "at demande un fait de type date")


_OPERATORS = {
    "boolean": ("is",),
    "enum": ("is", "in"),
    "set": ("any_of", "all_of"),
    "integer": ("is", "at_least", "below"),
    "money": ("at_least", "below"),
    "date": ("at_least", "below"),
}


def _comparison(where: str, leaf: Data, fact: Data, source: Source) -> Iterator[Fault]:
    operator = next(key for key in leaf if key != "fact")
    expected = leaf[operator]
    allowed = _OPERATORS[fact["type"]]
    if operator not in allowed:
        yield Fault(
            where,
            f"« {operator} » ne convient pas au fait {fact['id']} ({fact['type']})",
            f"Employez {' ou '.join(allowed)}",
        )
    elif fact["type"] == "boolean" and not isinstance(expected, bool):
        yield Fault(where, f"{fact['id']} est vrai ou faux", "Écrivez is: true ou is: false")
    elif fact["type"] in ("enum", "set"):
        for value in expected if isinstance(expected, list) else [expected]:
            yield from _named(where, "la valeur", str(value), fact["values"], f"{fact['id']}")
    elif isinstance(expected, dict) and expected["ref"] in source.references:
        figures = source.references[expected["ref"]].get("values", {})
        yield from _named(where, "le chiffre", expected["value"], figures, f"{expected['ref']}.values")


def _rules(criterion: Data, source: Source) -> Iterator[Fault]:
    ranks = [STRENGTHS.index(rule["strength"]) for rule in criterion["applicability"]]
    if ranks != sorted(ranks):
        yield Fault("applicability", "les règles ne vont pas de la plus forte à la plus faible", "Réordonnez-les")
    for key in ("applicability", "exceptions", "duties"):
        for number, entry in enumerate(criterion.get(key, ()), start=1):
            reference = source.references.get(entry["because"].get("ref", ""))
            if reference is None:
                continue
            where = f"{key}[{number}].because"
            stage = entry["because"].get("milestone")
            if stage is not None:
                home = f"{reference['id']}.milestones"
                yield from _named(where, "l'étape", stage, reference.get("milestones", {}), home)
            if key != "exceptions" and stage is None and reference["in_force_from"] is None:
                yield Fault(
                    where,
                    f"{reference['id']} n'a pas de date d'entrée en vigueur",
                    "Appuyez-vous sur un texte daté",
                )
            if entry.get("strength") == "mandatory" and reference["confidence"] != "high":
                yield Fault(
                    where,
                    f"une obligation ne peut reposer sur {reference['id']}, de confiance « {reference['confidence']} »",
                    "Baissez la portée ou citez un texte sûr",
                )
    cited = {basis["ref"] for basis in criterion["legal_basis"]}
    for number, rule in enumerate(criterion["applicability"], start=1):
        if rule["because"].get("ref") not in cited:
            yield Fault(
                f"applicability[{number}].because",
                "cette référence manque à legal_basis",
                "Ajoutez-la avec son rôle",
            )


def _parameters(criterion: Data, source: Source) -> Iterator[Fault]:
    declared = criterion.get("parameters", {})
    facts = {fact["id"] for fact in source.vocabulary["facts"]}
    used: set[str] = set()
    for number, clause in enumerate(criterion["clauses"], start=1):
        text = " ".join(
            [
                clause["text"],
                clause.get("control", {}).get("text", ""),
                clause.get("penalty", {}).get("text", ""),
            ]
        )
        for name in PLACEHOLDER.findall(text):
            used.add(name)
            yield from _named(f"clauses[{number}]", "le paramètre", name, declared, "parameters")
        if "{{" in PLACEHOLDER.sub("", text):
            yield Fault(f"clauses[{number}]", "un paramètre est mal écrit", "Écrivez {{ nom_du_parametre }}")
        for name in [
            *clause["sample"]["with"],
            *([clause["scale"]["weight"]] if clause.get("scale", {}).get("weight") else []),
        ]:
            used.add(name)
            yield from _named(f"clauses[{number}]", "le paramètre", name, declared, "parameters")
    for _, condition in conditions(criterion):
        used.update(leaf["parameter"] for leaf in leaves(condition) if "parameter" in leaf)
    for name, parameter in declared.items():
        where = f"parameters.{name}"
        if name not in used:
            yield Fault(where, "paramètre déclaré et jamais employé", "Employez-le ou retirez-le")
        if "from" in parameter:
            yield from _named(where, "le fait", parameter["from"], facts, "vocabulary/facts.yaml")
        if parameter["type"] == "money" and ("maximum" not in parameter or "minimum" not in parameter):
            yield Fault(where, "un montant sans bornes", "Ajoutez minimum et maximum")


def _clauses(criterion: Data) -> Iterator[Fault]:
    clauses = [clause["id"] for clause in criterion["clauses"]]
    evidence = {entry["id"] for entry in criterion["evidence"]}
    questions = {q["id"]: q for q in criterion["questions"]}
    yield from _twice("clauses", clauses)
    for number, clause in enumerate(criterion["clauses"], start=1):
        where = f"clauses[{number}]"
        words = len(clause["text"].split())
        if words > 120:
            yield Fault(where, f"clause de {words} mots", "Restez sous 120 mots, ou coupez-la en deux")
        for name in clause.get("control", {}).get("evidence", ()):
            yield from _named(f"{where}.control", "la preuve", name, evidence, "evidence")
        for name in (*clause.get("penalty", {}).get("enforces", ()), *clause.get("not_with", ())):
            yield from _named(where, "la clause", name, clauses, "clauses")
        if "scale" in clause:
            weights = clause["scale"]["weights"]
            if abs(sum(weights.values()) - 100) > 1e-9:
                yield Fault(f"{where}.scale", f"les parts font {sum(weights.values()):g}", "Elles doivent faire 100")
            for name in weights:
                yield from _named(f"{where}.scale", "la question", name, questions, "questions")
                if name in questions and questions[name]["use"] != "score":
                    yield Fault(f"{where}.scale", f"« {name} » n'est pas une question notée", "Donnez-lui use: score")
    for need in criterion.get("satisfied_by", ()):
        yield from _named("satisfied_by", "la clause", need["otherwise"], clauses, "clauses")


def _twice(where: str, ids: list[str]) -> Iterator[Fault]:
    for name in sorted({i for i in ids if ids.count(i) > 1}):
        yield Fault(where, f"« {name} » est écrit deux fois", "Un identifiant ne sert qu'une fois")


def _questions(criterion: Data) -> Iterator[Fault]:
    evidence = {entry["id"] for entry in criterion["evidence"]}
    asked = {name for q in criterion["questions"] for name in q.get("evidence", ())}
    controlled = {name for c in criterion["clauses"] for name in c.get("control", {}).get("evidence", ())}
    yield from _twice("questions", [q["id"] for q in criterion["questions"]])
    yield from _twice("evidence", [e["id"] for e in criterion["evidence"]])
    for name in sorted(evidence - asked - controlled):
        yield Fault(
            "evidence",
            f"« {name} » ne sert à aucune question ni à aucun contrôle",
            "Employez-la ou retirez-la",
        )
    for number, question in enumerate(criterion["questions"], start=1):
        where = f"questions[{number}]"
        for name in question.get("evidence", ()):
            yield from _named(where, "la preuve", name, evidence, "evidence")
        ways = [key for key in ("options", "score", "grid") if key in question]
        kind = question["answer"]["type"]
        if question["use"] == "score":
            if len(ways) != 1:
                yield Fault(where, "une question notée a une seule façon de l'être", "Gardez options, score ou grid")
            elif max(_points(question), default=10) != 10:
                yield Fault(where, "la meilleure réponse ne vaut pas 10 points", "Notez sur 10")
        if kind == "choice" and "options" not in question:
            yield Fault(where, "un choix sans options", "Ajoutez options")
        if "score" in question:
            yield from _score(where, question)
        if question["use"] == "compliance" and "meets" not in question:
            yield Fault(where, "rien ne dit quelle réponse convient", "Ajoutez meets")


def _points(question: Data) -> list[float]:
    score = question.get("score", {})
    return [
        *(o["points"] for o in question.get("options", ()) if "points" in o),
        *(mark["points"] for mark in question.get("grid", ())),
        *(band["points"] for band in score.get("bands", ())),
        *(score.get("map", {}).values()),
        *(points for _, points in score.get("linear", ())),
    ]


def _score(where: str, question: Data) -> Iterator[Fault]:
    score, columns = question["score"], [c["id"] for c in question["answer"].get("columns", ())]
    if len([key for key in ("linear", "bands", "map") if key in score]) != 1:
        yield Fault(where, "score demande exactement un de linear, bands ou map", "Gardez-en un")
    if question["answer"]["type"] == "table" and "first_of" not in score:
        yield Fault(where, "une table notée dit quelle colonne est lue", "Ajoutez first_of")
    for name in (*score.get("first_of", ()), *([score["weight_by"]] if "weight_by" in score else [])):
        yield from _named(where, "la colonne", name, columns, "columns")
    marks = score.get("linear")
    if marks and marks[0][0] >= marks[1][0]:
        yield Fault(
            f"{where}.score",
            f"linear va à rebours, de {marks[0][0]:g} à {marks[1][0]:g}",
            "Écrivez-les dans l'ordre croissant ; si moins vaut mieux, ce sont les points qui décroissent",
        )
    floors = [band.get("at_least") for band in score.get("bands", ())]
    known = [floor for floor in floors if floor is not None]
    if known != sorted(known, reverse=True) or None in floors[:-1]:
        yield Fault(where, "les paliers ne vont pas du plus haut au plus bas", "Réordonnez-les")


def _signals(criterion: Data, source: Source) -> Iterator[Fault]:
    ids = [signal["id"] for signal in criterion["signals"]]
    topics = [topic["id"] for topic in source.vocabulary["topics"]]
    yield from _twice("signals", ids)
    for number, signal in enumerate(criterion["signals"], start=1):
        where = f"signals[{number}]"
        if "topic" in signal:
            yield from _named(where, "le sujet", signal["topic"], topics, "vocabulary/topics.yaml")
        for key in ("pattern", "under", "with", "unless"):
            values = signal.get(key, [])
            for pattern in [values] if isinstance(values, str) else values:
                try:
                    compile_pattern(pattern)
                except PatternError as error:
                    yield Fault(f"{where}.{key}", f"expression refusée ({error})", "Écrivez-la en syntaxe RE2")
    for number, need in enumerate(criterion["coverage"], start=1):
        for name in (*need["any_of"], *need.get("spoilt_by", ())):
            yield from _named(f"coverage[{number}]", "l'indice", name, ids, "signals")


def _standards(criterion: Data, source: Source) -> Iterator[Fault]:
    for standard, items in criterion.get("maps_to", {}).items():
        yield from _named("maps_to", "le référentiel", standard, source.standards, "standards/")
        if standard in source.standards and isinstance(items, list):
            known = source.standards[standard]["items"]
            for item in items:
                yield from _named(f"maps_to.{standard}", "l'item", str(item), known, f"standards/{standard}.yaml")
