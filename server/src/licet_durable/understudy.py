"""What the child process of a rehearsal does: build the matcher and play it to the reference."""

from __future__ import annotations

import pickle
import random
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from licet_engine.errors import EngineFault
from licet_engine.matching.protocol import FALSE, TRUE, UNKNOWN
from licet_engine.matching.reference import ReferenceMatcher
from licet_engine.provisions.conditions import Formula

from licet_durable.limits import Limits, Side
from licet_durable.matcher import DurableMatcher
from licet_durable.plan import Plan, Rule

_WORDS = ("false", "true", "unknown")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is rehearsed: the rule set, and how many vectors are drawn besides its witnesses."""

    formulas: tuple[Formula, ...]
    atom_count: int
    names: tuple[str, ...]
    limits: Limits
    witnesses: tuple[bytes, ...]
    draws: int
    seed: int

    def play(self) -> int:
        """Return on how many vectors both matchers agreed, or raise `EngineFault`."""
        reference = ReferenceMatcher(self.formulas)
        with DurableMatcher(self.formulas, self.atom_count, self.names, self.limits) as compiled:
            played = 0
            for atoms in self._vectors(compiled.plan):
                self._compare(compiled.match(atoms), reference.match(atoms))
                played += 1
        return played

    def _vectors(self, plan: Plan) -> Iterator[bytes]:
        yield from self.witnesses
        for ruleset in plan.rulesets:
            yield from (_witness(rule, ruleset.side, self.atom_count) for rule in ruleset.rules)
        draw = random.Random(self.seed)  # noqa: S311 seeded, so that a mismatch comes back
        for _ in range(self.draws):
            yield bytes(draw.choices((FALSE, TRUE, UNKNOWN), k=self.atom_count))

    def _compare(self, compiled: bytes, reference: bytes) -> None:
        for name, ours, theirs in zip(self.names, compiled, reference, strict=True):
            if ours != theirs:
                raise EngineFault(
                    f"`{name}` is {_WORDS[ours]} to the compiled matcher, "
                    f"and {_WORDS[theirs]} to the reference matcher"
                )


def main() -> None:
    """Rehearse what comes in on standard input, within the limits given as arguments.

    Exits with 0 and the number of vectors on standard output, or with 1 and the reason on
    standard error.
    """
    _limit_resources(cpu_seconds=int(sys.argv[1]), memory_bytes=int(sys.argv[2]))
    try:
        rehearsal: Rehearsal = pickle.load(sys.stdin.buffer)  # noqa: S301 our parent's own pipe
        played = rehearsal.play()
    except MemoryError:
        _exit_because("it ran out of memory")
    except Exception as error:  # noqa: BLE001 whatever it is, the parent says it
        _exit_because(str(error) or type(error).__name__)
    else:
        sys.stdout.write(str(played))


def _exit_because(reason: str) -> None:
    sys.stderr.buffer.write(reason.encode())
    sys.exit(1)


def _limit_resources(cpu_seconds: int, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _witness(rule: Rule, side: Side, atom_count: int) -> bytes:
    """Return atoms for which a rule must fire: its literals hold, or may hold; no other atom."""
    atoms = bytearray(atom_count)
    for literal in rule.path:
        known = FALSE if literal.negated else TRUE
        atoms[literal.atom] = known if side is Side.KNOWN else UNKNOWN
    return bytes(atoms)
