"""The shape of rule files, validated at the edge; the JSON Schema is made from these models."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from licet_server.loading.days import read_day

_ID = r"^[a-z0-9_]+(\.[a-z0-9_]+)+$"
_WORD = r"^[a-z0-9][a-z0-9_-]*$"
_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
_AUTHORIZATION = r"^(EXCLUSION|SAVINGS|EXCEPTION:([A-Z]{3}|claimed))$"
FORMS = {
    _ID: "small words parted by dots, such as us_ear.744.entity_list",
    _WORD: "a word of small letters, digits, - and _",
    _NAME: "a name of letters, digits, dots, - and _, such as 2019-05-20",
    _AUTHORIZATION: (
        "EXCLUSION, SAVINGS, or EXCEPTION: with its symbol, such as EXCEPTION:GBS, "
        "or EXCEPTION:claimed for the one that a line claims"
    ),
}
"""What each pattern asks for, in words."""


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("is blank")
    return value


DAY_SCHEMA = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
Day = Annotated[date, BeforeValidator(read_day), WithJsonSchema(DAY_SCHEMA)]
Text = Annotated[
    str, AfterValidator(_not_blank), WithJsonSchema({"type": "string", "pattern": r"\S"})
]
Word = Annotated[str, Field(pattern=_WORD)]
ProvisionId = Annotated[str, Field(pattern=_ID)]
# An editor reads an unquoted 1996 as a number; the loader reads every name as it is written.
Code = Annotated[
    str,
    AfterValidator(_not_blank),
    WithJsonSchema({"type": ["string", "number"], "pattern": r"\S"}),
]
VersionName = Annotated[
    str, Field(pattern=_NAME), WithJsonSchema({"type": ["string", "integer"], "pattern": _NAME})
]
Flag = Annotated[Literal["true", "false"], WithJsonSchema({"type": "boolean"})]
CONDITION_MARK = {"$comment": "a condition"}
"""Stands where a schema will refer to the condition language, which no model describes."""
Condition = Annotated[dict[str, Any], WithJsonSchema(CONDITION_MARK)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EnforcementModel(_Model):
    """How the agency treats a text in force."""

    status: Literal["enforced", "not_enforced"]
    start: Day = Field(alias="from", description="The day the agency's word began to count.")
    authority: Text = Field(description="Where the agency said so.")


class TargetsModel(_Model):
    """What a provision acts on: ids or tags of provisions, narrowed by list regime."""

    provisions: list[ProvisionId] = Field(default=[], description="Ids of provisions.")
    tags: list[Word] = Field(default=[], description="Tags of provisions.")
    regimes: list[Word] = Field(default=[], description="Only for list rows of these regimes.")


class ReviewModel(_Model):
    """A review policy that stands in for `review_policy` where its condition holds."""

    policy: Text = Field(description="How applications are reviewed then.")
    when: Condition = Field(description="The facts under which it is so.")


class VersionModel(_Model):
    """What a provision said from one day to another; versions are added, never changed."""

    version: VersionName = Field(description="The version's name, unique in its provision.")
    start: Day = Field(alias="from", description="First day of legal effect.")
    through: Day | None = Field(default=None, description="Last day of effect; absent: open.")
    announced: Day = Field(description="Day it was announced or put on public display.")
    published: Day | None = Field(default=None, description="Day of the Federal Register.")
    authority: Text = Field(description="The citation.")
    when: Condition | None = Field(default=None, description="Added to the provision's `when`.")
    review_policy: Text | None = Field(default=None, description="How applications are reviewed.")
    reviews: list[ReviewModel] = Field(
        default=[], description="Review policies by facts; the first that holds is told."
    )
    supersedes: VersionName | None = Field(
        default=None, description="The version this one restates."
    )
    enforcement: EnforcementModel | None = None
    date_confidence: Literal["high", "medium", "low"] = "high"
    disputed: list[Text] = Field(default=[], description="Points on which sources disagree.")
    conditions: list[Text] = Field(default=[], description="What a go under it must keep to.")
    caveats: list[Text] = Field(default=[], description="What a reader should know.")


class ProvisionModel(_Model):
    """One rule: its effect, its subject, its condition, and its dated versions."""

    id: ProvisionId
    title: Text
    effect: Literal["requires", "denies", "permits", "clears", "bars"]
    subject: Literal["line", "party", "control"] = Field(
        description="What it is matched on once each."
    )
    tags: list[Word] = []
    lifts: TargetsModel | None = Field(default=None, description="For permits and clears.")
    bars: TargetsModel | None = Field(default=None, description="For bars.")
    authorization: Annotated[str, Field(pattern=_AUTHORIZATION)] | None = Field(
        default=None, description="For clears: EXCLUSION, SAVINGS or EXCEPTION:code."
    )
    denial_ground: Literal["denial_order", "house_national_security"] | None = Field(
        default=None, description="For denies."
    )
    when: Condition | None = Field(default=None, description="Holds for every version.")
    versions: Annotated[list[VersionModel], Field(min_length=1)]


class FactModel(_Model):
    """One fact a rule may name, and what its absence means."""

    scope: Literal["sale", "line", "party", "row", "destination", "control"] = Field(alias="of")
    type: Literal["flag", "code", "codes", "date", "amount"]
    source: Literal["field", "attestation", "derived", "pending"]
    values: list[Code] = []
    absent: Literal["unknown", "not_claimed"] = "unknown"
    absent_values: dict[str, Literal["unknown", "not_claimed"]] = {}
    authority: Text | None = Field(default=None, description="Why absence reads as not claimed.")
    says: str = Field(default="", description="The question to the seller.")
    claimable: Flag = "false"


class VocabularyModel(_Model):
    """The facts of a pack."""

    facts: dict[Word, FactModel]


class GapModel(_Model):
    """Something the pack does not hold yet."""

    id: Word
    caveat: Text


class PackModel(_Model):
    """A pack and its settings."""

    pack: Word
    title: Text
    may_loosen: Flag = Field(description="Whether it may permit and clear: the law's pack may.")
    answer_by: Literal["text", "practice"] = "text"
    gaps: list[GapModel] = []
