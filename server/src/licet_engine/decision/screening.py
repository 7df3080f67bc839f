"""What screening found of a sale's names, with the clearances that an answer relies on."""

from __future__ import annotations

from datetime import date

from licet_engine.decision.model import ScreeningShown
from licet_engine.facts.clearing import Cleared, Screened

CLEARED = "cleared"


def shown_screening(path: str, found: Screened, day: date) -> ScreeningShown:
    """Return a hit as a decision shows it: `cleared`, with who cleared it, where nothing counts it.

    `path` is that of the party's name.
    """
    clearing = found.clearing(day)
    return ScreeningShown(
        path=path if found.owner is None else _owner_path(path, found.owner),
        name=found.name,
        list_row=found.row.id,
        list=found.row.facts.list,
        entry=found.row.name,
        status=CLEARED if clearing else found.hit.status.value,
        score=found.hit.score,
        explanation="; ".join(
            (found.hit.explanation, *(_told(each, day) for each in found.cleared))
        ),
    )


def _owner_path(path: str, owner: int) -> str:
    """Return the path of an owner's name; the exporter, which is no party, has no owners."""
    return f"{path.removesuffix('.name')}.owners[{owner}].name"


def _told(cleared: Cleared, day: date) -> str:
    clearance = cleared.clearance
    by = (
        f"proposed by `{clearance.proposed_by}` on {clearance.proposed_on}, "
        f"approved by `{clearance.approved_by}`"
    )
    said = "cleared" if cleared.on(day) else "not cleared on this day"
    return f"{said} by {clearance.id} from {cleared.first} through {cleared.last} ({by})"
