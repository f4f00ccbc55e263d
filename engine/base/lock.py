"""The lock: id → version and hash of content. Changed content under an unchanged version is refused."""

from __future__ import annotations

import hashlib
import json
import os

from clausier.engine.base.source import Source
from clausier.engine.faults import Fault

UNCHANGED_VERSION = "a changé sans changer de version"


def content_hash(criterion: dict[str, object]) -> str:
    """SHA-256 of what a reader or a rule can see: everything but tests, changelog and review dates."""
    aside = {"tests", "changelog", "review_by", "status_since", "status"}
    seen = {key: value for key, value in criterion.items() if key not in aside}
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def lock_faults(source: Source) -> list[Fault]:
    faults: list[Fault] = []
    for identifier, criterion in source.criteria.items():
        path = source.files[identifier]
        locked = source.lock.get(identifier)
        if locked is None:
            faults.append(Fault(path, f"{identifier} n'est pas verrouillé", "Lancez « clausier base lock »"))
        elif locked["sha256"] != content_hash(criterion):
            same = locked["version"] == str(criterion.get("version"))
            faults.append(
                Fault(
                    path,
                    f"le contenu de {identifier} {UNCHANGED_VERSION}",
                    "Augmentez version, complétez changelog, puis « clausier base lock »",
                )
                if same
                else Fault(
                    path,
                    f"{identifier} a une nouvelle version non verrouillée",
                    "Lancez « clausier base lock »",
                )
            )
    for identifier in source.lock:
        if identifier not in source.criteria and identifier not in source.withdrawn:
            faults.append(
                Fault(
                    "criteria.lock.json",
                    f"{identifier} a disparu",
                    "Un critère retiré garde sa fiche dans withdrawn/",
                )
            )
    return faults


def write_lock(source: Source) -> list[Fault]:
    """Lock every criterion as it is now; refuses to relock changed content under its old version."""
    changed = [fault for fault in lock_faults(source) if fault.what.endswith(UNCHANGED_VERSION)]
    if changed:
        return changed
    lock = {
        identifier: {"version": criterion["version"], "sha256": content_hash(criterion)}
        for identifier, criterion in sorted(source.criteria.items())
    }
    for identifier in source.withdrawn:
        if identifier in source.lock:
            lock[identifier] = source.lock[identifier]
    target = source.folder / "criteria.lock.json"
    draft = target.with_suffix(".tmp")
    draft.write_text(json.dumps(dict(sorted(lock.items())), indent=2) + "\n", "utf-8")
    os.replace(draft, target)
    return []
