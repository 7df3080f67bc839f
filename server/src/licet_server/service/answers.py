"""Questions become answers: from memory where they were met before, else from the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from google.rpc.status_pb2 import Status
from licet.v1 import service_pb2
from licet.v1.decision_pb2 import Decision
from licet.v1.explanation_pb2 import SubjectExplained as SubjectMessage
from licet_engine.decision.explaining import SubjectExplained
from licet_engine.decision.model import Decision as Decided
from licet_engine.lists import Knowledge
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import Sale

from licet_server.placing import Places
from licet_server.service.converting import decision_message, explained_message, sale_of
from licet_server.service.errors import BusyError, LimitError, TimeLimitError, UnknownRevisionError
from licet_server.service.limits import Limits
from licet_server.service.memory import Memory
from licet_server.service.questions import Key, Pins, Question, key, known_by, read_pins
from licet_server.service.statuses import status_of
from licet_server.service.turns import Errand, GivenUpError, Turns

T = TypeVar("T")
_EXPLAINED = 2_000
"""Lines times parties and owners that are explained at most: each takes some kilobytes."""


class Decider(Protocol):
    """What the service asks of the composition root: one rule set that decides and explains."""

    @property
    def rules(self) -> RuleSet:
        """The rule set that answers."""

    @property
    def places(self) -> Places:
        """Where its rules stand."""

    def ensure_sound(self) -> None:
        """Raise `EngineFault` once the engine has failed."""

    def close(self) -> None:
        """Free the engine."""

    def decide(
        self, sale: Sale, *, known_on: date | None, knowledge: Knowledge | None, today: date
    ) -> Decided:
        """Return the decision on a sale."""

    def explain(
        self, sale: Sale, *, known_on: date | None, knowledge: Knowledge | None, today: date
    ) -> tuple[SubjectExplained, ...]:
        """Return why each provision spoke or did not."""


class _Made(NamedTuple):
    """An item just made: a decision, or what there is instead because of an error."""

    item: bytes
    error: Exception | None = None


class Answers:
    """The answers of one rule set; `turns` are those that the decider pauses for.

    Items are remembered by the bytes of their question, for the day on which they were given:
    tomorrow, what is known today is another day's. What is remembered is bounded in bytes.
    """

    def __init__(
        self,
        decider: Decider,
        limits: Limits,
        turns: Turns,
        today: Callable[[], date],
        noticed: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        self.decider = decider
        self.limits = limits
        self.noticed = noticed
        """Is told what an item was not answered for: there it ends no call, and nobody sees it."""
        self._turns = turns
        self._today = today
        self._threads = ThreadPoolExecutor(max(limits.calls, 1), thread_name_prefix="licet-engine")
        self._busy = 0
        self._day = today()
        self.memory = Memory(limits.memo_bytes)

    def begin(self) -> date:
        """Return the day on which a call that has just come is answered, and logged.

        Raises `EngineFault` once the engine has failed.
        """
        self.decider.ensure_sound()
        today = self._today()
        if self._day != today:
            self._day = today
            self.memory.clear()
        return today

    async def item(self, asked: Question, day: date) -> bytes:
        """Return the item of a question on the day that `begin` has just told.

        Raises whatever keeps it from being answered: `SaleError`, `RequestError`, `EngineFault`.
        """
        met = self.memory.get(key(asked))
        if met is not None:
            return met
        item = await self._working(lambda: self._decided(asked, day))
        self._remember(key(asked), item, day)
        return item

    async def items(self, asked: Sequence[Key], day: date) -> list[bytes]:
        """Return an item for each question, in their order: a decision, or why there is none.

        Raises what keeps the whole from being answered.
        """
        met = self.memory.get
        found = [met(one) for one in asked]
        new = list(
            dict.fromkeys(one for one, item in zip(asked, found, strict=True) if item is None)
        )
        made = await self._made_all(new, day) if new else {}
        return [made[one] if item is None else item for one, item in zip(asked, found, strict=True)]

    async def _made_all(self, new: Sequence[Key], day: date) -> dict[Key, bytes]:
        made = await self._working(lambda: self._made_in_turn(new, day))
        for one, each in zip(new, made, strict=True):
            if each.error is None:
                self._remember(one, each.item, day)
            else:
                self.noticed(each.error)
        return {one: each.item for one, each in zip(new, made, strict=True)}

    def _made_in_turn(self, new: Sequence[Key], day: date) -> list[_Made]:
        """Make items as long as they fit into a response: two bytes may ask for thousands."""
        made: list[_Made] = []
        given, most = 0, self.limits.response_bytes
        for one in new:
            made.append(self._made(known_by(one), day))
            given += len(made[-1].item)
            if given > most:
                raise LimitError("sales", most, given, "bytes of answers")
        return made

    async def explained(self, asked: Question, day: date) -> bytes:
        """Return an `ExplainResponse` on a question; raises as `item` does."""
        return await self._working(lambda: self._explained(asked, day))

    async def _working(self, work: Callable[[], T]) -> T:
        """Run some work in a thread; it stops when the caller goes, or its time is up."""
        if self._busy >= self.limits.calls:
            raise BusyError(f"{self._busy} questions are worked on", self.limits.calls)
        self._busy += 1
        errand = Errand()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.limits.call_seconds):
                return await loop.run_in_executor(self._threads, self._in_turn, work, errand)
        except TimeoutError:
            raise TimeLimitError(self.limits.call_seconds) from None
        finally:
            self._busy -= 1
            errand.give_up()

    def _in_turn(self, work: Callable[[], T], errand: Errand) -> T:
        with self._turns.of(errand):
            return work()

    def _made(self, asked: Question, day: date) -> _Made:
        try:
            return _Made(self._decided(asked, day))
        except GivenUpError:
            raise
        except Exception as error:  # noqa: BLE001 (INVARIANT: a bad sale sinks itself, not the batch)
            return _Made(error_item(status_of(error)), error)

    def _decided(self, asked: Question, day: date) -> bytes:
        self._turns.pause()
        pins = read_pins(asked)
        self.refuse_unknown(pins.revision)
        return decision_item(decided(self.decider, asked.sale, pins, day, self.limits))

    def _remember(self, asked: Key, item: bytes, day: date) -> None:
        if day == self._day:  # else it was put before midnight, and is of a day gone by
            self.memory.put(asked, item)

    def close(self) -> None:
        """Take no more work; what runs is left to end by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def end(self) -> None:
        """Wait for what runs, and free the engine that answered."""
        self._threads.shutdown(wait=True)
        self.decider.close()

    def _read(self, asked: Question) -> tuple[Sale, Pins]:
        pins = read_pins(asked)
        self.refuse_unknown(pins.revision)
        return sale_of(asked.sale, self.decider.rules.vocabulary, self.limits), pins

    def refuse_unknown(self, revision: str | None) -> None:
        """Raise `UnknownRevisionError` for a revision other than the active one."""
        if revision not in (None, self.decider.rules.revision):
            raise UnknownRevisionError(str(revision))

    def _explained(self, asked: Question, day: date) -> bytes:
        self._turns.pause()
        sale, pins = self._read(asked)
        _refuse_too_long(sale)
        known_on, knowledge = pins.known_on, pins.knowledge
        decision = self.decider.decide(sale, known_on=known_on, knowledge=knowledge, today=day)
        subjects = self.decider.explain(sale, known_on=known_on, knowledge=knowledge, today=day)
        return service_pb2.ExplainResponse(
            decision=decision_message(decision), subjects=self._subjects(subjects)
        ).SerializeToString()

    def _subjects(self, subjects: Sequence[SubjectExplained]) -> Iterator[SubjectMessage]:
        """Yield the message of each subject; raises `LimitError` where they are too long."""
        given, most, places = 0, self.limits.response_bytes, self.decider.places
        for each in subjects:
            self._turns.pause()
            told = explained_message(each, places)
            given += told.ByteSize()
            if given > most:
                raise LimitError("sale.lines", most, given, "bytes of explanations")
            yield told


def _refuse_too_long(sale: Sale) -> None:
    given = len(sale.lines) * (1 + sum(1 + len(party.owners) for party in sale.parties))
    if given > _EXPLAINED:
        raise LimitError("sale.lines", _EXPLAINED, given, "lines times parties and owners")


def decided(decider: Decider, sale: bytes, pins: Pins, day: date, limits: Limits) -> Decision:
    """Return the decision on the bytes of a sale, as its message; raises as `Answers.item` does."""
    read = sale_of(sale, decider.rules.vocabulary, limits)
    decision = decider.decide(read, known_on=pins.known_on, knowledge=pins.knowledge, today=day)
    return decision_message(decision)


def decision_item(decision: Decision) -> bytes:
    """Return the item that holds a decision."""
    return service_pb2.BatchDecideItem(decision=decision).SerializeToString()


def error_item(status: Status) -> bytes:
    """Return the item that says why there is no decision."""
    return service_pb2.BatchDecideItem(error=status).SerializeToString()
