"""What a timeline is asked for, in words, and what that is in a rule set."""

from __future__ import annotations

from dataclasses import dataclass

from licet_engine.errors import LicetError
from licet_engine.lists import ListRow
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.sale import EAR99
from licet_engine.tables.controls import ControlTables

from licet_workbench.concern import Looked, regime_tags
from licet_workbench.findings import nearest

_PURPOSE = "purpose"


class UnknownWordError(LicetError):
    """A timeline is asked for what the rules do not know."""


class UnknownRegimeError(UnknownWordError):
    """No list row is of that regime."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A regime, a party, a category and a purpose, each if it is asked for; together they narrow.

    `rows` are the ids of the list rows that the `party` is.
    """

    regime: str | None = None
    party: str | None = None
    rows: frozenset[str] = frozenset()
    category: str | None = None
    purpose: str | None = None

    def __str__(self) -> str:
        words = (
            ("regime", self.regime),
            ("party", self.party),
            ("category", self.category),
            ("purpose", self.purpose),
        )
        return ", ".join(f"{name} {word}" for name, word in words if word is not None)


def looked_at(rules: RuleSet, asked: Asked) -> Looked:
    """Return what is asked for as rules see it.

    A regime takes in its finer tags: `zte` is also `zte-tgl` and `zte-denial-order`. Raises
    `UnknownWordError` for a regime that no row has, a category of no edition, a purpose that is
    not declared, or a regime that the party is not of.
    """
    rows, tags = _rows(rules, asked)
    named = _tags(rules, asked.regime) if asked.regime is not None and not asked.rows else tags
    return Looked(
        rows=rows,
        tags=tags,
        named=named if asked.regime is not None else frozenset(),
        category=asked.category,
        controls=ControlTables(rules.tables).entry(_entry(rules, asked.category)),
        purpose=_purpose(rules, asked.purpose),
    )


def _rows(rules: RuleSet, asked: Asked) -> tuple[tuple[ListRow, ...] | None, frozenset[str]]:
    """Return the rows of the party that are of the regime, and the regimes that these have."""
    if asked.regime is None and asked.party is None:
        return None, frozenset()
    tags = _tags(rules, asked.regime) if asked.regime is not None else None
    own = [row for row in rules.rows if asked.party is None or row.id in asked.rows]
    found = tuple(row for row in own if tags is None or tags.intersection(row.facts.regimes))
    if not found:
        raise UnknownWordError(f"`{asked.party}` is not of the regime `{asked.regime}`")
    had = frozenset(tag for row in found for tag in row.facts.regimes)
    return found, had if asked.party is not None or tags is None else tags


def _tags(rules: RuleSet, regime: str) -> frozenset[str]:
    tags = regime_tags(rules.rows, regime)
    if not tags:
        had = {tag for row in rules.rows for tag in row.facts.regimes}
        raise UnknownRegimeError(f"no list row is of the regime `{regime}`{nearest(regime, had)}")
    return tags


def _entry(rules: RuleSet, category: str | None) -> str:
    if category is None or category == EAR99:
        return ""
    eccn = category.partition(".")[0]
    eccns = ControlTables(rules.tables).eccns
    if eccn not in eccns:
        said = f"`{eccn}` is in no edition of the Control List that is held"
        raise UnknownWordError(f"{said}{nearest(eccn, eccns)}")
    return eccn


def _purpose(rules: RuleSet, purpose: str | None) -> str | None:
    declared = rules.vocabulary.by_name.get(_PURPOSE)
    words = declared.values if declared else ()
    if purpose is not None and purpose not in words:
        raise UnknownWordError(f"`{purpose}` is no purpose{nearest(purpose, words)}")
    return purpose
