"""A purchase: the need being prepared, with the facts known of it, at the date its law is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clausier.engine import parameters
from clausier.engine.catalogue import Catalogue
from clausier.engine.contracts import contract_faults
from clausier.engine.facts import is_iso_date, known_facts
from clausier.engine.faults import Fault, InputFaults, suggestion
from clausier.engine.model import Ambition
from clausier.engine.ternary import Situation


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot inherits the facts of the purchase; `facts` holds those it changes, None where it makes one unknown."""

    id: str
    title: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Purchase:
    """Facts as conditions compare them; parameters by criterion id, then by name.

    `presumed` names the facts that were not declared but taken for granted, by a profile or by the
    vocabulary's rules.
    """

    title: str
    as_of: str
    ambition: Ambition = "baseline"
    facts: Mapping[str, Any] = field(default_factory=dict)
    lots: tuple[Lot, ...] = ()
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    buyer_name: str = ""
    presumed: frozenset[str] = frozenset()


def parse_purchase(data: Mapping[str, Any], catalogue: Catalogue, as_of: str) -> Purchase:
    """A purchase from its JSON form (`schemas/purchase.schema.json`).

    `as_of` is the date used where the purchase names none. Raises InputFaults with every fault found.
    """
    faults = contract_faults("purchase", data)
    if faults:
        raise InputFaults(faults)
    release = catalogue.release
    facts, faults = known_facts(data.get("facts", {}), release.facts, release.derived)
    lots: list[Lot] = []
    for number, lot in enumerate(data.get("lots", ()), start=1):
        lot_facts, more = known_facts(lot.get("facts", {}), release.facts, release.derived, f"lots[{number}].facts")
        faults += more
        faults += [
            Fault(f"lots[{number}].facts.{name}", "ce fait vaut pour tout l'achat", "Déplacez-le sous facts")
            for name in lot_facts
            if release.facts[name].level != "lot"
        ]
        lots.append(Lot(lot["id"], lot["title"], lot_facts))
    if len({lot.id for lot in lots}) < len(lots):
        faults.append(Fault("lots", "deux lots portent le même identifiant", "Numérotez-les différemment"))
    for criterion_id, given in data.get("parameters", {}).items():
        where = f"parameters.{criterion_id}"
        criterion = catalogue.criteria.get(criterion_id)
        if criterion is None:
            faults.append(unknown_criterion(criterion_id, catalogue, where))
        else:
            faults += parameters.check(given, criterion, release, where)
    date = data.get("as_of", as_of)
    if not is_iso_date(date):
        faults.append(Fault("as_of", f"« {date} » n'est pas une date", "Écrivez la date ainsi : 2026-11-22"))
    if faults:
        raise InputFaults(faults)
    taken = presumed_facts(catalogue, facts, date)
    return Purchase(
        title=data["title"],
        as_of=date,
        ambition=data.get("ambition", catalogue.ambition),
        facts={**taken, **facts},
        lots=tuple(_with_presumptions(catalogue, lot, facts, taken, date) for lot in lots),
        presumed=frozenset(taken),
        parameters=data.get("parameters", {}),
        buyer_name=data.get("buyer_name", ""),
    )


def presumed_facts(catalogue: Catalogue, declared: Mapping[str, Any], as_of: str) -> dict[str, Any]:
    """Facts nobody declared that a layer of the profile takes for granted, then those that the vocabulary does: a town
    is under the code, a site has screens."""
    layered = {name: value for name, value in catalogue.facts.items() if name not in declared}
    situation = Situation({**layered, **declared}, as_of, catalogue.law)
    return layered | {
        fact.id: fact.presumed[0]
        for fact in catalogue.release.facts.values()
        if fact.presumed
        and fact.id not in declared
        and fact.id not in layered
        and catalogue.value(fact.presumed[1], situation) is True
    }


def _with_presumptions(
    catalogue: Catalogue, lot: Lot, declared: Mapping[str, Any], taken: Mapping[str, Any], as_of: str
) -> Lot:
    """What is taken for granted of a lot follows from its own facts, not from those of the whole purchase."""
    own = presumed_facts(catalogue, {**declared, **lot.facts}, as_of)
    no_longer = dict.fromkeys(name for name in taken if name not in own and name not in lot.facts)
    new = {name: value for name, value in own.items() if name not in taken}
    return Lot(lot.id, lot.title, {**no_longer, **new, **lot.facts})


def unknown_criterion(criterion_id: str, catalogue: Catalogue, where: str) -> Fault:
    """Why an id leads to no criterion of the catalogue: withdrawn, excluded by a layer, or unknown."""
    release = catalogue.release
    if criterion_id in release.withdrawn:
        gone = release.withdrawn[criterion_id]
        instead = f"Remplacez-le par {', '.join(gone.replaced_by)}" if gone.replaced_by else "Retirez cette ligne"
        return Fault(where, f"« {criterion_id} » est retiré de la base depuis le {gone.date} ({gone.reason})", instead)
    for change in catalogue.changes:
        if change.criterion == criterion_id and change.kind in ("exclude", "not_selected"):
            return Fault(
                where,
                f"« {criterion_id} » est écarté par le profil « {change.layer} »",
                "Retirez cette ligne",
            )
    remedy = suggestion(criterion_id, release.criteria) or "« clausier explain » donne la liste des critères"
    return Fault(where, f"critère inconnu « {criterion_id} »", remedy)
