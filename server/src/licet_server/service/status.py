"""`StatusService`: how the service fares."""

from __future__ import annotations

import os
from importlib.metadata import version

from licet.v1 import service_pb2 as pb

from licet_server.decision_log.keeping import DecisionLog
from licet_server.service.current import Current
from licet_server.service.questions import opened
from licet_server.service.standing import Refused, Standing
from licet_server.service.wrapping import Context


class Status:
    """The call of the service."""

    def __init__(self, current: Current, log: DecisionLog, standing: Standing) -> None:
        self._current = current
        self._log = log
        self._standing = standing
        self._version = version("licet")

    async def get_status(self, request: bytes, _: Context) -> bytes:
        """Tell how the service fares."""
        opened(pb.GetStatusRequest, request)
        rules, refused, failed = (
            self._current.answers.decider.rules,
            self._standing.refused,
            self._log.error,
        )
        return pb.GetStatusResponse(
            version=self._version,
            worker_pid=os.getpid(),
            revision=rules.revision,
            active_since=self._standing.since,
            packs=[pack.name for pack in rules.packs],
            refused=None if refused is None else refused_message(refused),
            log_policy=pb.LogPolicy(policy=self._log.policy.value),
            log_error=None if failed is None else str(failed),
        ).SerializeToString()


def refused_message(refused: Refused) -> pb.RefusedRuleSet:
    """Return what was refused as its message."""
    return pb.RefusedRuleSet(
        since=refused.since, revision=refused.revision or None, reasons=refused.reasons
    )
