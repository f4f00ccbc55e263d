"""The sources of the base, read from `criteria/`: one entry a file, every fault kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clausier.engine import yaml12
from clausier.engine.faults import Fault, InputFaults

VOCABULARIES = ("themes", "topics", "qualities", "parts")


@dataclass(slots=True)
class Source:
    """`criteria` maps an id to its data, `files` an id to the path shown in faults; `groups` are whole files of
    references, a list each."""

    folder: Path
    version: str
    criteria: dict[str, dict[str, Any]] = field(default_factory=dict)
    references: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    vocabulary: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    standards: dict[str, dict[str, Any]] = field(default_factory=dict)
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    withdrawn: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_source(folder: Path) -> Source:
    """Read every file of the base; what cannot be read becomes a fault of the source.

    Raises InputFaults where `folder` is not a base at all.
    """
    version_file = folder / "VERSION"
    if not version_file.is_file():
        raise InputFaults(
            [
                Fault(
                    str(folder),
                    "ce dossier n'est pas une base de critères",
                    "Indiquez celui qui contient VERSION",
                )
            ]
        )
    source = Source(folder, version_file.read_text("utf-8").strip())
    _read_vocabulary(source)
    for path, data in _documents(source, "references"):
        source.groups[path] = data
        _collect(source, source.references, path, data if isinstance(data, list) else [data])
    # A standard may bear the id of the reference that publishes it: its file is kept apart.
    for _, data in _documents(source, "standards"):
        source.standards[data["id"]] = data
    for name, bucket in (
        ("profiles", source.profiles),
        ("withdrawn", source.withdrawn),
        ("catalog", source.criteria),
    ):
        for path, data in _documents(source, name):
            _collect(source, bucket, path, [data])
    lock = folder / "criteria.lock.json"
    if lock.is_file():
        source.lock = yaml12.load(lock.read_text("utf-8"), str(lock)) or {}
    return source


def _read_vocabulary(source: Source) -> None:
    for path, data in _documents(source, "vocabulary"):
        if path.endswith("facts.yaml"):
            source.vocabulary["facts"] = data["facts"]
            source.vocabulary["derived"] = data["derived"]
        else:
            source.vocabulary[Path(path).stem] = data
    for name in ("facts", "derived", *VOCABULARIES):
        if name not in source.vocabulary:
            source.faults.append(Fault(f"vocabulary/{name}.yaml", "fichier absent", "Rétablissez-le"))
            source.vocabulary[name] = []


def _documents(source: Source, name: str) -> Iterator[tuple[str, Any]]:
    for path in sorted((source.folder / name).rglob("*.yaml")):
        shown = path.relative_to(source.folder).as_posix()
        try:
            data = yaml12.load(path.read_text("utf-8"), shown)
        except InputFaults as error:
            source.faults += [Fault(f"{shown} : {fault.where}", fault.what, fault.remedy) for fault in error.faults]
        except UnicodeDecodeError:
            source.faults.append(Fault(shown, "le fichier n'est pas en UTF-8", "Enregistrez-le en UTF-8"))
        else:
            if data is None:
                source.faults.append(Fault(shown, "fichier vide", "Remplissez-le ou supprimez-le"))
            else:
                yield shown, data


def _collect(source: Source, bucket: dict[str, dict[str, Any]], path: str, entries: list[Any]) -> None:
    for entry in entries:
        identifier = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(identifier, str):
            source.faults.append(Fault(path, "une entrée n'a pas d'identifiant", "Ajoutez la clé id"))
        elif identifier in bucket:
            source.faults.append(
                Fault(
                    path,
                    f"« {identifier} » existe déjà dans {source.files[identifier]}",
                    "Un identifiant ne sert qu'une fois",
                )
            )
        else:
            bucket[identifier] = entry
            source.files[identifier] = path
