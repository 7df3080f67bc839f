"""Changed rules are tried, and taken up by all workers at once or by none."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from licet_server.decision_log.writing import utc_now
from licet_server.posts import Duty, NotLoadedError, Post, WorkerGoneError
from licet_server.service.standing import Refused
from licet_server.snapshots import Seen, SnapshotError, Snapshots, named_from, seen
from licet_server.trying import Trial, tried
from licet_server.watching import changes, copied, still_written
from licet_server.worker import Assignment

_ATTEMPTS = 3
_LOADING, _SWAPPING = 120.0, 10.0
_AGAIN = 1.0
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 60.0


@dataclass(slots=True)
class Pause:
    """How long what broke off waits until it is tried again: longer each time, up to a minute."""

    _seconds: float = 0.0
    _until: float = inf

    @property
    def left(self) -> float | None:
        """The seconds left, 0 once it is over; None where nothing waits."""
        return None if self._until == inf else max(0.0, self._until - monotonic())

    def begin(self) -> None:
        """Wait, or wait longer."""
        self._seconds = min(max(2 * self._seconds, _FIRST_PAUSE), _LONGEST_PAUSE)
        self._until = monotonic() + self._seconds

    def end(self) -> None:
        """Wait for nothing any more."""
        self._seconds, self._until = 0.0, inf


@dataclass(frozen=True, slots=True)
class Source:
    """Where rules are, what was there when they were copied, and where more copies go.

    `active` is whether what they say may be acted on; `watched`, whether changes are looked for;
    `settle`, how many seconds files must lie still before they are tried.
    """

    directory: Path
    snapshots: Snapshots
    found: tuple[Seen, ...]
    active: bool
    watched: bool
    settle: float


@dataclass(slots=True)
class Reloader:
    """Keeps what serves to what the rule files hold, as far as that may serve."""

    source: Source
    duty: Duty
    posts: Sequence[Post]
    logger: Any
    _active: bool = field(init=False)
    _tried: tuple[Seen, ...] | None = field(init=False)
    _asked: asyncio.Event = field(default_factory=asyncio.Event)
    _pause: Pause = field(default_factory=Pause)
    _forced: bool = False
    _news: bool = False
    _number: int = 0

    def __post_init__(self) -> None:
        self._active, self._tried = self.source.active, self.source.found

    def ask(self) -> None:
        """Have the rules tried again, changed or not."""
        self._forced = True
        self._asked.set()

    async def run(self) -> None:
        """Reload for ever: when asked to, when something has changed, and after a pause."""
        watching = asyncio.create_task(self._watch())
        try:
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._asked.wait(), self._pause.left)
                self._asked.clear()
                forced, self._forced = self._forced, False
                await self._attempt(forced=forced)
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        if not self.source.watched:
            return
        async for _ in changes(self.source.directory):
            self._asked.set()

    async def _attempt(self, *, forced: bool) -> None:
        """Look at the rules; whatever is wrong with them or with us, what serves serves on."""
        directory, known = self.source.directory, self._tried
        self._news, self._tried = forced, None
        try:
            self._tried = seen(directory)
            if self._tried != known:
                self._news = True
                await self._look(None if forced else known)
            elif forced or self._pause.left == 0:
                await self._look(None)
        except SnapshotError as error:
            self._put_off(Trial(reasons=(str(error),)), directory)
        except Exception as error:  # noqa: BLE001 (INVARIANT: a reload that fails ends nothing)
            said = f"the rules could not be tried: {type(error).__name__}: {error}"
            self._put_off(Trial(reasons=(said,)), directory)

    async def _look(self, known: tuple[Seen, ...] | None) -> None:
        """Try what the files hold once nobody writes them, unless it is known."""
        own = self.source
        told = partial(still_written, self.logger, own.directory)
        self._tried, snapshot = await copied(own.directory, own.snapshots, own.settle, told)
        if self._tried == known:
            own.snapshots.drop(snapshot)
            return
        await self._try(snapshot)

    async def _try(self, snapshot: Path) -> None:
        """Take up a snapshot that is good; whatever is not needed any more is removed."""
        since, serving = monotonic(), self.duty.assignment
        trial = await tried(replace(serving.settings, rules=snapshot))
        if trial.broken:
            self._put_off(trial, snapshot)
        elif trial.reasons:
            self._pause.end()
            self._refuse(trial, snapshot)
        elif (trial.revision, trial.active) == (serving.revision, self._active):
            self._pause.end()
            self._tell_refused(None)
            self.logger.info("rules unchanged", revision=serving.revision)
        elif await self._taken_up(trial, snapshot):
            self._pause.end()
            taken = round(monotonic() - since, 3)
            self.logger.info("rules loaded", revision=trial.revision, seconds=taken)
            snapshot = serving.settings.directory
        self.source.snapshots.drop(snapshot)

    async def _taken_up(self, trial: Trial, snapshot: Path) -> bool:
        """Swap to a snapshot that was found good; False, and refused, where a worker cannot."""
        self._number += 1
        serving = self.duty.assignment
        following = replace(
            serving,
            settings=replace(serving.settings, rules=snapshot),
            revision=trial.revision,
            number=self._number,
        )
        reason = await self._loaded_by_all(following)
        if reason is not None:
            for post in self.posts:
                if post.worker is not None:
                    post.worker.tell(drop=following.number)
            self._put_off(replace(trial, reasons=(reason,)), snapshot)
            return False
        await self._swap(replace(following, since=utc_now()), active=trial.active)
        return True

    async def _loaded_by_all(self, following: Assignment) -> str | None:
        """Have rules loaded by every worker; the reason why not, or None once all have.

        A worker that ends meanwhile is replaced by one of the rules that serve, which is told
        to load as well; those that were told before are waited for.
        """
        for _ in range(_ATTEMPTS):
            loading = [asyncio.create_task(post.load(following)) for post in self.posts]
            try:
                await asyncio.wait_for(asyncio.gather(*loading), _LOADING)
            except NotLoadedError as error:
                return f"a worker could not load the rules: {error}"
            except WorkerGoneError:
                await asyncio.sleep(_AGAIN)
                continue
            except TimeoutError:
                return f"a worker did not load the rules within {_LOADING:g} seconds"
            finally:
                await _ended(loading)
            if all(post.has_loaded(following) for post in self.posts):
                return None
        return f"workers ended while they loaded the rules, {_ATTEMPTS} times"

    async def _swap(self, following: Assignment, *, active: bool) -> None:
        """Tell every worker to answer by rules that all have loaded.

        INVARIANT: between the last look at the workers and the word to them nothing else runs,
        and who starts from here on starts with the new rules: no worker answers by the old ones.
        """
        self.duty.assignment, self.duty.refused, self._active = following, None, active
        for post in self.posts:
            if post.worker is not None:
                post.worker.tell(swap=following.number, since=following.since)
        await asyncio.gather(*(self._swapped(post, following) for post in self.posts))

    async def _swapped(self, post: Post, following: Assignment) -> None:
        worker = post.worker
        if worker is None:
            return
        try:
            await asyncio.wait_for(worker.until("swapped", following.number), _SWAPPING)
        except TimeoutError:  # the one that takes its place has the new rules
            worker.kill()
        except WorkerGoneError:
            return

    def _put_off(self, trial: Trial, snapshot: Path) -> None:
        """Refuse rules for what is no fault of theirs and may pass: they are tried again."""
        self._pause.begin()
        self._refuse(trial, snapshot)

    def _refuse(self, trial: Trial, snapshot: Path) -> None:
        """Tell loudly that rules are refused, and which serve on; not again for the same reason.

        It is told again where files have changed since, or somebody asks.
        """
        told = self.duty.refused
        since = utc_now() if told is None else told.since
        reasons = tuple(named_from(reason, snapshot) for reason in trial.reasons)
        refused = Refused(since, reasons, trial.revision)
        if refused == told and not self._news:
            return
        self._tell_refused(refused)
        self.logger.error(
            "rules refused",
            reasons=reasons,
            since=since,
            revision=trial.revision or None,
            serving=self.duty.assignment.revision,
        )

    def _tell_refused(self, refused: Refused | None) -> None:
        self.duty.refused = refused
        for post in self.posts:
            if post.worker is not None:
                post.worker.tell_refused(refused)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
