"""The compiled matcher: durable_rules inside an envelope in which its hard edges cannot be met.

A formula becomes alternatives (`disjuncts`), alternatives become rules, rules are laid out
into rulesets that provably stay inside the engine's limits (`plan`, `limits`), each ruleset
is loaded and guarded on its own (`ruleset`), and all of it is tried in a child process
before it may serve (`rehearsal`). Only `binding` imports `durable`.
"""

from licet_durable.limits import Limits
from licet_durable.matcher import REMEMBERED, DurableMatcher
from licet_durable.rehearsal import Budget, rehearse

__all__ = ["REMEMBERED", "Budget", "DurableMatcher", "Limits", "rehearse"]
