"""What a server says of itself in numbers, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from licet_server.listening import Address, ListenError
from licet_server.posts import Duty, Post


class Meter(Collector):
    """Reads what the parent knows whenever it is asked; it counts nothing itself."""

    def __init__(self, duty: Duty, posts: Sequence[Post]) -> None:
        self._duty = duty
        self._posts = posts

    def collect(self) -> Iterator[Metric]:
        """Yield each figure as it is now."""
        assignment, refused = self._duty.assignment, self._duty.refused
        rules = {"revision": assignment.revision, "packs": ",".join(assignment.settings.packs)}
        yield InfoMetricFamily("licet_rules", "The rule set that answers.", rules)
        yield GaugeMetricFamily(
            "licet_rules_since_seconds",
            "Unix time since which it answers.",
            _unix(assignment.since),
        )
        yield GaugeMetricFamily(
            "licet_rules_refused",
            "1 while the rule files hold what may not serve, else 0.",
            int(refused is not None),
        )
        yield GaugeMetricFamily(
            "licet_rules_refused_since_seconds",
            "Unix time since which they do, 0 where they do not.",
            0.0 if refused is None else _unix(refused.since),
        )
        ready = sum(post.worker is not None for post in self._posts)
        yield GaugeMetricFamily("licet_workers_ready", "Workers that answer.", ready)
        yield GaugeMetricFamily("licet_workers", "Workers that should.", len(self._posts))


def _unix(time: str) -> float:
    return datetime.fromisoformat(time).timestamp() if time else 0.0


@contextmanager
def metered(at: Address | None, duty: Duty, posts: Sequence[Post]) -> Iterator[None]:
    """Answer Prometheus at an address for the length of a block; raises `ListenError`."""
    if at is None:
        yield
        return
    registry = CollectorRegistry()
    registry.register(Meter(duty, posts))
    try:
        server, thread = start_http_server(at.port, at.host, registry)
    except OSError as error:
        raise ListenError(f"metrics cannot be served at {at}: {error}") from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
