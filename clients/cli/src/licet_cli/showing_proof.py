"""The proof of a rule set, for people and for machines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from licet_engine.lists import Knowledge
from licet_server.loading.findings import Place
from licet_workbench.proving.boxes import Axes, Boxes, box_words
from licet_workbench.proving.lifting import Turn
from licet_workbench.proving.meeting import Gap
from licet_workbench.proving.proof import Proof, Restraint
from licet_workbench.proving.seeking import Confirmed
from licet_workbench.proving.silences import Silence
from licet_workbench.proving.strictness import Strictness
from rich.console import Console
from rich.table import Table
from rich.text import Text

from licet_cli.consoles import shown
from licet_cli.judging import sale_json, sale_words
from licet_cli.placing import place_json

_FEW = 2
_NARROWEST = 140
"""Columns: a table of provisions is folded by no terminal, and cut by none."""


def show_proof(console: Console, proof: Proof, places: Sequence[Place], *, verbose: bool) -> None:
    """Print what was proved, and what was found to be wrong and where."""
    axis = "announced" if proof.axis is Knowledge.ANNOUNCED else "published"
    _say(console, f"revision {proof.rules.revision}, as {axis}", "bold")
    if proof.restraints:
        _say(
            console,
            "a sale goes where every restraint is silent or lifted; the questions that each tells "
            "apart, and what it comes to in them:",
        )
        console.print(
            _restraints(proof.restraints), width=max(console.width, _NARROWEST), crop=False
        )
    _show_acting(console, proof, verbose=verbose)
    _show_silences(console, proof, verbose=verbose)
    _show_meetings(console, proof, verbose=verbose)
    for gap in proof.gaps:
        said = f"`{gap.provision}`: no version governs {gap.start} to {gap.through}"
        _say(console, f"gap: {said}, as known from {gap.known_from}", "yellow")
    for each in proof.strictness:
        said = f"{each.questions:,} questions: {each.stricter:,} stricter, {each.same:,} the same"
        _say(console, f"the pack `{each.pack}` in {said}, {each.looser:,} looser")
    for place, finding in zip(places, proof.findings, strict=True):
        _say(console, f"{place}: finding: {finding.message}", "red")
    if not proof.findings:
        _say(console, _nothing_found(proof), "green")


def _nothing_found(proof: Proof) -> str:
    if proof.only is None:
        return "no finding"
    return f"no finding in {', '.join(f'`{name}`' for name in sorted(proof.only))}"


def _restraints(found: tuple[Restraint, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("restraint", no_wrap=True)
    for name in ("axes", "questions", "silent", "cleared", "permitted", "stands", "a sale"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in found:
        parts = (each.silent, each.cleared, each.permitted, each.stands)
        counts = [*map(_short, (each.questions, *parts))]
        table.add_row(shown(each.id), f"{len(each.axes)}", *counts, _whether(each.seen))
    return table


def _short(count: int) -> str:
    return f"{count:,}" if count < 10**9 else f"{count:.3e}"


def _whether(seen: Confirmed | None) -> str:
    if seen is None:
        return "-"
    return "decided" if seen.decision is not None else "none"


def _show_acting(console: Console, proof: Proof, *, verbose: bool) -> None:
    by_actor: dict[str, list[Turn]] = defaultdict(list)
    for turn in proof.turns:
        by_actor[turn.actor].append(turn)
    if by_actor:
        said = "what permits, clearances and bars do:"
        _say(console, said, "bold")
    for actor, own in sorted(by_actor.items()):
        acting = [turn for turn in own if turn.cells]
        seen = [t for t in acting if t.seen is not None and t.seen.decision is not None]
        what = f"{len(acting)} of {len(own)} provisions it names"
        _say(console, f"  `{actor}` {own[0].effect.value} {what}; a sale shows {len(seen)}")
        for turn in acting if verbose else seen[:1]:
            _show_turn(console, turn)


def _show_turn(console: Console, turn: Turn) -> None:
    _say(
        console, f"    on `{turn.on}` in {_short(turn.cells)} of {_short(turn.questions)} questions"
    )
    _show_boxes(console, turn.boxes)
    _show_seen(console, turn.seen)


def _show_boxes(console: Console, found: Boxes) -> None:
    for box in found.shown[:_FEW]:
        _say(console, f"      {box_words(found.axes, box)}")


def _show_seen(console: Console, seen: Confirmed | None) -> None:
    if seen is not None and seen.witness is not None and seen.decision is not None:
        told = f"{sale_words(seen.witness.sale)}: {seen.decision.outcome.value}"
        _say(console, f"      for example {told}, known on {seen.witness.as_known.on}")


def _show_silences(console: Console, proof: Proof, *, verbose: bool) -> None:
    by_fact: dict[str, list[Silence]] = defaultdict(list)
    for silence in proof.silences:
        by_fact[silence.fact].append(silence)
    if by_fact:
        said = "facts of whose silence an answer is undetermined, and how many ask:"
        _say(console, said, "bold")
    for fact, own in sorted(by_fact.items()):
        never = "" if own[0].sayable else ", which no sale can say yet"
        _say(console, f"  {fact}{never}: {len(own)} restraints")
        for silence in own if verbose else ():
            cells = f"{_short(silence.cells)} of {_short(silence.questions)} questions"
            _say(console, f"    `{silence.restraint}` in {cells}")
            _show_boxes(console, silence.boxes)


def _show_meetings(console: Console, proof: Proof, *, verbose: bool) -> None:
    said = f"{len(proof.meetings)} pairs of a restraint and a permit or clearance"
    _say(console, f"{said} meet on a subject, and neither names the other", "bold")
    for meeting in proof.meetings if verbose else ():
        _say(console, f"  `{meeting.lifter}` does not lift `{meeting.restraint}`:")
        _say(console, f"    {box_words(meeting.axes, meeting.box)}")


def proof_json(proof: Proof, places: Sequence[Place]) -> dict[str, Any]:
    """Return a proof for machines."""
    return {
        "revision": proof.rules.revision,
        "only": None if proof.only is None else sorted(proof.only),
        "knowledge": proof.axis.value,
        "restraints": [_restraint_json(each) for each in proof.restraints],
        "acting": [_turn_json(turn) for turn in proof.turns],
        "silences": [_silence_json(each) for each in proof.silences],
        "meetings": [{"restraint": m.restraint, "lifter": m.lifter} for m in proof.meetings],
        "gaps": [_gap_json(gap) for gap in proof.gaps],
        "strictness": [_strictness_json(each) for each in proof.strictness],
        "findings": [
            place_json(place) | {"provision": each.provision or "", "message": each.message}
            for place, each in zip(places, proof.findings, strict=True)
        ],
    }


def _silence_json(each: Silence) -> dict[str, Any]:
    return {
        "fact": each.fact,
        "restraint": each.restraint,
        "sayable": each.sayable,
        "questions": each.questions,
        "undetermined": each.cells,
        "boxes": _boxes_json(each.boxes),
    }


def _gap_json(gap: Gap) -> dict[str, Any]:
    return {
        "provision": gap.provision,
        "from": gap.start.isoformat(),
        "through": gap.through.isoformat(),
        "known_from": gap.known_from.isoformat(),
    }


def _strictness_json(each: Strictness) -> dict[str, Any]:
    return {
        "pack": each.pack,
        "questions": each.questions,
        "stricter": each.stricter,
        "same": each.same,
        "looser": each.looser,
    }


def _restraint_json(each: Restraint) -> dict[str, Any]:
    return {
        "provision": each.id,
        "axes": {name: len(axis) for name, axis in each.axes.items()},
        "questions": each.questions,
        "silent": each.silent,
        "cleared": each.cleared,
        "permitted": each.permitted,
        "stands": each.stands,
        "seen": _seen_json(each.axes, each.seen),
    }


def _turn_json(turn: Turn) -> dict[str, Any]:
    return {
        "provision": turn.actor,
        "effect": turn.effect.value,
        "on": turn.on,
        "questions": turn.questions,
        "turns": turn.cells,
        "boxes": _boxes_json(turn.boxes),
        "seen": _seen_json(turn.boxes.axes, turn.seen),
    }


def _boxes_json(found: Boxes) -> dict[str, Any]:
    listed = [
        {
            "questions": box.cells,
            "choices": {
                name: [found.axes[name].choices[n].label for n in sorted(numbers)]
                for name, numbers in sorted(box.choices.items())
            },
        }
        for box in found.shown
    ]
    return {"listed": listed, "questions_not_listed": found.left}


def _seen_json(axes: Axes, seen: Confirmed | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    decided = seen.decision is not None
    return {
        "cell": box_words(axes, seen.box),
        "sale": sale_json(seen.witness) if seen.witness is not None else None,
        "outcome": seen.decision.outcome.value if decided and seen.decision else None,
    }


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(shown(text), style=style), soft_wrap=True)
