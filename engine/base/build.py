"""Building a release: the checked sources become one compiled file, named by its version and content."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from clausier.engine.base.source import Source
from clausier.engine.model import Release
from clausier.engine.release import file_name, from_content, release_bytes


def content(source: Source) -> dict[str, Any]:
    """What a release holds: everything a run needs, none of the authors' tests."""
    return {
        "format": 1,
        "version": source.version,
        "criteria": [
            {key: value for key, value in source.criteria[i].items() if key != "tests"} for i in sorted(source.criteria)
        ],
        "references": [source.references[i] for i in sorted(source.references)],
        "vocabulary": source.vocabulary,
        "profiles": [source.profiles[i] for i in sorted(source.profiles)],
        "withdrawn": [source.withdrawn[i] for i in sorted(source.withdrawn)],
    }


def release_of(source: Source) -> Release:
    """The release the sources would give, for checks; its digest is not computed."""
    return from_content(content(source), "")


def build(source: Source) -> Path:
    """Write the compiled release beside the sources, whole or not at all; older editions of this version go.

    Editions of earlier versions stay: an evaluation is replayed on the release it was made on.
    """
    data = release_bytes(content(source))
    folder = source.folder / "releases"
    folder.mkdir(exist_ok=True)
    target = folder / file_name(source.version, data)
    draft = target.with_suffix(".tmp")
    draft.write_bytes(data)
    os.replace(draft, target)
    for other in folder.glob(f"{source.version}-*.json"):
        if other != target:
            other.unlink()
    return target
