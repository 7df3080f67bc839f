"""How applications are reviewed: by the law's policy, by one under some facts, by the row's."""

from __future__ import annotations

from licet_engine.decision.policies import policy_words
from licet_engine.decision.wording import open_words
from licet_engine.facts.values import READ_AS_FALSE, TRUE, UNKNOWN
from licet_engine.lists import ListRow
from licet_engine.provisions.model import Effect
from licet_engine.provisions.ruleset import RuleSet
from licet_engine.resolution.reviewing import review_truths
from licet_engine.resolution.strata import Entry


def review_policy(rules: RuleSet, entry: Entry, given: bytes, row: ListRow | None) -> str | None:
    """Return the review policy in words, and after it what may apply, for all that is known.

    `given` are the facts of the subject as the sale gives them; where the version of a requirement
    has no policy of its own, the list row's is told.
    """
    number, governing = entry.spoken.provision, entry.spoken.version
    provision = rules.provisions[number]
    version = provision.versions[governing]
    of_row = row if provision.effect is Effect.REQUIRES else None
    told = version.review_policy or (policy_words(of_row.facts.policies) if of_row else None)
    if not entry.standing:
        return told
    read = given.translate(READ_AS_FALSE)
    formulas = rules.reviews_of[number][governing]
    perhaps = []
    for n, value in enumerate(review_truths(rules, entry.spoken, given)):
        policy = version.reviews[n].policy
        if value == TRUE:
            told = policy
        elif value == UNKNOWN:
            perhaps.append(f"{policy} if {open_words(rules, formulas[n], read)}")
    return "; or ".join((*([told] if told else []), *perhaps)) or None
