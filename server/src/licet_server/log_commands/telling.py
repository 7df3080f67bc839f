"""What was found in a log, in lines for people and in one object for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from licet_server.decision_log.findings import Checked, Found
from licet_server.log_commands.redeciding import Redecided


def lines(checked: Sequence[Checked], redecided: Sequence[Redecided]) -> Iterator[str]:
    """Yield a line for each finding, then one for each chain, then one for all."""
    for found in findings(checked, redecided):
        yield f"{found.chain} {found.seq} {found.kind.value}: {found.words}"
    again = {each.chain: each for each in redecided}
    for each in checked:
        decided = again.get(each.chain)
        untold = each.untold + (0 if decided is None else decided.untold)
        if untold:
            yield f"{each.chain} and {untold} more findings like these"
    for each in checked:
        yield f"{each.chain}: {'; '.join(_summary(each, again.get(each.chain)))}"
    yield _all(checked, redecided)


def findings(checked: Sequence[Checked], redecided: Sequence[Redecided]) -> tuple[Found, ...]:
    """Return every finding, chain by chain and by the numbers of entries."""
    found = [each for one in checked for each in one.found]
    found += [each for one in redecided for each in one.found]
    order = {each.chain: n for n, each in enumerate(checked)}
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (order[each.chain], each.seq)))


def count(checked: Sequence[Checked], redecided: Sequence[Redecided]) -> int:
    """Return how many findings there are, told or not."""
    untold = sum(each.untold for each in checked) + sum(each.untold for each in redecided)
    return len(findings(checked, redecided)) + untold


def _summary(checked: Checked, redecided: Redecided | None) -> Iterator[str]:
    yield _counted(checked.entries, "entry", "entries")
    if checked.sealed is None:
        yield "no seal fits"
    else:
        yield f"sealed through {checked.sealed} at {checked.sealed_at}"
    if checked.unsealed:
        yield f"tail of {_counted(checked.unsealed, 'entry', 'entries')} unsealed"
    if checked.erased:
        yield f"{_counted(checked.erased, 'field', 'fields')} erased"
    if checked.torn:
        yield f"{_counted(checked.torn, 'torn line', 'torn lines')} in the witness"
    if redecided is not None:
        yield f"{redecided.decided} decided again"
        if redecided.undecidable:
            yield f"{redecided.undecidable} not decidable"


def _all(checked: Sequence[Checked], redecided: Sequence[Redecided]) -> str:
    found = count(checked, redecided)
    entries = _counted(sum(each.entries for each in checked), "entry", "entries")
    of = f"{entries} in {_counted(len(checked), 'chain', 'chains')}"
    return f"{of}: {_counted(found, 'finding', 'findings') if found else 'nothing found'}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def as_json(checked: Sequence[Checked], redecided: Sequence[Redecided]) -> dict[str, Any]:
    """Return what was found as one JSON object."""
    again = {each.chain: each for each in redecided}
    return {
        "findings": [
            each._asdict() | {"kind": each.kind.value} for each in findings(checked, redecided)
        ],
        "found": count(checked, redecided),
        "chains": [_chain(each, again.get(each.chain)) for each in checked],
    }


def _chain(checked: Checked, redecided: Redecided | None) -> dict[str, Any]:
    found = {
        "chain": checked.chain,
        "entries": checked.entries,
        "sealed_through": checked.sealed,
        "sealed_at": checked.sealed_at,
        "unsealed": checked.unsealed,
        "erased": checked.erased,
        "torn": checked.torn,
        "revisions": sorted(checked.revisions),
    }
    if redecided is None:
        return found
    return found | {"decided": redecided.decided, "not_decidable": redecided.undecidable}
