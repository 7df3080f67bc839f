"""Why each provision that could have spoken did or did not, subject by subject.

The reasons come from the reference evaluation of each condition, not from the compiled one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from licet_engine.decision.claims import not_in_force
from licet_engine.decision.composing import Composer
from licet_engine.decision.deciding import Question
from licet_engine.decision.wording import reading
from licet_engine.facts.observing import Observation, Observer
from licet_engine.facts.ownership import Ownership
from licet_engine.facts.timeline import facts_on
from licet_engine.facts.values import FALSE, READ_AS_FALSE, TRUE, UNCLAIMED, UNKNOWN
from licet_engine.matching.matches import Subject, Subjects
from licet_engine.matching.reference import truth
from licet_engine.provisions.calendar import Governing
from licet_engine.provisions.conditions import AllOf, Formula, Literal
from licet_engine.provisions.model import Provision
from licet_engine.provisions.ruleset import RuleSet

_VERDICTS = {TRUE: "spoke", FALSE: "silent", UNKNOWN: "unknown"}
_MARKS = {TRUE: "yes", FALSE: "no", UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a condition: what it says, how it turned out, and the parts of it."""

    text: str
    truth: str
    parts: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvisionExplained:
    """One provision on one subject: `spoke`, `silent`, `unknown` or `not in force`."""

    provision_id: str
    title: str
    effect: str
    version: str | None
    verdict: str
    note: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class SubjectExplained:
    """A line alone, or with a party and the list row it matched."""

    subject: str
    list_row: str | None
    provisions: tuple[ProvisionExplained, ...]


def explain(
    observer: Observer, question: Question, between: Callable[[], None] = lambda: None
) -> tuple[SubjectExplained, ...]:
    """Return every subject of a sale with every provision of its kind.

    `between` is called before each subject; raising from it gives the question up.
    """
    sale, as_known = question.sale, question.as_known
    rules = observer.rules
    observation = observer.observe(sale, as_known)
    facts = facts_on(sale.sale_date, observation.material, Ownership(rules))
    governing = rules.calendar.governing(sale.sale_date, as_known)
    explainer = _Explainer(rules, question, observation, governing)
    subjects = Subjects(rules)
    explained = []
    for number, line in enumerate(facts.lines):
        for subject in subjects.of(line):
            between()
            explained.append(explainer.subject(number, subject))
    return tuple(explained)


class _Explainer:
    def __init__(
        self, rules: RuleSet, question: Question, observation: Observation, governing: Governing
    ) -> None:
        self._rules = rules
        self._question = question
        self._composer = Composer(rules, question.sale, observation)
        self._governing = governing

    def subject(self, line: int, subject: Subject) -> SubjectExplained:
        row = self._composer.row(subject.key)
        return SubjectExplained(
            subject=self._composer.subject(line, subject.key),
            list_row=f"{row.name} ({row.id})" if row else None,
            provisions=tuple(
                self._provision(number, provision, subject)
                for number, provision in enumerate(self._rules.provisions)
                if provision.subject is subject.kind
            ),
        )

    def _provision(self, number: int, provision: Provision, subject: Subject) -> ProvisionExplained:
        version = self._governing[number]
        if version is None:
            note = not_in_force(provision, self._question.sale.sale_date, self._question.as_known)
            return _explained(provision, None, "not in force", note, None)
        formula = self._rules.formulas[self._rules.formula_of[number][version]]
        verdict = _VERDICTS[truth(formula, subject.atoms.translate(READ_AS_FALSE))]
        governing = provision.versions[version]
        reason = _reason(self._rules, formula, subject.atoms)
        return _explained(provision, governing.name, verdict, governing.authority, reason)


def _explained(
    provision: Provision, version: str | None, verdict: str, note: str, reason: Reason | None
) -> ProvisionExplained:
    return ProvisionExplained(
        provision_id=provision.id,
        title=provision.title,
        effect=provision.effect.value,
        version=version,
        verdict=verdict,
        note=note,
        reason=reason,
    )


def _reason(rules: RuleSet, formula: Formula, atoms: bytes) -> Reason:
    if isinstance(formula, Literal):
        return _literal(rules, formula, atoms)
    word = "all of" if isinstance(formula, AllOf) else "any of"
    parts = tuple(_reason(rules, part, atoms) for part in formula.parts)
    return Reason(word, _MARKS[truth(formula, atoms.translate(READ_AS_FALSE))], parts)


def _literal(rules: RuleSet, literal: Literal, atoms: bytes) -> Reason:
    atom = rules.atoms.atoms[literal.atom]
    value = atoms[literal.atom]
    text = reading(atom, negated=literal.negated)
    if value == UNCLAIMED:
        mark = f"{'yes' if literal.negated else 'no'}, not claimed"
    else:
        mark = _MARKS[truth(literal, atoms)]
    return Reason(text, mark)
