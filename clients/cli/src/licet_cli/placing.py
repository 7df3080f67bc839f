"""Where provisions and list rows stand, as `file:line`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from licet_engine.decision.explaining import SubjectExplained
from licet_server.loading.findings import Place
from licet_server.loading.packs import Loaded


class Places:
    """The places of what was loaded, by the ids that decisions name."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded

    def provision(self, provision_id: str) -> str:
        """Return where a provision stands."""
        return _at(self._loaded.nodes[provision_id].place)

    def row(self, subject: SubjectExplained) -> str | None:
        """Return where a subject's list row stands, or None where it has none."""
        found = row_id(subject)
        return _at(self._loaded.row_places[found]) if found else None


def row_id(subject: SubjectExplained) -> str | None:
    """Return the id of a subject's list row, which is shown as `name (id)`."""
    return subject.list_row.rpartition("(")[2].rstrip(")") if subject.list_row else None


def explained_json(subjects: Iterable[SubjectExplained], places: Places) -> list[dict[str, Any]]:
    """Return subjects as JSON objects: `at` and `list_row_at` say where in the files."""
    return [_subject_json(subject, places) for subject in subjects]


def _subject_json(subject: SubjectExplained, places: Places) -> dict[str, Any]:
    provisions = [asdict(p) | {"at": places.provision(p.provision_id)} for p in subject.provisions]
    at = places.row(subject)
    return asdict(subject) | {"list_row_at": at, "provisions": provisions}


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}"
