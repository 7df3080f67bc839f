"""One server and one door before it, for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doors import Door, door
from serving import Running, serving


@pytest.fixture(scope="module")
def licet() -> Iterator[Running]:
    with serving("--workers", "1") as found:
        yield found


@pytest.fixture(scope="module")
def http(licet: Running) -> Iterator[Door]:
    with door(licet.address) as found:
        yield found
