"""A server that answers as it is told, and both clients to ask it with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_licet import Asker, Blocking, FakeLicet, WithAsyncio, serving


@pytest.fixture
def fake() -> Iterator[FakeLicet]:
    with serving(FakeLicet()) as started:
        yield started


@pytest.fixture(params=[Blocking, WithAsyncio], ids=["blocking", "asyncio"])
def asker(request: pytest.FixtureRequest) -> Asker:
    """Either client: what is true of one is true of the other."""
    chosen: Asker = request.param
    return chosen


@pytest.fixture
def asking(asker: Asker, fake: FakeLicet) -> Blocking | WithAsyncio:
    return asker(fake.target)
