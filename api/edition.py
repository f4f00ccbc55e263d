"""A release as the doors use it, with the catalogues of its profiles and of those that callers bring."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from clausier.engine.catalogue import Catalogue
from clausier.engine.faults import InputFaults
from clausier.engine.model import Release
from clausier.engine.overlay import resolve_profile, whole_catalogue
from clausier.engine.release import parse

Profile = str | Mapping[str, Any] | None


class Edition:
    """A release ready to use: its bytes, its records, and the catalogue of each named profile, resolved once."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.release: Release = parse(content)
        self._whole = whole_catalogue(self.release)
        self._named: dict[str, Catalogue] = {}

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The release as it is written; its criteria follow `schemas/criterion.schema.json`, without `tests`."""
        data: dict[str, Any] = json.loads(self.content)
        return data

    @cached_property
    def criteria(self) -> Mapping[str, Mapping[str, Any]]:
        return {criterion["id"]: criterion for criterion in self.data["criteria"]}

    def catalogue(self, profile: Profile = None) -> Catalogue:
        """The catalogue of a profile of the release, or of a profile handed in. Raises InputFaults."""
        if profile is None:
            return self._whole
        if isinstance(profile, str):
            if profile not in self._named:
                self._named[profile] = resolve_profile(self.release, profile)
            return self._named[profile]
        # Only a profile handed in needs the checks of the base's authors.
        from clausier.api.profiles import profile_faults

        faults = profile_faults(profile, self.release, self.data)
        if faults:
            raise InputFaults(faults)
        return resolve_profile(self.release, profile["id"], {profile["id"]: profile})
