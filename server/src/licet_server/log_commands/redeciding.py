"""Entries are decided again from the rules that are kept with them, and compared."""

from __future__ import annotations

import lzma
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError, Message
from licet.v1.decision_pb2 import Decision
from licet_engine.errors import EngineFault, LicetError
from licet_engine.lists import Knowledge

from licet_server.app import Licet
from licet_server.decision_log.archiving import unpacked
from licet_server.decision_log.entries import Answered
from licet_server.decision_log.findings import Checked, Findings, Found, Kind
from licet_server.decision_log.rows import Tick, is_made, rows
from licet_server.decision_log.store import PAGE, KeptRuleSet, Store, stores
from licet_server.service.answers import decided
from licet_server.service.limits import Limits
from licet_server.service.logged import screening_in
from licet_server.service.questions import Pins
from licet_server.settings import Settings

_WORTH = 2_000
"""Entries that take as long to decide as another process takes to load their rules."""


class Chain(NamedTuple):
    """A chain to decide again: in which database."""

    url: str
    chain: str


@dataclass(frozen=True, slots=True)
class Redeciding:
    """Chains to decide again in one process, and the log that holds their rules."""

    where: str
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Redecided:
    """How many entries of a chain were decided again, how many cannot be, and what differs."""

    chain: str
    decided: int
    undecidable: int
    found: tuple[Found, ...]
    untold: int


def shares(
    where: str, chains: Sequence[tuple[Chain, Checked]], processes: int
) -> tuple[Redeciding, ...]:
    """Return chains in a share for each process that is worth it, those of like rules together."""
    ordered = sorted(chains, key=lambda each: (sorted(each[1].revisions), each[1].chain))
    worth = min(processes, 1 + sum(each.entries for _, each in chains) // _WORTH)
    size = max(1, -(-len(ordered) // worth))
    found = (ordered[first : first + size] for first in range(0, len(ordered), size))
    return tuple(Redeciding(where, tuple(chain for chain, _ in share)) for share in found)


def redecided(asked: Redeciding, tick: Tick) -> tuple[Redecided, ...]:
    """Decide the entries of chains again; raises `LogError`, and `EngineFault` as deciding does."""
    with closing(_Rules(asked.where)) as rules:
        return tuple(_redecided(chain, rules, tick) for chain in asked.chains)


class _Rules:
    """The rule set that decides now: one at a time, as chains are in the order of their rules."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._revision: str | None = None
        self._licet: Licet | None = None
        self.wrong = ""
        """Why there is no rule set now."""

    def of(self, revision: str) -> Licet | None:
        """Return the rule set of a revision as it is kept, or None."""
        if revision != self._revision:
            self.close()
            self._licet, self._revision = self._loaded(revision), revision
        return self._licet

    def _loaded(self, revision: str) -> Licet | None:
        kept = self._kept(revision)
        if kept is None:
            self.wrong = "is not kept in the log"
            return None
        try:
            found = _loaded(kept)
        except (LicetError, OSError, EOFError, ValueError, tarfile.TarError, lzma.LZMAError) as no:
            self.wrong = f"is kept, and cannot be loaded: {no}"
            return None
        if found.rules.revision != revision:
            self.wrong = f"is kept as one whose revision is {found.rules.revision}"
            found.close()
            return None
        return found

    def _kept(self, revision: str) -> KeptRuleSet | None:
        for store in stores(self._where):
            with closing(store):
                found = store.rule_set(revision) if is_made(store) else None
            if found is not None:
                return found
        return None

    def close(self) -> None:
        """Let go of the rule set."""
        if self._licet is not None:
            self._licet.close()
        self._licet = None


def _loaded(kept: KeptRuleSet) -> Licet:
    with TemporaryDirectory() as scratch:
        directory = Path(scratch)
        packs = unpacked(kept, directory)
        return Licet(Settings(rules=directory, packs=packs, active=True), rehearsed=False)


def _redecided(chain: Chain, rules: _Rules, tick: Tick) -> Redecided:
    findings, told = Findings(chain.chain), set[str]()
    done = without = 0
    with closing(Store(chain.url)) as store:
        for number, row in enumerate(rows(store, chain.chain), start=1):
            answered = Answered(*row[2 : 2 + len(Answered._fields)])
            licet = rules.of(answered.revision)
            if licet is None and answered.revision not in told:
                told.add(answered.revision)
                words = f"the rule set {answered.revision} {rules.wrong}"
                findings.add(row[0], Kind.UNKEPT, words)
            if licet is None or answered.sale is None or answered.decision is None:
                without += 1
            else:
                done += 1
                for words in _differences(licet, answered):
                    findings.add(row[0], Kind.DIFFERS, words)
            if number % PAGE == 0:
                tick(PAGE)
    return Redecided(chain.chain, done, without, tuple(findings.told), findings.untold)


def _differences(licet: Licet, answered: Answered) -> Iterator[str]:
    try:
        pins = Pins(None, date.fromisoformat(answered.known_on), Knowledge(answered.knowledge))
        asked_on = date.fromisoformat(answered.asked_on)
        made = decided(licet, answered.sale, pins, asked_on, Limits())
    except EngineFault:
        raise
    except (LicetError, ValueError, TypeError) as error:
        yield f"it cannot be decided again: {error}"
        return
    _as_it_was_asked(made, answered.decision)
    if made.SerializeToString() != answered.decision:
        yield f"decided again, {_where(made, answered.decision)}"
    elif answered.screening not in (None, screening_in(made)):
        yield "decided again, `screening` is not as logged"
    for name in ("revision", "known_on", "knowledge"):
        # A sale's own word wins over what is asked with it: the decision may be the same.
        if getattr(made, name) != getattr(answered, name):
            yield f"decided again, `{name}` is {getattr(made, name)}, and not as logged"


def _as_it_was_asked(made: Decision, logged: bytes) -> None:
    """Take a decision for hypothetical where it was: which packs were not served, no log keeps.

    Only so: what is logged as one to act on has to come out as one.
    """
    with suppress(DecodeError):  # it is told of as what differs
        if Decision.FromString(logged).hypothetical:
            made.hypothetical, made.may_confirm = True, False


def _where(made: Decision, logged: bytes) -> str:
    try:
        found = difference(Decision.FromString(logged), made)
    except (DecodeError, TypeError):
        return "and what was logged is no decision"
    if found is None:
        return "it is the same in other bytes"
    path, before, now = found
    return f"`{path}` is {_shown(now)}, and {_shown(before)} was logged"


def _shown(value: Any) -> str:
    text = " ".join(str(value).split())
    return f"`{text[:60]}`" if text else "nothing"


def difference(logged: Message, made: Message, path: str = "") -> tuple[str, Any, Any] | None:
    """Return the path of the first field that differs, and what it is in either; None if none."""
    for field in logged.DESCRIPTOR.fields:
        own, other = getattr(logged, field.name), getattr(made, field.name)
        there = [m.HasField(field.name) if field.has_presence else True for m in (logged, made)]
        if own == other and there[0] == there[1]:
            continue
        at = f"{path}.{field.name}" if path else field.name
        return _within(at, own, other) or (at, own, other)
    return None


def _within(path: str, own: Any, other: Any) -> tuple[str, Any, Any] | None:
    """Return the first difference within a message, or within the messages of a list."""
    if isinstance(own, Message):
        return difference(own, other, path)
    if isinstance(own, str | bytes | int | float) or not own or not isinstance(own[0], Message):
        return None
    pairs = enumerate(zip(own, other, strict=False))
    return next((difference(a, b, f"{path}[{n}]") for n, (a, b) in pairs if a != b), None)
