"""Why each provision spoke or did not, as a tree for each subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from licet_engine.decision.explaining import ProvisionExplained, Reason, SubjectExplained
from licet_engine.decision.model import Decision
from licet_server.placing import row_id
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from licet_cli.consoles import shown
from licet_cli.placing import Placed
from licet_cli.showing_decisions import show_headline, standing

_ABOUT_THE_ROW = "the list row's "
_NOT_IN_FORCE = "not in force"
_STYLES = {"spoke": "bold", "silent": "dim", "unknown": "magenta", _NOT_IN_FORCE: "dim"}
_MARKS = {"yes": "+", "no": "-", "unknown": "?"}


@dataclass(frozen=True, slots=True)
class Told:
    """One provision on one subject, and what became of it; without one, the subject alone."""

    subject: str
    provision: ProvisionExplained | None = None
    became: str | None = None


Became = Mapping[tuple[str, str | None, str], str]


def show_reasons(
    console: Console,
    decision: Decision,
    subjects: Sequence[SubjectExplained],
    places: Placed,
    *,
    everything: bool,
) -> None:
    """Print the answer, and for each subject what could have spoken and why it did or did not."""
    show_headline(console, decision)
    became = _became(decision)
    for told, alike in _alike(subjects, became, everything=everything).items():
        console.print()
        console.print(_tree(alike, told, places))
    if not everything:
        said = "--all shows also what is not in force, or about another list or regime"
        console.print(Text(f"\n{said}", style="dim"))


def _became(decision: Decision) -> Became:
    """Return what became of each provision that spoke, by its subject, list row and id."""
    return {
        (provision.subject, provision.list_row, provision.provision_id): standing(provision)
        for line in decision.lines
        for provision in line.provisions
    }


def _alike(
    subjects: Sequence[SubjectExplained], became: Became, *, everything: bool
) -> dict[tuple[Told, ...], list[SubjectExplained]]:
    """Return subjects that differ in nothing but the list row together, with what is told."""
    found: dict[tuple[Told, ...], list[SubjectExplained]] = {}
    for subject in subjects:
        told = tuple(
            Told(subject.subject, p, became.get((subject.subject, row_id(subject), p.provision_id)))
            for p in subject.provisions
            if everything or _could_have_spoken(p)
        )
        found.setdefault((Told(subject.subject), *told), []).append(subject)
    return found


def _could_have_spoken(provision: ProvisionExplained) -> bool:
    """Tell whether a provision is in force and not about another list or regime."""
    if provision.verdict == _NOT_IN_FORCE:
        return False
    return provision.verdict != "silent" or not _of_another_row(provision.reason)


def _of_another_row(reason: Reason | None) -> bool:
    """Tell whether a condition cannot hold for the list row that the party matched."""
    if reason is None or not _fails(reason):
        return False
    if reason.parts:
        failing = [_of_another_row(part) for part in reason.parts if _fails(part)]
        return any(failing) if reason.text == "all of" else all(failing)
    return reason.text.startswith(_ABOUT_THE_ROW)


def _fails(reason: Reason) -> bool:
    return reason.truth.startswith("no")


def _tree(alike: Sequence[SubjectExplained], told: Sequence[Told], places: Placed) -> Tree:
    rows = [f"{s.list_row} at {places.row(s)}" for s in alike if s.list_row]
    row = f", list row {' and '.join(rows)}" if rows else ""
    tree = Tree(Text(shown(alike[0].subject + row), style="bold"))
    for one in told:
        if one.provision is not None:
            at = places.provision(one.provision.provision_id)
            _add_provision(tree, one.provision, one.became, at)
    if not tree.children:
        tree.add(Text("no provision could have spoken", style="dim"))
    return tree


def _add_provision(tree: Tree, provision: ProvisionExplained, became: str | None, at: str) -> None:
    version = f"@{provision.version}" if provision.version else ""
    after = f", {became}" if became and provision.verdict == "spoke" else ""
    head = f"{provision.provision_id}{version} {provision.effect}: {provision.verdict}{after}"
    node = tree.add(Text(shown(head), style=_STYLES.get(provision.verdict, "")))
    node.add(Text(shown(provision.title)))
    node.add(Text(shown(at)))
    if provision.note:
        node.add(Text(shown(provision.note)))
    if provision.reason is not None:
        _add_reason(node, provision.reason)


def _add_reason(tree: Tree, reason: Reason) -> None:
    mark = _MARKS.get(reason.truth.split(",")[0], " ")
    node = tree.add(Text(shown(f"{mark} {reason.text}: {reason.truth}")))
    for part in reason.parts:
        _add_reason(node, part)
