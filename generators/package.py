"""Zip packages whose bytes depend on their content alone: fixed order, fixed times."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files

from lxml import etree

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_STORED = "mimetype"  # OpenDocument wants it first and not compressed


def template(kind: str) -> dict[str, bytes]:
    """The text files of `templates/<kind>/`, by name; XML without the comments and spaces meant for its editors."""
    folder = files("clausier.generators") / "templates" / kind
    return {entry.name: _bare(entry.name, entry.read_bytes()) for entry in folder.iterdir() if entry.is_file()}


def _bare(name: str, data: bytes) -> bytes:
    if not name.endswith(".xml"):
        return data
    tree = etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_blank_text=True, resolve_entities=False))
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)


def packed(members: Mapping[str, bytes], first: str) -> bytes:
    """A package of these members, `first` at its head, the rest by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in (first, *sorted(members.keys() - {first})):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name == _STORED else zipfile.ZIP_DEFLATED
            package.writestr(entry, members[name])
    return buffer.getvalue()


def repacked(data: bytes, first: str) -> bytes:
    """The same package, with the order and times of `packed`."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return packed({name: package.read(name) for name in package.namelist()}, first)
