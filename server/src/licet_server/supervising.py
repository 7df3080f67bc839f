"""The parent of a server's workers: it starts them, replaces those that die, and stops them all.

It answers no call itself, and so it cannot be brought down by one.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any

from licet_server.listening import Address
from licet_server.metering import metered
from licet_server.posts import Duty, Post
from licet_server.reloading import Reloader, Source
from licet_server.worker import Assignment


@contextmanager
def hangups() -> Iterator[Event]:
    """Remember SIGHUP, which would end the process, until a supervisor looks at the rules."""
    heard = Event()
    before = signal.signal(signal.SIGHUP, lambda *_: heard.set())
    try:
        yield heard
    finally:
        signal.signal(signal.SIGHUP, before)


@dataclass(slots=True)
class Supervisor:
    """Keeps so many workers at one assignment, and that to the rules; without rules, as it is.

    `asked` is set where somebody wants the rules looked at before it could hear that.
    """

    assignment: Assignment
    workers: int
    logger: Any
    rules: Source | None = None
    metrics: Address | None = None
    asked: Event | None = None

    async def run(self) -> None:
        """Keep the workers running until SIGTERM or SIGINT; raises `WorkerError`."""
        stop, duty = asyncio.Event(), Duty(self.assignment)
        posts = [Post(duty, stop, self.logger) for _ in range(self.workers)]
        reload = self._reloader(duty, posts)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        with metered(self.metrics, duty, posts):
            await self._keep(stop, posts, reload)

    async def _keep(
        self, stop: asyncio.Event, posts: Sequence[Post], reload: Reloader | None
    ) -> None:
        kept = [asyncio.create_task(post.keep()) for post in posts]
        beside = asyncio.create_task(self._listening(posts, reload))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((*kept, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            beside.cancel()
            stop.set()
            self.logger.info("draining", workers=self.workers)
            await asyncio.gather(*(post.stop() for post in posts))
        await asyncio.gather(*kept)

    def _reloader(self, duty: Duty, posts: Sequence[Post]) -> Reloader | None:
        if self.rules is None:
            return None
        found = Reloader(self.rules, duty, posts, self.logger)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, found.ask)
        if self.asked is not None and self.asked.is_set():
            found.ask()
        return found

    async def _listening(self, posts: Sequence[Post], reload: Reloader | None) -> None:
        """Say when all workers are ready, and look after the rules from then on."""
        for post in posts:
            await post.ready.wait()
        self._say_listening()
        if reload is not None:
            await reload.run()

    def _say_listening(self) -> None:
        self.logger.info(
            "listening",
            address=str(self.assignment.address),
            tls=self.assignment.tls is not None,
            packs=list(self.assignment.settings.packs),
            revision=self.assignment.revision,
            workers=self.workers,
        )
