"""Which provisions in force ask about a destination: by name, or by a group it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from licet_engine.decision.wording import reading
from licet_engine.facts.values import TRUE, UNKNOWN
from licet_engine.lists import AsKnown
from licet_engine.provisions.compiling import AtomTable, literals
from licet_engine.provisions.conditions import (
    IN_SCOPE,
    REACHES,
    AllOf,
    AnyOf,
    Atom,
    Formula,
    Literal,
    Op,
    Test,
)
from licet_engine.provisions.model import Version
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.vocabulary import FactSource, Scope

from licet_workbench.catalog.model import Answer, ProvisionTold
from licet_workbench.catalog.reaching import InForce, Reach, in_force, reach

_NAMING = ("destination", "country_group")
_ALWAYS_ASKED = ("regulated_transfer", "subject_to_ear", REACHES.fact, IN_SCOPE.fact)
_MOST_CODES = 20
_OR = " or "
Rest = bool | str
"""What is left of a condition for a destination: it holds, it fails, or it asks for more."""


def asking_of(
    rules: RuleSet, seen: bytes, on: date, as_known: AsKnown
) -> tuple[ProvisionTold, ...]:
    """Return the provisions that ask about a destination, given the truth of each test of it."""
    found = ((each, _asks(rules.atoms, each, seen)) for each in in_force(rules, on, as_known))
    return tuple(
        _told(rules, each, seen, answer) for each, answer in found if answer is not Answer.NO
    )


def _asks(atoms: AtomTable, each: InForce, seen: bytes) -> Answer:
    """Tell whether a provision asks: openly, where it does only if what is open turns out so."""
    answers = ((Answer.YES, Reach.CLOSED), (Answer.OPEN, Reach.THROUGH))
    for answer, open_ in answers:
        if reach(each.formula, partial(_reach_of, atoms, seen, open_)) is Reach.THROUGH:
            return answer
    return Answer.NO


def _reach_of(atoms: AtomTable, seen: bytes, open_: Reach, literal: Literal) -> Reach:
    atom = atoms.atoms[literal.atom]
    if not isinstance(atom, Test) or atom.scope is not Scope.DESTINATION:
        return Reach.OPEN
    naming = atom.fact in _NAMING and not literal.negated
    value = seen[atoms.destination_column(atom)]
    if value == UNKNOWN and open_ is Reach.CLOSED:
        return Reach.CLOSED
    if value != UNKNOWN and (value == TRUE) == literal.negated:
        return Reach.CLOSED
    return Reach.THROUGH if naming else Reach.OPEN


def _told(rules: RuleSet, each: InForce, seen: bytes, answer: Answer) -> ProvisionTold:
    provision, version, formula = each
    rest = _rest(formula, partial(_rest_of, rules.atoms, seen))
    return ProvisionTold(
        id=provision.id,
        version=version.name,
        title=provision.title,
        effect=provision.effect.value,
        subject=provision.subject.value,
        asks=answer,
        authority=version.authority,
        start=version.start,
        through=version.through,
        announced=version.announced,
        published=version.published,
        review_policy=_policies(version),
        date_confidence=version.date_confidence.value,
        where=rest if isinstance(rest, str) else "",
        waits_for=_waits_for(rules, formula),
        caveats=(*(f"disputed: {said}" for said in version.disputed), *version.caveats),
    )


def _policies(version: Version) -> str | None:
    """Return a version's own review policy, and after it those by facts of the sale."""
    by_facts = (f"{review.policy}, by facts of the sale" for review in version.reviews)
    own = (version.review_policy,) if version.review_policy else ()
    return "; or ".join((*own, *by_facts)) or None


def _waits_for(rules: RuleSet, formula: Formula) -> tuple[str, ...]:
    """Return why facts of a condition cannot be given yet: whatever hangs on them is no go."""
    atoms = (rules.atoms.atoms[literal.atom] for literal in literals(formula))
    facts = dict.fromkeys(atom.fact for atom in atoms if isinstance(atom, Test))
    declared = (rules.vocabulary.by_name.get(fact) for fact in facts)
    return tuple(d.says for d in declared if d and d.source is FactSource.PENDING)


def _rest(formula: Formula, of: Callable[[Literal], Rest]) -> Rest:
    """Return what a condition still asks for, in words."""
    match formula:
        case Literal():
            return of(formula)
        case AllOf(parts):
            found = [_rest(part, of) for part in parts]
            return False if False in found else _joined(found, "; ") or True
        case AnyOf(parts):
            found = [_rest(part, of) for part in parts]
            return True if True in found else _joined(found, _OR) or False


def _joined(found: Sequence[Rest], by: str) -> str:
    texts = list(dict.fromkeys(text for text in found if isinstance(text, str)))
    if len(texts) == 1:
        return texts[0]
    other = "; " if by == _OR else _OR
    return by.join(f"({text})" if other in text else text for text in texts)


def _rest_of(atoms: AtomTable, seen: bytes, literal: Literal) -> Rest:
    atom = atoms.atoms[literal.atom]
    if isinstance(atom, Test) and atom.scope is Scope.DESTINATION:
        value = seen[atoms.destination_column(atom)]
        if value != UNKNOWN:
            return (value == TRUE) != literal.negated
    if isinstance(atom, Test) and atom.fact in _ALWAYS_ASKED and not literal.negated:
        return True
    return reading(_shortened(atom), negated=literal.negated)


def _shortened(atom: Atom) -> Atom:
    """Return a test of very many codes as one of their number: who needs them opens the file."""
    if not isinstance(atom, Test) or atom.op is not Op.IN or len(atom.codes) <= _MOST_CODES:
        return atom
    return replace(atom, operand=frozenset({f"one of {len(atom.codes)} codes"}))
