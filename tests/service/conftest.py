"""One server that answers for every test that leaves it as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from licet.v1.service_pb2_grpc import LicenseDecisionServiceStub
from licet_server.app import Licet
from licet_server.settings import shipped_rules
from service_sales import asking
from serving import Running, serving
from serving_inside import Loop


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two workers that serve a copy of the shipped rules."""
    rules: Path = tmp_path_factory.mktemp("served") / "rules"
    shutil.copytree(shipped_rules(), rules)
    with serving("--rules", str(rules), "--workers", "2") as started:
        yield started


@pytest.fixture
def licet(running: Running) -> Iterator[LicenseDecisionServiceStub]:
    """The decisions of that server."""
    with asking(running.address) as stub:
        yield stub


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    """The event loop of servers that run inside the tests' own process."""
    found = Loop()
    yield found
    found.close()


@pytest.fixture(scope="module")
def engine() -> Iterator[Licet]:
    """The engine of the shipped rules, for those servers."""
    with Licet(rehearsed=False) as loaded:
        yield loaded
