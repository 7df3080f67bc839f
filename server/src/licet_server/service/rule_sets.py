"""`RuleSetService`: which rules answer."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

from licet.v1 import rule_set_pb2 as pb
from licet.v1 import service_pb2
from licet_engine.errors import FieldViolation
from licet_engine.provisions.model import Enforcement, Pack, Provision, Targets, Version
from licet_engine.provisions.ruleset import RuleSet

from licet_server.rendering import plain
from licet_server.service.current import Current
from licet_server.service.errors import FieldsError
from licet_server.service.questions import opened, read_revision

Context = Any
_MOST = 1000
_USUAL = 100


class RuleSets:
    """The calls of the service; the revision that answers is the only one there is."""

    def __init__(self, current: Current) -> None:
        self._current = current

    async def get_rule_set(self, request: bytes, _: Context) -> bytes:
        """Tell of the packs of a revision."""
        read = opened(service_pb2.GetRuleSetRequest, request)
        rules = self._rules(read.revision)
        return service_pb2.GetRuleSetResponse(rule_set=rule_set_message(rules)).SerializeToString()

    async def list_provisions(self, request: bytes, _: Context) -> bytes:
        """Tell of a page of provisions, by their ids."""
        read = opened(service_pb2.ListProvisionsRequest, request)
        rules = self._rules(read.revision)
        start = _start(read.page_token, rules.provisions)
        end = start + _page_size(read.page_size)
        page = rules.provisions[start:end]
        more = end < len(rules.provisions)
        return service_pb2.ListProvisionsResponse(
            provisions=[provision_message(provision) for provision in page],
            next_page_token=_token(page[-1].id) if more else "",
            revision=rules.revision,
        ).SerializeToString()

    def _rules(self, revision: bytes) -> RuleSet:
        """Return the rules of a revision; raises `UnknownRevisionError`."""
        answers = self._current.answers
        answers.refuse_unknown(read_revision(revision))
        return answers.decider.rules


def _start(token: bytes, provisions: Sequence[Provision]) -> int:
    """Return the number of the first provision of a page."""
    if not token:
        return 0
    ids = [_token(provision.id).encode() for provision in provisions]
    if token not in ids:
        reason = "is no `next_page_token` of this revision: give back the last one, or none"
        raise FieldsError((FieldViolation("page_token", reason),))
    return ids.index(token) + 1


def _page_size(given: int) -> int:
    if given < 0:
        raise FieldsError((FieldViolation("page_size", f"`{given}` is negative"),))
    return min(given, _MOST) or _USUAL


def _token(provision_id: str) -> str:
    return base64.urlsafe_b64encode(provision_id.encode()).decode()


def rule_set_message(rules: RuleSet) -> pb.RuleSet:
    """Return a rule set as its message."""
    return pb.RuleSet(revision=rules.revision, packs=[_pack(pack) for pack in rules.packs])


def _pack(pack: Pack) -> pb.Pack:
    return pb.Pack(
        name=pack.name,
        may_loosen=pack.may_loosen,
        answer_by=pack.answer_by.value,
        provision_count=len(pack.provisions),
        list_row_count=len(pack.rows),
    )


def provision_message(provision: Provision) -> pb.Provision:
    """Return a provision as its message."""
    return pb.Provision(
        provision_id=provision.id,
        pack=provision.pack,
        title=provision.title,
        effect=provision.effect.value,
        subject=provision.subject.value,
        tags=sorted(provision.tags),
        targets=_absent_if_empty(provision.targets, _targets),
        authorization=provision.authorization,
        denial_ground=provision.denial_ground,
        versions=[_version(version) for version in provision.versions],
    )


def _absent_if_empty(targets: Targets, made: Callable[[Targets], Any]) -> Any:
    return made(targets) if targets != Targets() else None


def _targets(targets: Targets) -> pb.ProvisionTargets:
    return pb.ProvisionTargets(
        provision_ids=sorted(targets.provisions),
        tags=sorted(targets.tags),
        regimes=sorted(targets.regimes),
    )


def _version(version: Version) -> pb.ProvisionVersion:
    return pb.ProvisionVersion(
        version=version.name,
        in_force_from=version.start.isoformat(),
        in_force_through=plain(version.through),
        announced=version.announced.isoformat(),
        published=plain(version.published),
        authority=version.authority,
        review_policy=version.review_policy,
        supersedes=version.supersedes,
        enforcement=_enforcement(version.enforcement),
        conditions=version.conditions,
        caveats=version.caveats,
        date_confidence=version.date_confidence.value,
        disputed=version.disputed,
    )


def _enforcement(enforcement: Enforcement | None) -> pb.Enforcement | None:
    if enforcement is None:
        return None
    return pb.Enforcement(
        status=enforcement.status.value,
        since=enforcement.start.isoformat(),
        authority=enforcement.authority,
    )
