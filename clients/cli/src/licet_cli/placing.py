"""Reasons as JSON, with the places of provisions and list rows as `file:line`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Protocol

from licet_engine.decision.explaining import SubjectExplained
from licet_server.loading.findings import Place


class Placed(Protocol):
    """Whatever knows where provisions and list rows stand."""

    def provision(self, provision_id: str) -> str:
        """Return where a provision stands."""

    def row(self, subject: SubjectExplained) -> str | None:
        """Return where a subject's list row stands, or None where it has none."""


def explained_json(subjects: Iterable[SubjectExplained], places: Placed) -> list[dict[str, Any]]:
    """Return subjects as JSON objects: `at` and `list_row_at` say where in the files."""
    return [_subject_json(subject, places) for subject in subjects]


def place_json(place: Place) -> dict[str, Any]:
    """Return a place as a JSON object."""
    return {"file": str(place.file), "line": place.line, "column": place.column}


def _subject_json(subject: SubjectExplained, places: Placed) -> dict[str, Any]:
    provisions = [asdict(p) | {"at": places.provision(p.provision_id)} for p in subject.provisions]
    at = places.row(subject)
    return asdict(subject) | {"list_row_at": at, "provisions": provisions}
