"""What the Control List says of a category, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet_engine.tables.grounds import Ground
from licet_workbench.catalog.model import (
    By,
    CategoryTold,
    ControlTold,
    ExceptionTold,
    ReadingTold,
    Standing,
    State,
)
from licet_workbench.catalog.words import label, meaning
from rich.console import Console

from licet_cli.saying import say, say_list
from licet_cli.showing_sources import asked_on, source, sources

_STANDINGS = {
    Standing.EAR99: (
        "no entry of the Control List names the item: a destination (`--country`), a party or an "
        "end use may still ask for a license"
    ),
    Standing.OUT_OF_SCOPE: "out of scope: the item is under another agency's law (734.3(b)(1))",
}
_CONDITIONS = "Part 740 sets the conditions of each; decisions on this day can use"


def show_category(console: Console, told: CategoryTold) -> None:
    """Print what is told of a category: its controls, its paragraphs, its exceptions."""
    say(console, f"{told.category} {_asked(told)}", 0, style="bold")
    if told.standing is not Standing.LISTED:
        said = _STANDINGS.get(told.standing, f"not held: {told.why_not_held}")
        say(console, said, 0, style="" if told.whole else "magenta")
    else:
        _show_entry(console, told)
    say_list(console, "caveats", told.caveats, 0)


def _asked(told: CategoryTold) -> str:
    return asked_on(told.on, told.known_on, told.knowledge)


def _show_entry(console: Console, told: CategoryTold) -> None:
    say(console, _speaking(told), 0)
    say(console, "reasons for control", 0)
    if not told.controls:
        say(console, "none for this paragraph", 1)
    for control in told.controls:
        _show_control(console, control)
    say_list(console, "by paragraph", map(_reading, told.readings), 0)
    _show_exceptions(console, told)


def _speaking(told: CategoryTold) -> str:
    days = [str(edition) for edition in told.editions]
    said = [s for control in told.controls for s in control.said if s.by is By.EDITION]
    source = "".join(f" ({authority})" for authority in dict.fromkeys(s.authority for s in said))
    if len(days) > 1:
        return f"said by the editions of {' and '.join(days)}{source}, where both agree"
    back = any(s.ground is Ground.READ_BACK for s in said)
    return f"{'read back from' if back else 'said by'} the edition of {days[0]}{source}"


def _show_control(console: Console, control: ControlTold) -> None:
    head = f"{label(control.reason, control.requirement)}: {control.means}"
    say(console, head, 1, style="magenta" if control.stated else "")
    if control.stated:
        says = f"{sources(control.said)} says {control.stated}"
        say(console, f"{says}: {meaning(control.stated) or 'see the entry'}", 2)
    elif any(said.by is not By.EDITION for said in control.said):
        say(console, f"said by {sources(control.said)}", 2)
    say(console, f"for {_scope(control)}", 2)
    if control.narrowed:
        say(console, f"narrowed by words: {_settled(control)}", 2)
    if not control.stated:
        asked = ", ".join(control.provisions) or "no provision in force"
        say(console, f"asked for by {asked}", 2)


def _scope(control: ControlTold) -> str:
    of = "all paragraphs" if not control.paragraphs else _paragraphs(control.paragraphs)
    but = f", but {_paragraphs(control.exceptions)}" if control.exceptions else ""
    for_ = f", as it is for {', '.join(control.of)}" if control.of else ""
    return f"{of}{but}{for_}"


def _paragraphs(names: Sequence[str]) -> str:
    return ", ".join(f".{name}" for name in names)


def _settled(control: ControlTold) -> str:
    if control.settled_by is None:
        return "no attestation of these rules settles it"
    return f"`{control.settled_by}` attests whether the item is of that part"


def _reading(reading: ReadingTold) -> str:
    paragraphs = ", ".join(reading.paragraphs) or "any other paragraph"
    if reading.why_not_held:
        return f"{paragraphs}: not held, {reading.why_not_held}"
    return f"{paragraphs}: {', '.join(reading.controls) or 'no control'}"


def _show_exceptions(console: Console, told: CategoryTold) -> None:
    said = dict.fromkeys(source(e.said) for e in told.exceptions if e.said)
    by = f", said by {' and '.join(said)}" if said else ""
    say_list(console, f"license exceptions{by}", _exceptions(told.exceptions), 0)
    if told.exceptions:
        freeing = ", ".join(told.freeing) or "none"
        say(console, f"{_CONDITIONS} {freeing}", 1)


def _exceptions(told: Sequence[ExceptionTold]) -> Iterator[str]:
    """Yield exceptions, those that the same is told of together."""
    alike: dict[str, list[str]] = {}
    for state in State:
        for one in told:
            if one.state is state:
                alike.setdefault(_state(one), []).append(_named(one, told))
    yield from (f"{', '.join(symbols)}: {words}" for words, symbols in alike.items())


def _named(one: ExceptionTold, told: Sequence[ExceptionTold]) -> str:
    if one.paragraphs:
        return f"{one.symbol} for {' '.join(one.paragraphs)}"
    several = sum(other.symbol == one.symbol for other in told) > 1
    return f"{one.symbol} for any other paragraph" if several else one.symbol


def _state(told: ExceptionTold) -> str:
    if told.state is State.NOT_TOLD:
        return f"not told; {told.note}" if told.note else "not told"
    amount = f" up to {told.amount}" if told.amount else ""
    not_for = f", not for what is controlled for {' or '.join(told.not_for)}"
    return f"{told.state.value}{amount}{not_for if told.not_for else ''}"
