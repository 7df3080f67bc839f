"""The shipped rules, twice: as Licet has them, and as they are read without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asking import shipped
from backing import Law
from licet_server.app import Licet


@pytest.fixture(scope="module")
def law() -> Law:
    return Law(shipped())


@pytest.fixture(scope="module")
def licet() -> Iterator[Licet]:
    with Licet(rehearsed=False) as loaded:
        yield loaded
