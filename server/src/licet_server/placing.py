"""Where things stand in rule files: what the workbench finds, and what decisions name."""

from __future__ import annotations

from pathlib import Path

from licet_engine.decision.explaining import SubjectExplained
from licet_workbench.findings import Finding

from licet_server.loading.files import PACK
from licet_server.loading.findings import Place
from licet_server.loading.nodes import Node
from licet_server.loading.packs import Loaded


def placed(found: Finding, loaded: Loaded, directory: Path) -> Place:
    """Return the place of what the workbench found, or of the pack that it is in."""
    if found.row is not None:
        return loaded.row_places[found.row]
    if found.clearance is not None:
        return loaded.filed[found.clearance].place
    node = loaded.nodes.get(found.provision or "")
    if node is None:
        return Place(directory / found.pack / PACK, 1, 1)
    within = node.child(found.path)
    word = _word(within, found.word) if within and found.word else None
    return word or node.at(found.path)


def _word(node: Node, word: str) -> Place | None:
    """Return where a word stands as a value inside a node, the first place of it."""
    if isinstance(node.value, str):
        return node.place if node.value == word else None
    parts = node.value.values() if isinstance(node.value, dict) else node.value
    return next((place for part in parts if (place := _word(part, word))), None)


class Places:
    """The places of what was loaded, as `file:line`, by the ids that decisions name.

    With a `root` files are named from there, so that nobody learns where a server keeps them.
    """

    def __init__(self, loaded: Loaded, root: Path | None = None) -> None:
        self._loaded = loaded
        self._root = root

    def provision(self, provision_id: str) -> str:
        """Return where a provision stands."""
        return self._at(self._loaded.nodes[provision_id].place)

    def row(self, subject: SubjectExplained) -> str | None:
        """Return where a subject's list row stands, or None where it has none."""
        found = row_id(subject)
        return self._at(self._loaded.row_places[found]) if found else None

    def _at(self, place: Place) -> str:
        file = place.file.relative_to(self._root) if self._root else place.file
        return f"{file}:{place.line}"


def row_id(subject: SubjectExplained) -> str | None:
    """Return the id of a subject's list row, which is shown as `name (id)`."""
    return subject.list_row.rpartition("(")[2].rstrip(")") if subject.list_row else None
