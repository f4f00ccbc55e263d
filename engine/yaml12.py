"""YAML as authors and buyers write it, read as YAML 1.2 core: no `no` for false, no guessed dates, no aliases.

https://yaml.org/spec/1.2.2/#103-core-schema. Duplicate keys and keys without a value are refused: in French
prose a comma between braces splits a sentence into a key and nothing.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml

from clausier.engine.faults import Fault, InputFaults

# The C loader is nine times faster; some builds of PyYAML come without it.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 60


class _Loader(_Base):  # type: ignore[misc]
    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


def _integer(loader: Any, node: yaml.ScalarNode) -> int:
    return int(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:int", _integer)


def load(text: str, source: str) -> Any:
    """The value of one YAML document. Raises InputFaults (all faults, with line numbers) named after `source`."""
    try:
        _check_events(text, source)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            faults: list[Fault] = []
            _check_keys(node, "", faults)
            if faults:
                raise InputFaults(faults, source)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as error:
        raise InputFaults([_syntax_fault(error)], source) from error


def _check_events(text: str, source: str) -> None:
    """Refuse aliases and deep nesting before anything is built: both can exhaust the machine."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        place = f"ligne {event.start_mark.line + 1}" if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputFaults(
                [Fault(place, "les renvois « & » et « * » ne sont pas admis", "Répétez le texte")], source
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise InputFaults([Fault(place, "trop de niveaux imbriqués", "Simplifiez la structure")], source)


def _check_keys(node: yaml.Node, path: str, faults: list[Fault]) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            place = f"ligne {key.start_mark.line + 1}, {path + '.' if path else ''}{name}"
            if name in seen:
                faults.append(Fault(place, "clé écrite deux fois", "Gardez-en une seule"))
            seen.add(name)
            if name == "<<":
                faults.append(Fault(place, "fusion de clés non admise", "Écrivez chaque clé"))
            _check_keys(value, f"{path}.{name}" if path else name, faults)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, start=1):
            _check_keys(item, f"{path}[{number}]", faults)


def _syntax_fault(error: Exception) -> Fault:
    mark = getattr(error, "problem_mark", None)
    where = f"ligne {mark.line + 1}, colonne {mark.column + 1}" if mark else ""
    if isinstance(error, ValueError) and not isinstance(error, yaml.YAMLError):
        return Fault(where, f"fichier illisible ({error})", "Vérifiez sa structure")
    return Fault(
        where,
        "le fichier n'est pas du YAML lisible",
        "Vérifiez l'alignement ; mettez entre guillemets les textes qui contiennent « : », une virgule entre "
        "accolades, « # » ou « ? »",
    )
