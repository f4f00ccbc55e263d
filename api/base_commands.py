"""`clausier base …`: the tools of those who write the base."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from clausier.api.spelling import PACKAGES, has_dictionary, misspelt
from clausier.engine.base.build import build, release_of
from clausier.engine.base.check import check_base, contract_faults_of
from clausier.engine.base.lock import write_lock
from clausier.engine.base.scaffold import new_criterion
from clausier.engine.base.source import Source, read_source
from clausier.engine.faults import Fault
from clausier.generators.words import counted


def run_base(options: Namespace) -> int:
    return _ACTIONS[options.action](options, Path(options.folder))


def _today() -> str:
    from clausier.api.commands import today

    return today()


def _report(faults: list[Fault]) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    plural = "s" if len(faults) > 1 else ""
    print(f"{len(faults)} défaut{plural}.", file=sys.stderr)
    return 1


def _check(options: Namespace, folder: Path) -> int:
    spelt = has_dictionary()
    source, faults = check_base(folder, options.as_of or _today(), options.only, misspelt if spelt else None)
    if not spelt:
        print(f"Orthographe non vérifiée : installez {PACKAGES}.", file=sys.stderr)
    if faults:
        return _report(faults)
    print(_summary(source, options.only))
    return 0


def _summary(source: Source, only: list[str]) -> str:
    names = only or list(source.criteria)
    criteria = [source.criteria[name] for name in names]
    count = {
        key: sum(len(c[key]) for c in criteria) for key in ("clauses", "questions", "evidence", "signals", "tests")
    }
    return (
        f"Base {source.version} : {counted(len(criteria), 'critère')}, {count['clauses']} clauses, "
        f"{count['questions']} questions, {count['evidence']} preuves, {count['signals']} indices, "
        f"{count['tests']} tests, {len(source.references)} références. Aucun défaut."
    )


def _new(options: Namespace, folder: Path) -> int:
    path = new_criterion(folder, options.theme, options.slug, _today())
    print(f"{path} : complétez-le, puis « clausier base check --only {path.stem[:7]} ».")
    return 0


def _lock(options: Namespace, folder: Path) -> int:
    source = read_source(folder)
    faults = [*source.faults, *contract_faults_of(source)]
    if faults:
        return _report(faults)
    refused = write_lock(source)
    if refused:
        return _report(refused)
    print(f"{len(source.criteria)} critères verrouillés.")
    return 0


def _build(options: Namespace, folder: Path) -> int:
    source, faults = check_base(folder, _today())
    if faults:
        return _report(faults)
    path = build(source)
    print(f"{path} : {path.stat().st_size // 1024} Ko.")
    return 0


def _page(options: Namespace, folder: Path) -> int:
    from clausier.generators.files import write_pages

    source = read_source(folder)
    # An author looks at a page before everything is proved: only what cannot be read stops it.
    faults = [*source.faults, *contract_faults_of(source)]
    if faults:
        return _report(faults)
    paths = write_pages(release_of(source), Path(options.output))
    print(f"{len(paths)} pages écrites dans {options.output}.")
    return 0


def _explain(options: Namespace, folder: Path) -> int:
    from clausier.api.show import criterion_text

    source = read_source(folder)
    faults = [*source.faults, *contract_faults_of(source)]
    if faults:
        return _report(faults)
    print(criterion_text(release_of(source), options.criterion))
    return 0


def _coverage(options: Namespace, folder: Path) -> int:
    from clausier.api.show_coverage import coverage_data, coverage_text, standard_text
    from clausier.engine.base.coverage import coverage_of

    source = read_source(folder)
    faults = [*source.faults, *contract_faults_of(source)]
    if faults:
        return _report(faults)
    coverage = coverage_of(source, _today())
    if options.format == "json":
        print(json.dumps(coverage_data(coverage), ensure_ascii=False, indent=1))
    else:
        name = options.standard
        print(standard_text(coverage, source, name) if name else coverage_text(coverage, source))
    return 0


_ACTIONS: dict[str, Callable[[Namespace, Path], int]] = {
    "check": _check,
    "new": _new,
    "lock": _lock,
    "build": _build,
    "page": _page,
    "coverage": _coverage,
    "explain": _explain,
}
