"""Conditions as a rule file has them: how a part is told, and where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from licet_engine.provisions.compiling import NAMES
from licet_engine.provisions.conditions import (
    All,
    Any,
    AnyOther,
    Condition,
    Money,
    Not,
    Op,
    RowDate,
    Test,
)
from licet_engine.provisions.model import Provision

from licet_workbench.findings import Finding, Path, Severity
from licet_workbench.regimes import asked_tests

_MOST_CODES = 3
_MOST_LETTERS = 100


def told(condition: Condition) -> str:
    """Return a condition as one could write it in a rule file, cut short where it is long."""
    text = _told(condition)
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 3]}..."


def _told(condition: Condition) -> str:
    match condition:
        case Not(Test(op=Op.IS_TRUE) as test):
            return f"{test.fact}: false"
        case Not(part):
            return f"not: {{{_told(part)}}}"
        case All(parts):
            return ", ".join(_told(part) for part in parts)
        case Any(parts):
            return f"any: [{', '.join(f'{{{_told(part)}}}' for part in parts)}]"
        case AnyOther(inside):
            return f"{NAMES[type(condition)]}: {{{_told(inside)}}}"
        case Test():  # exhaustive
            return f"{condition.fact}: {_operand(condition)}"


def _operand(test: Test) -> str:
    match test.operand:
        case None:
            return "true"
        case frozenset():
            codes = sorted(test.codes)
            rest = ["..."] if len(codes) > _MOST_CODES else []
            several = f"[{', '.join([*codes[:_MOST_CODES], *rest])}]"
            return several if len(codes) > 1 else codes[0]
        case Money(amount, currency):
            return f"{{below: {amount}, currency: {currency}}}"
        case RowDate(value=day):
            return f"{{{test.op.value}: {day}}}"
        case date() as day:  # exhaustive
            return f"{{{test.op.value}: {day}}}"


def pointed(whole: Condition, part: Condition) -> tuple[Path, str | None]:
    """Return the key under the `when` that leads nearest to a part of it, and the word there.

    A fact or a code that stands only once in the whole tells the place of the part.
    """
    everywhere = [test for test, _ in asked_tests(whole)]
    facts = Counter(test.fact for test in everywhere)
    words = Counter(word for test in everywhere for word in _words(test))
    own = [test for test, _ in asked_tests(part)]
    for test in own:
        if facts[test.fact] == 1:
            return (test.fact,), next(_words(test), None)
    for test in own:
        for word in _words(test):
            if words[word] == 1:
                return (), word
    return ((own[0].fact,), next(_words(own[0]), None)) if own else ((), None)


def _words(test: Test) -> Iterator[str]:
    """Yield the words that a test is written with, apart from its fact."""
    match test.operand:
        case None:
            return
        case frozenset() as codes:
            yield from sorted(codes)
        case Money(amount, _):
            yield str(amount)
        case RowDate(value=day):
            yield day
        case date() as day:  # exhaustive
            yield str(day)


def finding_at(
    provision: Provision,
    number: int,
    part: Condition,
    message: str,
    severity: Severity,
    review: int | None = None,
) -> Finding:
    """Return a finding at a part of the condition of a version, by the version's number.

    Or, with one, of its review policy of that place.
    """
    version = provision.versions[number]
    condition = version.condition if review is None else version.reviews[review].condition
    where = () if review is None else ("reviews", review)
    keys, word = pointed(condition, part)
    return Finding(
        message,
        provision.pack,
        provision.id,
        version.name,
        path=("versions", number, *where, "when", *keys),
        word=word,
        severity=severity,
    )
