"""A case as YAML, on its own or at the end of the cases of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from licet_server.loading.case_files import Case, typed
from licet_server.loading.findings import Finding, RuleFilesError
from licet_server.loading.nodes import Node, nodes_of
from licet_server.loading.texts import MOST_YAML_BYTES, read_text

from licet_cli.yaml_tree import bare_tree
from licet_cli.yaml_writing import written, written_item

TO_CONFIRM = "# confirm against the source"
_EACH_ITS_OWN = "each case names its own"
_ABSENT = "absent"
_STEP = 2
_ITEM = "-"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file that a case is added to, as it is: its text, and what its cases share."""

    path: Path
    text: str
    shared: Mapping[str, Any]


def opened(path: Path) -> CaseFile:
    """Return a case file; raises `RuleFilesError` for what cannot be read."""
    text = read_text(path, MOST_YAML_BYTES)
    return CaseFile(path, text, nodes_of(text, path).plain())


def new_file(case: Case) -> str:
    """Return the text of a file of one case."""
    shared = {"covers": _covers(case), "source": _EACH_ITS_OWN, "packs": list(case.packs)}
    head = written(bare_tree(shared))
    return f"{head}cases:\n{_item(_values(case, {}, shared), _STEP)}"


def added(file: CaseFile, case: Case) -> str:
    """Return the text of a file with one case more, every other line as it is.

    Raises `RuleFilesError` for cases that are not written one below another.
    """
    values = _values(case, typed(file.shared.get("given", {})), file.shared)
    node = nodes_of(file.text, file.path)
    lines = file.text.rstrip("\n").split("\n")
    found = node.child(("cases",))
    if found is None:
        return "\n".join([*lines, "cases:", _item(values, _STEP)])
    end = _end(node, lines)
    item = _item(values, _dash(found, lines)).rstrip("\n")
    return "\n".join([*lines[:end], item, *lines[end:]]) + "\n"


def _covers(case: Case) -> list[str]:
    keys = ("standing", "lifted", "by", "barred")
    named = (name for key in keys for name in case.expect.get(key, ()))
    return list(dict.fromkeys(name.partition("@")[0] for name in named))


def _values(case: Case, given: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is written of a case: what its file does not say already."""
    values: dict[str, Any] = {"name": case.name, "source": case.source}
    if case.known_on != case.sale_date:
        values["known_on"] = case.known_on.isoformat()
    if case.knowledge.value != "announced":
        values["knowledge"] = case.knowledge.value
    if tuple(shared.get("packs", ())) != case.packs:
        values["packs"] = list(case.packs)
    own = _less(case.sale, given)
    return values | ({"sale": own} if own else {}) | {"expect": case.expect}


def _less(sale: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what has to be laid over one sale to make another of it."""
    own: dict[str, Any] = {}
    for key, value in sale.items():
        there = given.get(key)
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            own |= {key: _less(value, there)} if value != there else {}
        elif key not in given or value != there:
            own[key] = value
    return own | {key: _ABSENT for key in given if key not in sale}


def _item(values: dict[str, Any], indent: int) -> str:
    item = bare_tree(values)
    source = next(each for each in item.entries if each.key == "source")
    source.above.append(TO_CONFIRM)
    return written_item(item, indent)


def _dash(cases: Node, lines: list[str]) -> int:
    """Return how many blanks stand before the dashes of cases."""
    first = cases.value[0] if isinstance(cases.value, list) and cases.value else None
    before = lines[first.place.line - 1][: first.place.column - 1] if first is not None else ""
    if before.strip() != _ITEM:
        said = "the cases are not written one below another, each behind a dash: write them so"
        raise RuleFilesError([Finding(cases.place, said)])
    return before.index(_ITEM)


def _end(node: Node, lines: list[str]) -> int:
    """Return the number of the line after the last of the cases."""
    begin = node.keys["cases"].line
    later = [place.line - 1 for place in node.keys.values() if place.line > begin]
    end = min(later, default=len(lines))
    while later and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end
