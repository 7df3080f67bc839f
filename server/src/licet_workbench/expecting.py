"""What a case expects of a decision, and how each expectation is read off it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from licet_engine.decision.model import Decision, ProvisionShown
from licet_engine.resolution.outcome import Outcome

_RESTRAINTS = ("requires", "denies")
_LIFTING = ("permits", "clears")
OPEN = "open"
"""An end of the validity that there is not."""
NONE = "none"


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation that was not met: what was expected, and what came."""

    key: str
    expected: Any
    came: Any

    def __str__(self) -> str:
        return f"{self.key}: expected {_said(self.expected)}, and came {_said(self.came)}"


def differences(decision: Decision, expect: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return each expectation that a decision does not meet."""
    came = ((key, wanted, READERS[key](decision, wanted)) for key, wanted in expect.items())
    return tuple(Difference(key, wanted, got) for key, wanted, got in came if got != wanted)


def expectations(decision: Decision) -> dict[str, Any]:
    """Return what a case expects that is to come out as a decision has: all but what is empty."""
    wanted = ["denial_ground", "standing", "lifted", "by", "barred", "valid_from", "valid_through"]
    if decision.outcome is Outcome.UNDETERMINED:
        wanted += ["missing", "possible"]
    if len(decision.lines) > 1:
        wanted.append("lines")
    under = authorizations(decision)
    told = {"outcome": decision.outcome.value}
    told |= {"authorization": under[0]} if len(under) == 1 and under != [NONE] else {}
    read = ((key, READERS[key](decision, None)) for key in wanted)
    return told | {key: value for key, value in read if value not in ([], NONE)}


def authorities(decision: Decision) -> list[str]:
    """Return the citations of what spoke on a decision, in the order of its lines, each once."""
    return list(dict.fromkeys(s.authority for s in _shown(decision) if not _not_open(s)))


def _said(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]" if value else "nothing"
    return str(value)


def _shown(decision: Decision) -> list[ProvisionShown]:
    return [shown for line in decision.lines for shown in line.provisions]


def _name(shown: ProvisionShown) -> str:
    return f"{shown.provision_id}@{shown.version}"


def _restraints(decision: Decision, *, standing: bool) -> list[str]:
    found = (s for s in _shown(decision) if s.effect in _RESTRAINTS and s.standing is standing)
    return sorted({_name(shown) for shown in found})


def _lifters(decision: Decision) -> list[str]:
    lifting = {i for shown in _shown(decision) for i in shown.lifted_by}
    return sorted({_name(s) for s in _shown(decision) if s.provision_id in lifting})


def _not_open(shown: ProvisionShown) -> bool:
    """Tell whether an exception is shown because it was claimed, though it did not speak."""
    return shown.effect in _LIFTING and not shown.standing and not shown.barred_by


def _spoken(decision: Decision, wanted: list[str]) -> list[str]:
    names = {_name(shown) for shown in _shown(decision) if not _not_open(shown)}
    return [name for name in wanted if name in names]


def _unavailable(decision: Decision, _: object) -> list[str]:
    return sorted({shown.provision_id for shown in _shown(decision) if _not_open(shown)})


def _why_not_open(decision: Decision, wanted: str) -> str:
    found = {shown.why for shown in _shown(decision) if _not_open(shown)}
    return wanted if any(wanted in why for why in found) else str(sorted(found))


def _barred(decision: Decision, _: object) -> list[str]:
    bars = {bar for shown in _shown(decision) for bar in shown.barred_by}
    return sorted({_name(shown) for shown in _shown(decision) if shown.provision_id in bars})


def _silent(decision: Decision, wanted: list[str]) -> list[str]:
    ids = {shown.provision_id for shown in _shown(decision) if not _not_open(shown)}
    return [provision for provision in wanted if provision not in ids]


def _all_policies(decision: Decision) -> list[str]:
    return sorted({s.review_policy for s in _shown(decision) if s.standing and s.review_policy})


def _policies(decision: Decision, wanted: str) -> str:
    found = _all_policies(decision)
    return wanted if any(wanted in policy for policy in found) else str(found)


def _caveats(decision: Decision, wanted: str) -> str:
    said = any(wanted in caveat for caveat in decision.caveats)
    return wanted if said else str(decision.caveats)


def _next_change(decision: Decision, _: object) -> Any:
    change = decision.next_change
    return {"on": str(change.on), "outcome": change.outcome.value} if change else NONE


def _reasons(decision: Decision, wanted: str) -> str:
    found = {m.reason for line in decision.lines for m in line.missing_facts}
    return wanted if any(wanted in reason for reason in found) else str(sorted(found))


def _assumptions(decision: Decision, wanted: str) -> str:
    paths = {a.path for line in decision.lines for a in line.assumptions}
    return wanted if wanted in paths else str(sorted(paths))


def authorizations(decision: Decision) -> list[str]:
    """Return what each line goes under, `none` for one that stops, each once."""
    return sorted({line.authorization or NONE for line in decision.lines})


def _authorizations(decision: Decision, wanted: str) -> str:
    found = authorizations(decision)
    return wanted if all(wanted in each for each in found) else str(found)


READERS: dict[str, Callable[[Decision, Any], Any]] = {
    "outcome": lambda d, _: d.outcome.value,
    "authorization": _authorizations,
    "denial_ground": lambda d, _: d.denial_ground or NONE,
    "standing": lambda d, _: _restraints(d, standing=True),
    "lifted": lambda d, _: _restraints(d, standing=False),
    "by": lambda d, _: _lifters(d),
    "speaks": _spoken,
    "silent": _silent,
    "valid_from": lambda d, _: str(d.valid_from or OPEN),
    "valid_through": lambda d, _: str(d.valid_through or OPEN),
    "missing": lambda d, _: [m.path for m in d.missing_facts],
    "reason": _reasons,
    "possible": lambda d, _: [outcome.value for outcome in d.possible_outcomes],
    "review_policies": lambda d, _: _all_policies(d),
    "review_policy": _policies,
    "conditions": lambda d, _: str(sum(len(line.conditions) for line in d.lines)),
    "caveat": _caveats,
    "next_change": _next_change,
    "lines": lambda d, _: [line.outcome.value for line in d.lines],
    "assumption": _assumptions,
    "barred": _barred,
    "unavailable": _unavailable,
    "why": _why_not_open,
}
"""How each expectation is read off a decision; an expectation and its reading are equal."""
