"""Bad manners, one connection each: what it does first, and then each time it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle

from prepared_questions import asked, sales, usual_sale
from raw_callers import Caller

HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
UNREAD = 200
"""Questions that are asked at once: they fit into the first window, and their answers do not."""
LEFT_OPEN = 100
UNREAD_BATCHES = 20


@dataclass(frozen=True, slots=True)
class Asks:
    """What badly mannered callers ask: one question, and batches of a hundred and of 200."""

    one: bytes
    hundred: bytes
    many: bytes


@cache
def prepared() -> Asks:
    """Return what is asked."""
    one, hundred, many = (asked(given)[1] for given in ([usual_sale()], sales(100), sales(UNREAD)))
    return Asks(one, hundred, many)


Manner = Callable[[Caller, Asks], Iterator[None]]


def asks_and_goes(caller: Caller, asks: Asks) -> Iterator[None]:
    """Ask one question, and be gone before it is answered."""
    caller.hello()
    _say_all(caller, caller.ask(caller.opened("Decide"), asks.one))
    yield from ()


def asks_a_batch_and_goes(caller: Caller, asks: Asks) -> Iterator[None]:
    """Ask a batch of a hundred, and be gone before it is answered."""
    caller.hello()
    _say_all(caller, caller.ask(caller.opened("BatchDecide"), asks.hundred))
    yield from ()


def says_nothing(_: Caller, __: Asks) -> Iterator[None]:
    """Connect, and that is all."""
    yield from cycle([None])


def dribbles_hello(caller: Caller, _: Asks) -> Iterator[None]:
    """Say a byte of the first words each time."""
    for byte in cycle(HELLO):
        caller.say(bytes([byte]))
        yield


def is_idle(caller: Caller, _: Asks) -> Iterator[None]:
    """Say hello, and answer nothing from then on."""
    caller.hello()
    yield from cycle([None])


def is_idle_and_answers(caller: Caller, _: Asks) -> Iterator[None]:
    """Say hello, and answer pings from then on."""
    caller.hello()
    yield from _answering(caller)


def dribbles_a_frame(caller: Caller, asks: Asks) -> Iterator[None]:
    """Say a byte of the frame of a request each time, and read nothing."""
    caller.hello()
    for frame in caller.ask(caller.opened("BatchDecide"), asks.many):
        for byte in frame:
            caller.say(bytes([byte]))
            yield


def dribbles_frames(caller: Caller, asks: Asks) -> Iterator[None]:
    """Say a byte of a request in a frame of its own each time, and answer pings."""
    caller.hello()
    stream = caller.opened("BatchDecide")
    for byte in cycle(asks.many):
        caller.answer()
        caller.trickle(stream, bytes([byte]))
        yield


def never_reads_a_stream(caller: Caller, asks: Asks) -> Iterator[None]:
    """Ask question after question in one stream, and read no answer."""
    _stream_questions(caller, asks)
    yield from cycle([None])


def never_reads_a_batch(caller: Caller, asks: Asks) -> Iterator[None]:
    """Ask a batch, and read no answer."""
    caller.hello()
    _say_all(caller, caller.ask(caller.opened("BatchDecide"), asks.many))
    yield from cycle([None])


def opens_no_window_for_a_stream(caller: Caller, asks: Asks) -> Iterator[None]:
    """Ask question after question in one stream, answer pings, and take no answer."""
    _stream_questions(caller, asks)
    yield from _answering(caller)


def opens_no_window_for_batches(caller: Caller, asks: Asks) -> Iterator[None]:
    """Ask batch after batch, answer pings, and take no answer."""
    caller.hello()
    for _ in range(UNREAD_BATCHES):
        caller.answer()
        _say_all(caller, caller.ask(caller.opened("BatchDecide"), asks.hundred))
    yield from _answering(caller)


def leaves_streams_open(caller: Caller, _: Asks) -> Iterator[None]:
    """Open as many streams as a connection may have, ask nothing, and answer pings."""
    caller.hello()
    for _number in range(LEFT_OPEN):
        caller.opened("Decide")
    yield from _answering(caller)


def _stream_questions(caller: Caller, asks: Asks) -> None:
    caller.hello()
    stream = caller.opened("StreamDecide")
    for _ in range(UNREAD):
        _say_all(caller, caller.ask(stream, asks.one, end=False))


def _answering(caller: Caller) -> Iterator[None]:
    while True:
        caller.answer()
        yield


def _say_all(caller: Caller, said: Iterator[bytes]) -> None:
    for part in said:
        caller.say(part)
