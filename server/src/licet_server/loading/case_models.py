"""The shape of case files, validated at the edge."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from licet_server.loading.models import Day, Flag, ProvisionId, Text, Word


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectModel(_Model):
    """What a case expects; `licet_workbench.expecting` says how each is read off a decision."""

    outcome: Text
    assumption: Text | None = None
    authorization: Text | None = None
    barred: list[Text] = []
    by: list[Text] = []
    caveat: Text | None = None
    conditions: Text | None = None
    denial_ground: Text | None = None
    lifted: list[Text] = []
    lines: list[Text] = []
    missing: list[Text] = []
    next_change: dict[str, Text] | Text | None = None
    possible: list[Text] = []
    reason: Text | None = None
    review_policies: list[Text] = []
    review_policy: Text | None = None
    silent: list[Text] = []
    speaks: list[Text] = []
    standing: list[Text] = []
    unavailable: list[Text] = []
    valid_from: Text | None = None
    valid_through: Text | None = None
    why: Text | None = None


class CaseModel(_Model):
    """One question, and what is expected of the answer."""

    name: Text
    source: Text | None = None
    rule_applied: Flag | None = None
    packs: list[Word] = []
    known_on: Day | None = None
    knowledge: Literal["announced", "published"] = "announced"
    sale: dict[str, Any] = {}
    expect: ExpectModel


class TableModel(_Model):
    """One sale on many days."""

    of: ProvisionId
    name: Text
    source: Text | None = None
    rule_applied: Flag | None = None
    packs: list[Word] = []
    sale: dict[str, Any] = {}
    days: dict[Day, dict[str, Text]]


class CaseFileModel(_Model):
    """The cases of one file, and what they share."""

    covers: list[ProvisionId]
    source: Text
    now: Day | None = Field(default=None, description="The day that `now` means in `boundaries`.")
    rule_applied: Flag = "false"
    given: dict[str, Any] = {}
    packs: list[Word] = []
    cases: list[CaseModel] = []
    boundaries: list[TableModel] = []
