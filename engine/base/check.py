"""`clausier base check`: everything that must hold before a release, every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from clausier.engine.base.build import release_of
from clausier.engine.base.examples import example_faults
from clausier.engine.base.links import link_faults
from clausier.engine.base.lock import lock_faults
from clausier.engine.base.proofs import proof_faults
from clausier.engine.base.source import Source, read_source
from clausier.engine.base.spelling import spelling_faults
from clausier.engine.base.wording import figure_faults, sameness_faults
from clausier.engine.contracts import contract_faults
from clausier.engine.faults import Fault, InputFaults
from clausier.engine.overlay import resolve_profile
from clausier.engine.timeline import Law


def check_base(
    folder: Path,
    as_of: str,
    only: Sequence[str] = (),
    misspelt: Callable[[Iterable[str]], set[str]] | None = None,
) -> tuple[Source, list[Fault]]:
    """Read and check the base in `folder`; `only` limits the checks to some criteria and leaves the lock aside.

    `as_of` is the date the repeal alarm is run at; `misspelt` says which words no French dictionary holds, without
    it spelling is not checked. Raises InputFaults where there is no base.
    """
    source = read_source(folder)
    faults = [*source.faults, *_contract_faults_around(source)]
    faults += [
        Fault("", f"{name} n'est pas un critère de la base", "Vérifiez l'identifiant")
        for name in only
        if name not in source.criteria
    ]
    names = [name for name in source.criteria if not only or name in only]
    unfit = {name: contract_of("criterion", source.criteria[name], source.files[name]) for name in names}
    if not faults:
        # Links are read only in files that fit their contract, examples only where links are sound.
        for name in names:
            unfit[name] = unfit[name] or link_faults(name, source) or [*figure_faults(source.criteria[name], source)]
        faults += _examples(source, [name for name in names if not unfit[name]])
    faults += [fault for found in unfit.values() for fault in found]
    if misspelt and not source.faults:
        faults += [f for f in spelling_faults(source, misspelt) if not only or f.where.startswith(_files(source, only))]
    if not faults and not only:
        faults += [*_profiles(source), *sameness_faults(source), *lock_faults(source), *repeal_alarm(source, as_of)]
    return source, faults


def _files(source: Source, only: Sequence[str]) -> tuple[str, ...]:
    return tuple(source.files[name] for name in only)


def contract_faults_of(source: Source) -> list[Fault]:
    """Everything in the base that does not fit its contract."""
    faults = _contract_faults_around(source)
    for name, criterion in source.criteria.items():
        faults += contract_of("criterion", criterion, source.files[name])
    return faults


def _contract_faults_around(source: Source) -> list[Fault]:
    """The same for all but the criteria, which are checked one by one."""
    faults: list[Fault] = []
    for path, group in source.groups.items():
        faults += contract_of("reference", group, path)
    for identifier, standard in source.standards.items():
        faults += contract_of("standard", standard, f"standards/{identifier}.yaml")
    for identifier, profile in source.profiles.items():
        faults += contract_of("profile", profile, source.files[identifier])
    for identifier, gone in source.withdrawn.items():
        faults += contract_of("withdrawn", gone, source.files[identifier])
        faults += [
            Fault(source.files[identifier], f"« {heir} » n'est pas un critère de la base", "Corrigez replaced_by")
            for heir in gone.get("replaced_by", ())
            if heir not in source.criteria
        ]
    return faults


def contract_of(name: str, data: Any, path: str) -> list[Fault]:
    return [Fault(f"{path} : {fault.where}", fault.what, fault.remedy) for fault in contract_faults(name, data)]


def _examples(source: Source, sound: Sequence[str]) -> list[Fault]:
    kept = {name: source.criteria[name] for name in sound}
    release = release_of(replace(source, criteria=kept))
    faults: list[Fault] = []
    for name, data in kept.items():
        path = source.files[name]
        faults += proof_faults(data, path)
        faults += example_faults(release.criteria[name], data["tests"], release, path)
    return faults


def _profiles(source: Source) -> list[Fault]:
    release = release_of(source)
    faults: list[Fault] = []
    for name in source.profiles:
        try:
            resolve_profile(release, name)
        except InputFaults as error:
            faults += [Fault(f"{source.files[name]} : {f.where}", f.what, f.remedy) for f in error.faults]
    return faults


def repeal_alarm(source: Source, as_of: str) -> list[Fault]:
    """Criteria that rest on a repealed text and name no text in force that replaces it."""
    law = Law(release_of(source).references)
    faults: list[Fault] = []
    for name, criterion in source.criteria.items():
        cited = {basis["ref"] for basis in criterion["legal_basis"]}
        for ref in sorted(cited):
            successor = law.references[ref].replaced_by
            if law.status(ref, as_of) == "repealed" and successor not in cited:
                end = law.references[ref].in_force_to
                faults.append(
                    Fault(
                        f"{source.files[name]} : legal_basis",
                        f"{ref} n'est plus en vigueur depuis le {end}",
                        f"Citez {successor}"
                        if successor
                        else "Retirez ce critère ou appuyez-le sur un texte en vigueur",
                    )
                )
    return faults
