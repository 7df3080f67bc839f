"""An answer in one sentence."""

from __future__ import annotations

from licet_engine.decision.model import Decision
from licet_engine.resolution.outcome import Outcome
from licet_replay.telling import authorizations

WORDS = {
    Outcome.NO_LICENSE_NEEDED: "no license needed",
    Outcome.TEMPORARY_LICENSE: "temporary license",
    Outcome.LICENSE_REQUIRED: "license required",
    Outcome.DENIED: "denied",
    Outcome.UNDETERMINED: "undetermined",
}
STYLES = {
    Outcome.NO_LICENSE_NEEDED: "green",
    Outcome.TEMPORARY_LICENSE: "yellow",
    Outcome.LICENSE_REQUIRED: "red",
    Outcome.DENIED: "bold red",
    Outcome.UNDETERMINED: "magenta",
}


def headline(decision: Decision) -> str:
    """Return whether the sale may go out, and on what ground."""
    match decision.outcome:
        case Outcome.NO_LICENSE_NEEDED:
            return f"Yes: no license is needed ({_under(decision)})."
        case Outcome.TEMPORARY_LICENSE:
            return f"Yes, {_until(decision)}, under {_under(decision)} and its conditions."
        case Outcome.LICENSE_REQUIRED:
            return f"No: a license is required{_policy(decision)}."
        case Outcome.DENIED:
            return f"No: the sale is denied ({decision.denial_ground or 'no ground is named'})."
        case Outcome.UNDETERMINED:
            return f"Not yet: {_asked(decision)}."


def _under(decision: Decision) -> str:
    return ", ".join(authorizations(decision)) or "NLR"


def _until(decision: Decision) -> str:
    end = decision.valid_through
    return f"through {end}" if end else "with no end known"


def _policy(decision: Decision) -> str:
    policies = {
        provision.review_policy: None
        for line in decision.lines
        for provision in line.provisions
        if provision.standing and provision.effect == "requires" and provision.review_policy
    }
    return f"; review policy: {'; '.join(policies)}" if policies else ""


def _asked(decision: Decision) -> str:
    possible = " or ".join(WORDS[outcome] for outcome in decision.possible_outcomes)
    missing = list(dict.fromkeys(fact.path for fact in decision.missing_facts))
    if not missing:
        return f"the answer may be {possible}"
    return f"it turns on {', '.join(missing)}; the answer may be {possible}"
