"""The justification note, on the rest: what is undecided, left out, set by someone, or owed outside the clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clausier.engine.clauses import shown
from clausier.engine.model import Parameter
from clausier.engine.selection import DutyState, Item
from clausier.engine.text import lower_first
from clausier.generators.document import (
    Block,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Runs,
    Table,
    every_run,
    numbered,
    runs,
)
from clausier.generators.frame import Frame, by_lots
from clausier.generators.justification_kept import name, questions
from clausier.generators.reasons import because_sentence, why_clause_left_out, why_left_out
from clausier.generators.words import BINDS, DUTY_STAGE, STRENGTH, counted, enumeration, unit, upper_first

Row = tuple[Runs, ...]


def undecided(frame: Frame, parts: Mapping[str, Document]) -> list[Block]:
    """Criteria and clauses that wait for a fact, the questions that settle them, and the blanks of the parts."""
    blocks: list[Block] = [Heading(1, "Ce qui reste à décider", "undecided")]
    rows = _undecided_rows(frame)
    if rows:
        blocks += [
            Paragraph(runs("Ces points dépendent de faits que l'acheteur n'a pas encore donnés."), keep=True),
            Table(
                caption="Critères et clauses à décider",
                description="Pour chaque critère ou clause : ce qui est en jeu et les faits qui manquent.",
                header=("Critère", "À décider", "Faits manquants"),
                widths=(44, 26, 30),
                rows=tuple(rows),
            ),
        ]
    if frame.selection.questions:
        facts = frame.catalogue.release.facts
        lines = tuple(
            runs(Run(facts[fact].label, "strong"), f" – {facts[fact].question} (concerne {counted(count, 'critère')})")
            for fact, count in frame.selection.questions
        )
        title = "Questions à régler, la plus utile d'abord :"
        blocks += [Paragraph(runs(Run(title, "strong")), "label", keep=True), ListBlock(lines)]
    blanks = tuple(line for part, document in parts.items() for line in _blanks(frame, part, document))
    if blanks:
        title = "Passages à compléter dans les pièces :"
        blocks += [Paragraph(runs(Run(title, "strong")), "label", keep=True), ListBlock(blanks)]
    if len(blocks) == 1:
        blocks.append(Paragraph(runs("Rien : aucun fait ne manque et aucun passage n'est à compléter.")))
    return blocks


def _blanks(frame: Frame, part: str, document: Document) -> Iterator[Runs]:
    """« CCTP, article 2.1 – [à compléter : …] », once an article."""
    numbers = numbered(document.blocks)
    label = frame.catalogue.release.parts[part].label
    article = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            article = numbers[block.anchor]
        for run in dict.fromkeys(every_run([block])):
            if run.kind == "blank":
                yield runs(f"{label}, article {article} – ", run)


def _undecided_rows(frame: Frame) -> list[Row]:
    facts = frame.catalogue.release.facts
    rows: list[Row] = []
    proposed = [item for item in frame.selection.items if item.proposed]
    for item, lots in by_lots(proposed, lambda i: (i.verdict, i.missing, i.could_rise_to, i.undecided)):
        title = runs(name(frame, item, lots))
        if item.verdict == "unknown":
            rise = f"S'applique-t-il ? Au plus : « {STRENGTH[item.could_rise_to or 'recommended']} »"
            rows.append((title, runs(rise), runs(_labels(frame, item.missing))))
        headings = {clause.id: clause.heading for clause in item.criterion.clauses}
        for clause in item.undecided:
            missing = ", ".join(facts[fact].label for fact in clause.missing) or "aucun : texte non daté"
            rows.append((title, runs(f"Clause « {headings[clause.id]} »"), runs(missing)))
    return rows


def _labels(frame: Frame, facts: tuple[str, ...]) -> str:
    return ", ".join(frame.catalogue.release.facts[fact].label for fact in facts)


def left_out(frame: Frame) -> list[Block]:
    """Criteria that do not apply or lie beyond the ambition or the profile, and clauses of kept ones set aside."""
    blocks: list[Block] = [Heading(1, "Ce qui n'est pas retenu, et pourquoi", "left-out")]
    rows: list[Row] = [
        (runs(name(frame, item, lots)), runs(upper_first(why_left_out(frame, item))))
        for item, lots in by_lots(
            (item for item in frame.selection.items if not item.proposed), lambda i: why_left_out(frame, i)
        )
    ]
    release = frame.catalogue.release
    for change in frame.catalogue.changes:
        if change.kind in ("exclude", "not_selected"):
            title = f"{change.criterion.upper()} – {release.criteria[change.criterion].title}"
            reason = f" : {change.reason}" if change.reason else ", qui ne le retient pas"
            rows.append((runs(title), runs(f"Écarté par le profil « {frame.profile_title(change.layer)} »{reason}")))
    if rows:
        blocks.append(
            Table(
                caption="Critères non retenus",
                description="Chaque critère non retenu et le motif.",
                header=("Critère", "Motif"),
                widths=(45, 55),
                rows=tuple(rows),
            )
        )
    clauses = _clause_rows(frame)
    if clauses:
        blocks.append(
            Table(
                caption="Clauses non retenues de critères retenus",
                description="Chaque clause non retenue d'un critère retenu et le motif.",
                header=("Critère", "Clause", "Motif"),
                widths=(20, 35, 45),
                rows=tuple(clauses),
            )
        )
    if len(blocks) == 1:
        blocks.append(Paragraph(runs("Tous les critères et toutes les clauses sont retenus.")))
    return blocks


def _clause_rows(frame: Frame) -> list[Row]:
    """One line for the clauses of a criterion that are left out for the same reason, in the same lots."""
    lots: dict[tuple[str, str, str], list[str]] = {}
    for item in frame.selection.applying():
        elsewhere = {*item.clauses, *(clause.id for clause in item.undecided)}
        for clause in item.criterion.clauses:
            if clause.id not in elsewhere:
                key = (item.criterion.label, clause.heading, why_clause_left_out(frame, item, clause))
                lots.setdefault(key, []).extend([item.lot] if item.lot else [])
    headings: dict[tuple[str, str, str], list[str]] = {}
    for (label, heading, why), ids in lots.items():
        headings.setdefault((label, frame.short_lots(tuple(ids)), why), []).append(f"« {heading} »")
    return [
        (runs(f"{label} ({where})" if where else label), runs(enumeration(found)), runs(upper_first(why)))
        for (label, where, why), found in headings.items()
    ]


def settings(frame: Frame) -> list[Block]:
    """The values that are not the base's default, and who set them."""
    ambition = frame.selection.purchase.ambition
    lots: dict[tuple[str, str, str, str], list[str]] = {}
    for item in frame.selection.applying():
        for key, setting in item.settings.items():
            parameter = item.criterion.parameters[key]
            default = parameter.default[ambition]
            if setting.origin != "default" and setting.value != default:
                line = (
                    f"{item.criterion.label} – {parameter.label}",
                    _value(parameter, setting.value),
                    _value(parameter, default),
                    _origin(frame, parameter, setting.origin),
                )
                lots.setdefault(line, []).extend([item.lot] if item.lot else [])
    rows: list[Row] = []
    for (label, *cells), ids in lots.items():
        where = frame.short_lots(tuple(ids))
        rows.append(tuple(runs(upper_first(text)) for text in (f"{label} ({where})" if where else label, *cells)))
    blocks: list[Block] = [Heading(1, "Valeurs choisies", "settings")]
    if not rows:
        text = "Toutes les valeurs des clauses sont celles que la base propose pour cette ambition."
        return [*blocks, Paragraph(runs(text))]
    return [
        *blocks,
        Table(
            caption="Valeurs qui ne sont pas celles que la base propose",
            description="Pour chaque valeur changée : la valeur retenue, celle de la base, et qui l'a choisie.",
            header=("Paramètre", "Valeur retenue", "Proposée par la base", "Choisie par"),
            widths=(34, 22, 19, 25),
            rows=tuple(rows),
        ),
    ]


def _value(parameter: Parameter, value: object) -> str:
    if value in (None, "", []):
        return "Aucune"
    return f"{shown(value, parameter)} {unit(parameter.unit)}".rstrip()


def _origin(frame: Frame, parameter: Parameter, origin: str) -> str:
    if origin == "purchase":
        return "l'acheteur, pour cet achat"
    if origin == "fact" and parameter.source_fact:
        label = frame.catalogue.release.facts[parameter.source_fact].label
        return f"l'acheteur, par le fait « {label} »"
    return f"le profil « {frame.profile_title(origin)} »"


def duties(frame: Frame) -> list[Block]:
    """What binds outside the clauses or is advised, by stage; a duty whose condition is unknown says so."""
    rows: dict[Row, None] = {}
    for stage, when in DUTY_STAGE.items():
        for item in frame.selection.applying():
            for state in item.duties:
                if state.duty.stage == stage and state.verdict != "does_not_apply":
                    rows[_duty_row(frame, item, state, when)] = None
    blocks: list[Block] = [Heading(1, "Obligations et conseils hors des clauses", "duties")]
    if not rows:
        return [*blocks, Paragraph(runs("Les critères retenus n'entraînent ni autre obligation ni conseil."))]
    return [
        *blocks,
        Paragraph(
            runs(
                "Ce qui suit ne s'écrit pas dans le marché et s'accomplit autour de lui. Un conseil n'oblige personne."
            ),
            keep=True,
        ),
        Table(
            caption="Ce qui reste à faire autour du marché",
            description="Pour chaque obligation ou conseil : quand, qui, quoi, et le texte qui le fonde.",
            header=("Quand", "Qui", "Quoi", "Pourquoi"),
            widths=(17, 13, 42, 28),
            rows=tuple(rows),
        ),
    ]


def _duty_row(frame: Frame, item: Item, state: DutyState, when: str) -> Row:
    duty = state.duty
    bound = item.criterion.obliges(duty)
    action = duty.action if bound else f"Conseil : {lower_first(duty.action)}"
    if state.verdict == "unknown" and duty.when is not None:
        action = f"{action} À confirmer : {questions(frame, state.missing)}"
    if duty.cycle == "year":
        kind = "Obligation annuelle, qui porte" if bound else "Chaque année,"
        action = f"{action} {kind} sur tous les achats de l'année."
    why = because_sentence(frame, duty.because)
    return (
        runs(upper_first(when)),
        runs(upper_first(BINDS[duty.binds])),
        runs(action),
        runs(f"{upper_first(why)} – {item.criterion.label}" if why else item.criterion.label),
    )
