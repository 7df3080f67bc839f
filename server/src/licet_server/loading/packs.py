"""A rules directory becomes packs, with the place of everything in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from licet_engine.lists import ListRow
from licet_engine.provisions.model import AnswerBy, CoverageGap, Pack, Provision
from licet_engine.vocabulary import Vocabulary

from licet_server.loading.conditions import ConditionReader
from licet_server.loading.findings import Finding, Place, RuleFilesError, nearest
from licet_server.loading.lists import read_list
from licet_server.loading.models import PackModel
from licet_server.loading.nodes import Node, read_yaml
from licet_server.loading.provisions import read_provision
from licet_server.loading.validating import validated
from licet_server.loading.vocabularies import read_vocabulary

T = TypeVar("T")
_PACK = "pack.yaml"
_VOCABULARY = "vocabulary.yaml"
_NOT_PROVISIONS = frozenset({_PACK, _VOCABULARY})
_EDITORS_LEAVINGS = (".", "~", "#")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Packs as loaded, and for each provision the node of its file."""

    packs: tuple[Pack, ...]
    nodes: dict[str, Node]


def load_packs(rules: Path, names: Sequence[str]) -> Loaded:
    """Return the named packs of a rules directory.

    Raises `RuleFilesError` with every finding of every file: a fault drops nothing, so a
    directory with one faulty file yields no packs at all.
    """
    findings: list[Finding] = []
    directories = [_directory(rules, name) for name in names]
    vocabulary = _first_vocabulary(directories)
    reader = ConditionReader(vocabulary)
    packs, nodes = [], {}
    for directory in directories:
        pack, found = _load_pack(directory, reader, findings)
        packs.append(pack)
        nodes.update(found)
    if findings:
        raise RuleFilesError(findings)
    return Loaded(tuple(p for p in packs if p is not None), nodes)


def _directory(rules: Path, name: str) -> Path:
    found = rules / name
    if not (found / _PACK).is_file():
        there = [path.parent.name for path in rules.glob(f"*/{_PACK}")]
        message = f"there is no pack `{name}` here{nearest(name, there)}"
        raise RuleFilesError([Finding(Place(rules, 1, 1), message)])
    return found


def _first_vocabulary(directories: Iterable[Path]) -> Vocabulary:
    """The law's pack declares the words; the house pack is written in them."""
    found = [d / _VOCABULARY for d in directories if (d / _VOCABULARY).is_file()]
    if not found:
        return Vocabulary(())
    return read_vocabulary(read_yaml(found[0]))


def _load_pack(
    directory: Path, reader: ConditionReader, findings: list[Finding]
) -> tuple[Pack | None, dict[str, Node]]:
    model = _attempt(findings, lambda: validated(read_yaml(directory / _PACK), PackModel))
    if model is None:
        return None, {}
    provisions: list[Provision] = []
    nodes: dict[str, Node] = {}
    for path in _provision_files(directory):
        node = _attempt(findings, partial(read_yaml, path))
        if node is None:
            continue
        read = _attempt(findings, partial(read_provision, node, model.pack, reader))
        if read is None:
            continue
        if read.id in nodes:
            where = nodes[read.id].place
            findings.append(Finding(node.at(("id",)), f"`{read.id}` stands in {where.file} already"))
        nodes[read.id] = node
        provisions.append(read)
    rows: list[ListRow] = []
    for path in sorted((directory / "lists").glob("*.csv")):
        rows += _attempt(findings, partial(read_list, path)) or ()
    own = _attempt(findings, lambda: _own_vocabulary(directory))
    pack = Pack(
        name=model.pack,
        provisions=tuple(provisions),
        rows=tuple(rows),
        answer_by=AnswerBy(model.answer_by),
        may_loosen=model.may_loosen == "true",
        gaps=tuple(CoverageGap(gap.id, gap.caveat) for gap in model.gaps),
        vocabulary=own,
    )
    return pack, nodes


def _own_vocabulary(directory: Path) -> Vocabulary | None:
    path = directory / _VOCABULARY
    return read_vocabulary(read_yaml(path)) if path.is_file() else None


def _provision_files(directory: Path) -> list[Path]:
    """Every YAML file that is not an editor's leaving; file names carry no meaning."""
    return sorted(
        path
        for path in directory.rglob("*.yaml")
        if path.name not in _NOT_PROVISIONS and not path.name.startswith(_EDITORS_LEAVINGS)
    )


def _attempt(findings: list[Finding], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except RuleFilesError as error:
        findings += error.findings
        return None
