"""A decision on a terminal: the answer first, then the ground it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from textwrap import wrap

from licet_engine.decision.model import Decision, LineDecision, MissingFact, ProvisionShown
from licet_engine.resolution.outcome import Outcome
from rich.console import Console
from rich.text import Text

from licet_cli.consoles import shown
from licet_cli.wording import STYLES, WORDS, headline

_STEP = 2
_NARROWEST = 40


def show_decision(console: Console, decision: Decision) -> None:
    """Print a decision for a person who has to act on it."""
    show_headline(console, decision)
    for line in decision.lines:
        console.print()
        _show_line(console, line)
    console.print()
    _show_list(console, "validity", _validity(decision), 0)
    _show_list(console, "screening", _screening(decision), 0)
    _show_list(console, "caveats", decision.caveats, 0)
    _say(console, f"decision {decision.decision_id}", 0, style="dim")
    _say(console, f"revision {decision.revision}", 0, style="dim")


def show_headline(console: Console, decision: Decision) -> None:
    """Print the answer in one sentence, and what was asked in another."""
    _say(console, headline(decision), 0, style=f"bold {STYLES[decision.outcome]}")
    asked = f"sale {decision.sale_id or '(no id)'} of {decision.sale_date}"
    known = f"as known on {decision.known_on} ({decision.knowledge.value})"
    _say(console, f"{asked}, {known}", 0)
    if decision.hypothetical:
        _say(console, "hypothetical: no order may be confirmed on this answer", 0, style="dim")


def _show_line(console: Console, line: LineDecision) -> None:
    under = f", {line.authorization}" if line.authorization else ""
    head = f"line {line.line_id or '(no id)'}: {WORDS[line.outcome]}{under}"
    _say(console, head, 0, style=STYLES[line.outcome])
    if line.provisions and line.outcome is Outcome.UNDETERMINED:
        _say(console, "if the missing facts turn out worst, these speak:", 1)
    for provision, rows in _grouped(line.provisions).items():
        _show_provision(console, provision, rows)
    if not line.provisions:
        _say(console, "no provision spoke on it", 1)
    _show_list(console, "conditions", line.conditions, 1)
    assumed = (f"{a.path}: {a.reads_as} ({a.reason})" for a in line.assumptions)
    _show_list(console, "assumptions", assumed, 1)
    _show_list(console, "missing facts", map(_missing, line.missing_facts), 1)
    if len(line.possible_outcomes) > 1:
        _show_list(console, "possible outcomes", (WORDS[o] for o in line.possible_outcomes), 1)
    _show_list(console, "would have gone out", _counterfactuals(line), 1)


def _grouped(provisions: Iterable[ProvisionShown]) -> dict[ProvisionShown, list[str]]:
    """Return provisions that differ in nothing but the list row as one, with their rows."""
    found: dict[ProvisionShown, list[str]] = {}
    for provision in provisions:
        rows = found.setdefault(replace(provision, list_row=None), [])
        rows += [provision.list_row] if provision.list_row else []
    return found


def _show_provision(console: Console, spoken: ProvisionShown, rows: list[str]) -> None:
    head = f"{spoken.provision_id}@{spoken.version} {spoken.effect}, {standing(spoken)}"
    _say(console, head, 1)
    _say(console, f"on {spoken.subject}", 2)
    _say(console, f"authority: {spoken.authority}", 2)
    if spoken.review_policy:
        _say(console, f"review policy: {spoken.review_policy}", 2)
    if rows:
        _say(console, f"list row: {', '.join(rows)}", 2)
    _say(console, f"why: {spoken.why}", 2)


def standing(provision: ProvisionShown) -> str:
    """Return what became of a provision that spoke."""
    if provision.barred_by:
        return f"barred by {', '.join(provision.barred_by)}"
    if provision.lifted_by:
        return f"lifted by {', '.join(provision.lifted_by)}"
    return "stands"


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


def _show_list(console: Console, title: str, entries: Iterable[str], level: int) -> None:
    found = list(entries)
    if not found:
        return
    _say(console, title, level)
    for entry in found:
        _say(console, f"- {entry}", level + 1)


def _say(console: Console, text: str, level: int, style: str = "") -> None:
    """Print one entry, folded between words and indented, without blanks at the end."""
    indent = " " * _STEP * level
    room = max(console.width, _NARROWEST)
    folded = wrap(
        shown(text), room, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
    for line in folded:
        console.print(Text(line, style=style), soft_wrap=True)
