"""Why a criterion is kept or left out, and the law behind it, in sentences that can be put in a file."""

from __future__ import annotations

from clausier.engine.clauses import french_date
from clausier.engine.model import Because, Clause, Criterion, Reference
from clausier.engine.recogniser import Recognised
from clausier.engine.review import CriterionReview, NeedReview
from clausier.engine.risks import Cited, Risk
from clausier.engine.selection import Item, LegalState, trace_rules
from clausier.engine.signals import Hint
from clausier.engine.ternary import Situation, Step
from clausier.engine.timeline import Status
from clausier.generators.frame import Frame
from clausier.generators.sentences import citation, decisive, declared
from clausier.generators.words import AMBITION, EXPLAINED, REASON, ROLE, shortened, upper_first

_TOLD = 2  # criteria that say what is at stake, of a risk that signals alone tell
_SHOWN = 100  # characters of a passage quoted in a sentence


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


def stake(risk: Risk) -> str:
    """What a risk puts at stake; of one that signals alone tell, why their criteria exist."""
    return risk.risk or " ".join(criterion.why for criterion in _told_by(risk))


def better(risk: Risk) -> str:
    """What to write instead; of a risk that signals alone tell, what their criteria would have written."""
    examples = " et ".join(f"« {criterion.prefer} »" for criterion in _told_by(risk))
    return risk.better or (f"par exemple {examples}" if examples else "")


def _told_by(risk: Risk) -> list[Criterion]:
    quotes = [quote for finding in risk.findings for quote in finding.quotes]
    found = {quote.criterion.id: quote.criterion for quote in quotes if isinstance(quote, Hint)}
    return list(found.values())[:_TOLD]


def unsaid(found: CriterionReview) -> str:
    """How to say that needs of a criterion are missing.

    Where the draft speaks of the subject, a signal may have missed what is there: that is not claimed to be absent.
    """
    return "Il manque" if found.verdict == "missing" else "Non reconnu, à vérifier"


def lacking(found: CriterionReview, topic: str) -> list[NeedReview]:
    """The needs of a criterion, for a topic, of which the draft says nothing."""
    return [need for need in found.needs if need.verdict == "missing" and topic in found.topics_of(need)]


def doubtful(found: CriterionReview, topic: str) -> list[str]:
    """What keeps the other needs of a criterion from being met for a topic, one or two sentences each.

    What is merely weak is told only where nothing is missing or in doubt: the passages shown say it already.
    """
    if found.verdict not in ("weak", "missing"):
        return []
    needs = [need for need in found.needs if topic in found.topics_of(need)]
    told = [doubt(need) for need in needs if need.verdict == "cannot_evaluate" or need.reason == "other_words"]
    if told or lacking(found, topic):
        return told
    return [doubt(need) for need in needs if need.verdict == "weak"]


def doubt(need: NeedReview) -> str:
    """Why a need that is neither met nor missing is not met."""
    asked = f"{need.need.absent.rstrip('.')} ?"
    if need.verdict == "cannot_evaluate":
        return f"{asked} Impossible à évaluer : {EXPLAINED[need.reason]}."
    if need.reason == "other_words":
        quotes = [shortened(hint.passage.text, _SHOWN) for hint in need.hints if isinstance(hint, Recognised)]
        return f"{asked} Un passage semble en parler en d'autres mots, à relire" + (
            f" : « {quotes[0]} »." if quotes else "."
        )
    hints = [hint for hint in need.hints if isinstance(hint, Hint)]
    said = next((hint for hint in hints if hint.signal.means != "verifiable"), None)
    return f"{upper_first(REASON[need.reason])} : {said.signal.message}" if said else f"{asked} À relire."


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
    values = item.values
    situation = Situation({**purchase.facts, **lot_facts}, purchase.as_of, frame.catalogue.law, values)
    told = declared(decisive(frame.catalogue.trace(clause.when, situation)), frame.catalogue.release)
    return f"sans objet : {' ; '.join(told)}" if told else "autre rédaction choisie"


def clause_is_beyond(frame: Frame, clause: Clause) -> bool:
    """Whether a clause asks for more ambition than the purchase has."""
    levels = list(AMBITION)
    return levels.index(clause.ambition) > levels.index(frame.selection.purchase.ambition)
