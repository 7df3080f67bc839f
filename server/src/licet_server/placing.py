"""What the workbench finds in packs, at its place in their files."""

from __future__ import annotations

from pathlib import Path

from licet_workbench.findings import Finding

from licet_server.loading.files import PACK
from licet_server.loading.findings import Place
from licet_server.loading.nodes import Node
from licet_server.loading.packs import Loaded


def placed(found: Finding, loaded: Loaded, directory: Path) -> Place:
    """Return the place of what the workbench found, or of the pack that it is in."""
    if found.row is not None:
        return loaded.row_places[found.row]
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
