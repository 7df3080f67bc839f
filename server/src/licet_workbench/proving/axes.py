"""The axes of the space of questions: each fact, cut where some rule tells its values apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from licet_engine.facts.deriving import RECEIVERS
from licet_engine.facts.values import Raw, holds, mentioned_codes, one_code
from licet_engine.provisions.conditions import Money, Test
from licet_engine.vocabulary import FactDeclaration, FactType

ONE_DAY = timedelta(days=1)
ITEM, PLACE, OWN_PLACE = "item", "destination", "place of the party"
ROW, ROLE = "list row", "role"
"""What the axes are called that are of more than one fact."""
OTHER = "other"
"""What a code is called that no rule names."""


class Unsaid(Enum):
    """What a sale says of a fact that it is silent about."""

    UNSAID = "not said"


UNSAID = Unsaid.UNSAID
Span = tuple[date | None, date | None]
"""Days from one to another, both inclusive; None: without a first, or a last."""
Truths = Mapping[Test, frozenset[int]]
"""For each test the numbers of the values that meet it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Values of a fact that no rule tells apart: how they are named, and what a sale would say."""

    label: str
    says: tuple[object, ...] = ()
    spans: tuple[Span, ...] = ()
    """Of a day the stretches of days that are meant."""
    now: bool = True
    """Of a thing of the world whether anything is so now."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One fact of a question, the values that rules tell apart, and which tests each meets."""

    name: str
    choices: tuple[Choice, ...]
    truths: Truths = field(default_factory=lambda: MappingProxyType({}))
    answerable: bool = True
    """Whether a sale can say what the fact is."""

    def __len__(self) -> int:
        return len(self.choices)


def with_silence(axis: Axis) -> Axis:
    """Return an axis with one choice more: that a sale does not say what the fact is."""
    return replace(axis, choices=(*axis.choices, Choice("not said", (UNSAID,))))


def fact_axis(fact: FactDeclaration, tests: Iterable[Test]) -> Axis:
    """Return the axis of a fact, as far as some tests tell its values apart."""
    asked = tuple(tests)
    match fact.type:
        case FactType.FLAG:
            raws: tuple[tuple[Raw, object, str], ...] = ((False, False, "no"), (True, True, "yes"))
        case FactType.DATE:
            return _day_axis(fact.name, asked)
        case FactType.AMOUNT:
            raws = tuple(_amounts(asked))
        case FactType.CODE | FactType.CODES:
            raws = tuple(_codes(fact, asked))
    return merged(fact.name, raws, asked)


def merged(name: str, raws: Iterable[tuple[Raw, object, str]], tests: tuple[Test, ...]) -> Axis:
    """Return an axis of raw values, those that meet the same tests as one."""
    found: dict[tuple[bool, ...], list[tuple[object, str]]] = {}
    for raw, says, label in raws:
        found.setdefault(tuple(holds(test, raw) for test in tests), []).append((says, label))
    choices = tuple(
        Choice(" or ".join(dict.fromkeys(label for _, label in each)), tuple(s for s, _ in each))
        for each in found.values()
    )
    truths = {
        test: frozenset(n for n, met in enumerate(found) if met[place])
        for place, test in enumerate(tests)
    }
    return Axis(name, choices, truths)


def _codes(fact: FactDeclaration, tests: tuple[Test, ...]) -> Iterable[tuple[Raw, object, str]]:
    if not fact.values:
        yield frozenset(), None, "none" if fact.absence.value == "not_claimed" else OTHER
    for code in fact.values or sorted(mentioned_codes(tests)):
        yield one_code(fact.name, code), code, code


def _day_axis(name: str, tests: tuple[Test, ...]) -> Axis:
    """Return the axis of a day: not given, or in a stretch between the days that tests name."""
    found: dict[tuple[bool, ...], list[Span | None]] = {}
    for span in (None, *_stretches(tests)):
        day = None if span is None else _day_of(span)
        found.setdefault(tuple(holds(test, day) for test in tests), []).append(span)
    choices = tuple(
        Choice(
            " or ".join(dict.fromkeys(map(span_words, each))),
            tuple(None if span is None else _day_of(span) for span in each),
            tuple(span for span in each if span is not None),
        )
        for each in found.values()
    )
    truths = {
        test: frozenset(n for n, met in enumerate(found) if met[place])
        for place, test in enumerate(tests)
    }
    return Axis(name, choices, truths)


def _stretches(tests: tuple[Test, ...]) -> tuple[Span, ...]:
    named = sorted({test.operand for test in tests if isinstance(test.operand, date)})
    starts = sorted({day for each in named for day in (each, each + ONE_DAY)})
    ends = [start - ONE_DAY for start in starts]
    return tuple(zip([None, *starts], [*ends, None], strict=True))


def _day_of(span: Span) -> date | None:
    return span[0] or span[1]


def span_words(span: Span | None) -> str:
    """Return what a stretch of days is called."""
    if span is None:
        return "not given"
    start, end = span
    if start is None:
        return "any day" if end is None else f"until {end}"
    if end is None:
        return f"from {start}"
    return f"on {start}" if start == end else f"{start} to {end}"


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return stretches of days in their order, those that touch as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span[0] or date.min):
        last = found[-1][1] if found else None
        touches = last is not None and span[0] == last + ONE_DAY
        found.append((found.pop()[0] if touches else span[0], span[1]))
    return tuple(found)


def _amounts(tests: tuple[Test, ...]) -> Iterable[tuple[Raw, object, str]]:
    limits = sorted({t.operand.amount for t in tests if isinstance(t.operand, Money)})
    currency = next((t.operand.currency for t in tests if isinstance(t.operand, Money)), "USD")
    cents = Decimal("0.01")
    for limit in limits:
        under = Money(limit - cents, currency)
        yield under, under, f"under {limit} {currency}"
    if limits:
        most = Money(limits[-1], currency)
        yield most, most, f"{limits[-1]} {currency} or more"


def flags(name: str, tests: Iterable[Test], wording: Callable[[Test], str]) -> tuple[Axis, ...]:
    """Return an axis of yes and no for each test of a fact of which any values may meet."""
    return tuple(
        Axis(
            f"{name} {wording(test)}".strip(),
            (Choice("no", (False,)), Choice("yes", (True,))),
            {test: frozenset({1})},
        )
        for test in tests
    )


class Part(NamedTuple):
    """What a party is in an order, and what a plain party beside it is, if there must be one."""

    label: str
    roles: frozenset[str]
    beside: frozenset[str] | None

    @property
    def receives(self) -> bool:
        """Whether the goods go to where the party is."""
        return not self.roles.isdisjoint(RECEIVERS)


_BUYER = frozenset({"buyer"})
PARTS: tuple[Part, ...] = (
    Part("buyer", _BUYER | RECEIVERS, None),
    Part("buyer for another", _BUYER, frozenset({"end_user"})),
    *(Part(role, frozenset({role}), _BUYER) for role in ("end_user", "ultimate_consignee")),
    *(
        Part(role, frozenset({role}), _BUYER | RECEIVERS)
        for role in (
            *("intermediate_consignee", "purchasing_agent", "exporter", "seller", "forwarder"),
        )
    ),
)
"""The parts that a party may have: who alone is named as the buyer receives the goods as well."""


def role_axis(tests: tuple[Test, ...]) -> Axis:
    """Return the axis of what a party is; whoever is beside it is told apart."""
    found: dict[tuple[object, ...], list[Part]] = {}
    for part in PARTS:
        key = (*(holds(test, part.roles) for test in tests), part.receives, part.beside)
        found.setdefault(key, []).append(part)
    truths = {
        test: frozenset(n for n, key in enumerate(found) if key[place])
        for place, test in enumerate(tests)
    }
    choices = tuple(
        Choice(" or ".join(part.label for part in each), tuple(each)) for each in found.values()
    )
    return Axis("role", choices, truths)
