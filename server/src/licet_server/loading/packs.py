"""A rules directory becomes packs, with the place of everything in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from licet_engine.clearances import Clearance
from licet_engine.lists import ListRow
from licet_engine.provisions.model import AnswerBy, CoverageGap, Pack, Provision
from licet_engine.vocabulary import Vocabulary

from licet_server.loading.clearances import Filed, read_clearances
from licet_server.loading.conditions import ConditionReader
from licet_server.loading.files import PACK, TABLES, VOCABULARY, PackFiles, pack_files
from licet_server.loading.findings import Finding, Place, RuleFilesError, nearest, quoted
from licet_server.loading.lists import read_list
from licet_server.loading.models import PackModel
from licet_server.loading.nodes import Node, read_yaml
from licet_server.loading.provisions import read_provision, with_whole_conditions
from licet_server.loading.tables import read_tables
from licet_server.loading.validating import validated
from licet_server.loading.vocabularies import read_vocabulary

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Packs as loaded; for each provision the node of its file, for each list row its place.

    `filed` is every clearance by its id, those that nobody has approved among them.
    """

    packs: tuple[Pack, ...]
    nodes: dict[str, Node]
    row_places: dict[str, Place]
    filed: dict[str, Filed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A pack whose settings and words are read, and whose rules are not yet."""

    directory: Path
    model: PackModel
    vocabulary: Vocabulary | None
    node: Node | None


def load_packs(rules: Path, names: Sequence[str]) -> Loaded:
    """Return the named packs of a rules directory.

    Raises `RuleFilesError` with every finding of every file: a fault drops nothing, so a
    directory with one faulty file yields no packs at all. While a pack's own settings or
    words are faulty, its rules cannot be read and are not spoken of.
    """
    loading = _Loading()
    asked = [loading.attempt(partial(_directory, rules, name)) for name in dict.fromkeys(names)]
    opened = [loading.open(directory) for directory in asked if directory is not None]
    loading.refuse_if_faulty()
    packs = [each for each in opened if each is not None]
    reader = ConditionReader(_words(rules, packs))
    loaded = tuple(loading.pack(each, reader) for each in packs)
    loading.refuse_if_faulty()
    return Loaded(loaded, loading.nodes, loading.row_places, loading.filed)


def _directory(rules: Path, name: str) -> Path:
    found = rules / name
    if not (found / PACK).is_file():
        there = [path.parent.name for path in rules.glob(f"*/{PACK}")]
        message = f"there is no pack {quoted(name)} here{nearest(name, there)}"
        raise RuleFilesError([Finding(Place(rules, 1, 1), message)])
    return found


def _words(rules: Path, packs: Iterable[_Opened]) -> Vocabulary:
    """Return the words of all packs together: the house pack is written in the law's."""
    declared: dict[str, Path] = {}
    findings = []
    for pack in packs:
        for fact in pack.vocabulary.facts if pack.vocabulary else ():
            other = declared.setdefault(fact.name, pack.directory)
            if other != pack.directory and pack.node is not None:
                place = pack.node.at(("facts", fact.name))
                message = f"`{fact.name}` is declared in the pack `{other.name}` already"
                findings.append(Finding(place, message))
    if not declared:
        message = "no pack declares a vocabulary; load the pack of the law as well"
        findings.append(Finding(Place(rules, 1, 1), message))
    if findings:
        raise RuleFilesError(findings)
    return Vocabulary(tuple(f for p in packs if p.vocabulary for f in p.vocabulary.facts))


@dataclass(slots=True)
class _Loading:
    findings: list[Finding] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    row_places: dict[str, Place] = field(default_factory=dict)
    filed: dict[str, Filed] = field(default_factory=dict)

    def refuse_if_faulty(self) -> None:
        if self.findings:
            raise RuleFilesError(self.findings)

    def attempt(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except RuleFilesError as error:
            self.findings += error.findings
            return None

    def open(self, directory: Path) -> _Opened | None:
        model = self.attempt(partial(_settings, directory))
        path = directory / VOCABULARY
        node = self.attempt(partial(read_yaml, path)) if path.exists() else None
        words = self.attempt(partial(read_vocabulary, node)) if node else None
        return _Opened(directory, model, words, node) if model else None

    def pack(self, opened: _Opened, reader: ConditionReader) -> Pack:
        model = opened.model
        files = self.attempt(partial(pack_files, opened.directory)) or PackFiles((), ())
        read = (self._provision(path, model.pack, reader) for path in files.provisions)
        return Pack(
            name=model.pack,
            provisions=tuple(provision for provision in read if provision is not None),
            rows=tuple(row for path in files.lists for row in self._rows(path, reader.vocabulary)),
            answer_by=AnswerBy(model.answer_by),
            may_loosen=model.may_loosen == "true",
            gaps=tuple(CoverageGap(gap.id, gap.caveat) for gap in model.gaps),
            vocabulary=opened.vocabulary,
            tables=self.attempt(partial(read_tables, opened.directory / TABLES, reader.vocabulary)),
            clearances=tuple(self._clearances(files.clearances, model.pack)),
        )

    def _provision(self, path: Path, pack: str, reader: ConditionReader) -> Provision | None:
        node = self.attempt(partial(read_yaml, path))
        if node is None:
            return None
        read = self.attempt(partial(read_provision, node, pack, reader))
        if read is None:
            return None
        whole = with_whole_conditions(node)
        first = self.nodes.setdefault(read.id, whole)
        if first is not whole:
            message = f"`{read.id}` stands in {first.place.file} already"
            self.findings.append(Finding(node.at(("id",)), message))
        return read

    def _clearances(self, path: Path | None, pack: str) -> Iterable[Clearance]:
        """Yield what was approved: a proposal is no part of the rules."""
        read = self.attempt(partial(read_clearances, path, pack)) if path is not None else None
        for filed in read or ():
            first = self.filed.setdefault(filed.id, filed)
            if first is not filed:
                message = f"`{filed.id}` stands in {first.place.file} already"
                self.findings.append(Finding(filed.place, message))
            clearance = filed.clearance()
            if clearance is not None:
                yield clearance

    def _rows(self, path: Path, vocabulary: Vocabulary) -> Iterable[ListRow]:
        for row, place in self.attempt(partial(read_list, path, vocabulary)) or ():
            first = self.row_places.setdefault(row.id, place)
            if first is not place:
                message = f"the same row stands at {first.file}:{first.line} already"
                self.findings.append(Finding(place, message))
            yield row


def _settings(directory: Path) -> PackModel:
    node = read_yaml(directory / PACK)
    model = validated(node, PackModel)
    if model.pack != directory.name:
        message = f"the pack {quoted(model.pack)} stands in a directory called `{directory.name}`"
        raise RuleFilesError([Finding(node.at(("pack",)), message)])
    return model
