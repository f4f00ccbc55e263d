"""Why a criterion is kept or left out, and the law behind it, in sentences that can be put in a file."""

from __future__ import annotations

from clausier.engine.clauses import french_date
from clausier.engine.model import Because, Clause, Reference
from clausier.engine.risks import Cited
from clausier.engine.selection import Item, LegalState, trace_rules
from clausier.engine.ternary import Situation, Step
from clausier.engine.timeline import Status
from clausier.generators.frame import Frame
from clausier.generators.sentences import citation, decisive, declared
from clausier.generators.words import AMBITION, ROLE, upper_first


def because_sentence(frame: Frame, because: Because | None) -> str:
    """« l'acheteur relève de l'article 47 (loi n° 2005-102, art. 47) »."""
    if because is None:
        return ""
    law = citation(frame.catalogue.release.references[because.ref]) if because.ref else ""
    if because.text and law:
        return f"{because.text} ({law})"
    return because.text or law


def state_of(reference: Reference, status: Status) -> str:
    """« en vigueur depuis le 12 février 2005 »."""
    since = french_date(reference.in_force_from) if reference.in_force_from else ""
    if status == "repealed":
        return f"abrogé : en vigueur jusqu'au {french_date(reference.in_force_to or '')}"
    if status == "not_yet":
        return f"pas encore en vigueur : le sera le {since}"
    if status == "undated":
        return "date d'entrée en vigueur inconnue"
    until = f" et jusqu'au {french_date(reference.in_force_to)}" if reference.in_force_to else ""
    return f"en vigueur depuis le {since}{until}"


def cited_at(cited: Cited) -> str:
    """« Code de la commande publique, art. R. 2111-7 (en vigueur depuis le 1er avril 2019) »."""
    doubt = "" if cited.reference.confidence == "high" else ", à vérifier"
    return f"{cited.reference.citation} ({state_of(cited.reference, cited.status)}{doubt})"


def checked_by(reference: Reference) -> str:
    """Who compared the text with its source, or that no one named has."""
    checked = reference.checked
    day = french_date(checked.on)
    if checked.by:
        return f"relu par {checked.by}, le {day} ({checked.against})"
    return f"comparé à sa source le {day} ({checked.against}) ; aucun juriste ne l'a encore relu"


def law_line(state: LegalState) -> str:
    """What follows the citation: its role, its dates, and what it brings to the criterion."""
    return f"{ROLE[state.basis.role]} ; {state_of(state.reference, state.status)}. {state.basis.why}"


def verification(reference: Reference) -> str:
    """Who checked a text, how sure the base is of it, and what is doubtful."""
    pieces = [checked_by(reference)]
    if reference.confidence == "low":
        pieces.append("confiance faible")
    line = f"{upper_first(' ; '.join(pieces))}."
    return f"{line} Réserve : {reference.doubt}" if reference.doubt else line


def why_left_out(frame: Frame, item: Item) -> str:
    """Why a criterion does not apply: an exception, sleeping law, or the facts that were declared."""
    if item.verdict != "does_not_apply":
        return f"proposé à partir de l'ambition « {AMBITION[item.criterion.ambition]} »"
    if item.because is not None:
        return f"exception : {because_sentence(frame, item.because)}"
    law: dict[str, None] = {}
    leaves: list[Step] = []
    for rule in trace_rules(frame.catalogue, item, frame.selection.purchase):
        if rule.step is not None:
            leaves += decisive(rule.step)
        elif rule.because.ref:
            reference = frame.catalogue.release.references[rule.because.ref]
            status = frame.catalogue.law.status(reference.id, frame.selection.purchase.as_of)
            law[f"{citation(reference)} : {state_of(reference, status)}"] = None
    facts = declared(leaves, frame.catalogue.release)
    return " ; ".join([*law, *([f"d'après ce qui est déclaré, {' ; '.join(facts)}"] if facts else [])])


def why_clause_left_out(frame: Frame, item: Item, clause: Clause) -> str:
    """Why a clause of a kept criterion is not printed."""
    for aside in item.set_aside:
        if aside.id == clause.id:
            return aside.reason
    if clause.when is None or clause_is_beyond(frame, clause):
        return f"réservée à l'ambition « {AMBITION[clause.ambition]} »"
    purchase = frame.selection.purchase
    lot_facts = next((lot.facts for lot in purchase.lots if lot.id == item.lot), {})
    values = {name: setting.value for name, setting in item.settings.items()}
    situation = Situation({**purchase.facts, **lot_facts}, purchase.as_of, frame.catalogue.law, values)
    told = declared(decisive(frame.catalogue.trace(clause.when, situation)), frame.catalogue.release)
    return f"sans objet : {' ; '.join(told)}" if told else "autre rédaction choisie"


def clause_is_beyond(frame: Frame, clause: Clause) -> bool:
    """Whether a clause asks for more ambition than the purchase has."""
    levels = list(AMBITION)
    return levels.index(clause.ambition) > levels.index(frame.selection.purchase.ambition)
