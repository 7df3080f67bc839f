"""A decision on a terminal: the answer first, then the ground it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from licet_engine.decision.model import Decision, LineDecision, MissingFact, ProvisionShown
from licet_engine.resolution.outcome import Outcome
from rich.console import Console

from licet_cli.saying import say, say_list
from licet_cli.wording import STYLES, WORDS, headline


def show_decision(console: Console, decision: Decision) -> None:
    """Print a decision for a person who has to act on it."""
    show_headline(console, decision)
    for line in decision.lines:
        console.print()
        _show_line(console, line)
    console.print()
    say_list(console, "validity", _validity(decision), 0)
    say_list(console, "screening", _screening(decision), 0)
    say_list(console, "caveats", decision.caveats, 0)
    say(console, f"decision {decision.decision_id}", 0, style="dim")
    say(console, f"revision {decision.revision}", 0, style="dim")


def show_headline(console: Console, decision: Decision) -> None:
    """Print the answer in one sentence, and what was asked in another."""
    say(console, headline(decision), 0, style=f"bold {STYLES[decision.outcome]}")
    asked = f"sale {decision.sale_id or '(no id)'} of {decision.sale_date}"
    known = f"as known on {decision.known_on} ({decision.knowledge.value})"
    say(console, f"{asked}, {known}", 0)
    if decision.hypothetical:
        say(console, "hypothetical: no order may be confirmed on this answer", 0, style="dim")


def _show_line(console: Console, line: LineDecision) -> None:
    under = f", {line.authorization}" if line.authorization else ""
    head = f"line {line.line_id or '(no id)'}: {WORDS[line.outcome]}{under}"
    say(console, head, 0, style=STYLES[line.outcome])
    if line.provisions and line.outcome is Outcome.UNDETERMINED:
        say(console, "if the missing facts turn out worst, these speak:", 1)
    for provision, rows in _grouped(line.provisions).items():
        _show_provision(console, provision, rows)
    if not line.provisions:
        say(console, "no provision spoke on it", 1)
    say_list(console, "conditions", line.conditions, 1)
    assumed = (f"{a.path}: {a.reads_as} ({a.reason})" for a in line.assumptions)
    say_list(console, "assumptions", assumed, 1)
    say_list(console, "missing facts", map(_missing, line.missing_facts), 1)
    if len(line.possible_outcomes) > 1:
        say_list(console, "possible outcomes", (WORDS[o] for o in line.possible_outcomes), 1)
    say_list(console, "would have gone out", _counterfactuals(line), 1)


def _grouped(provisions: Iterable[ProvisionShown]) -> dict[ProvisionShown, list[str]]:
    """Return provisions that differ in nothing but the list row as one, with their rows."""
    found: dict[ProvisionShown, list[str]] = {}
    for provision in provisions:
        rows = found.setdefault(replace(provision, list_row=None), [])
        rows += [provision.list_row] if provision.list_row else []
    return found


def _show_provision(console: Console, spoken: ProvisionShown, rows: list[str]) -> None:
    head = f"{spoken.provision_id}@{spoken.version} {spoken.effect}, {standing(spoken)}"
    say(console, head, 1)
    say(console, f"on {spoken.subject}", 2)
    say(console, f"authority: {spoken.authority}", 2)
    if spoken.review_policy:
        say(console, f"review policy: {spoken.review_policy}", 2)
    if rows:
        say(console, f"list row: {', '.join(rows)}", 2)
    say(console, f"why: {spoken.why}", 2)


def standing(provision: ProvisionShown) -> str:
    """Return what became of a provision that spoke, or that was claimed and did not."""
    if provision.barred_by:
        return f"barred by {', '.join(provision.barred_by)}"
    if provision.lifted_by:
        return f"lifted by {', '.join(provision.lifted_by)}"
    return "stands" if provision.standing else "not open"


def _missing(fact: MissingFact) -> str:
    return f"{fact.path}: {fact.reason}"


def _counterfactuals(line: LineDecision) -> Iterator[str]:
    for found in line.counterfactuals:
        needs = "; ".join(found.needs)
        name = f"{found.provision_id}@{found.version}"
        yield f"as {WORDS[found.outcome]} under {name}, if: {needs} ({found.authority})"


def _validity(decision: Decision) -> Iterator[str]:
    since, until = decision.valid_from, decision.valid_through
    begins = f"from {since}" if since else "from any earlier day"
    ends = f"through {until}" if until else "with no end known"
    yield f"the same for sale dates {begins} {ends}"
    change = decision.next_change
    if change is not None:
        yield f"next change on {change.on}: {WORDS[change.outcome]}"
        yield from (f"begins to speak: {name}" for name in change.starts)
        yield from (f"ends to speak: {name}" for name in change.ends)


def _screening(decision: Decision) -> Iterator[str]:
    for found in decision.screening:
        entry = f"{found.entry} ({found.list_row})"
        yield f"{found.path} `{found.name}`: {found.status}, {entry}: {found.explanation}"
