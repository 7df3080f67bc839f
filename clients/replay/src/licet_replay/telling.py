"""Answers in words: the provisions that decided, and why."""

from __future__ import annotations

from collections.abc import Iterator

from licet_engine.decision.model import Decision, LineDecision, ProvisionShown

from licet_replay.asking import Answer

ERROR = "ERROR"


def outcome_of(answer: Answer) -> str:
    """Return the bare outcome of an answer, or `ERROR`."""
    return answer.decision.outcome.value if answer.decision else ERROR


def because(answer: Answer) -> str:
    """Return in one line why an answer is what it is."""
    if answer.decision is None:
        return answer.error or ERROR
    return "; ".join(dict.fromkeys(_grounds(answer.decision))) or "nothing requires a license"


def _grounds(decision: Decision) -> Iterator[str]:
    for line in decision.lines:
        for missing in line.missing_facts:
            yield f"missing {missing.path}: {missing.reason}"
        yield from (f"{named(p)} ({p.why})" for p in speaking(line) if p.effect != "bars")


def named(provision: ProvisionShown) -> str:
    """Return a provision with its version, as `id@version`."""
    return f"{provision.provision_id}@{provision.version}"


def speaking(line: LineDecision) -> Iterator[ProvisionShown]:
    """Give the provisions of a line that stand, lift or were lifted: all but the barred."""
    return (p for p in line.provisions if p.standing or p.lifted_by)


def authorizations(decision: Decision) -> tuple[str, ...]:
    """Return what each line goes out under, each once, in the order of the lines."""
    return tuple(dict.fromkeys(n.authorization for n in decision.lines if n.authorization))
