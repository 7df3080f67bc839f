"""`rules check`: what is wrong with packs that loaded, found without any file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet_engine.provisions.model import Pack, Provision
from licet_engine.vocabulary import Vocabulary

from licet_workbench.acting import acting_findings
from licet_workbench.chains import chain_findings
from licet_workbench.clearing import clearing_findings
from licet_workbench.currencies import currency_findings
from licet_workbench.findings import Finding
from licet_workbench.loosening import loosening_findings
from licet_workbench.meeting import meeting_findings
from licet_workbench.proportion import version_proportions
from licet_workbench.regimes import regime_findings
from licet_workbench.rows import row_findings
from licet_workbench.satisfying import Words
from licet_workbench.silent import silence_findings
from licet_workbench.unheld import unheld_findings
from licet_workbench.versions import version_findings


def check(packs: Sequence[Pack]) -> tuple[Finding, ...]:
    """Return every finding of the packs together; without an error among them they may serve."""
    return (
        *(f for pack in packs for provision in pack.provisions for f in _own_findings(provision)),
        *acting_findings(packs),
        *loosening_findings(packs),
        *regime_findings(packs),
        *row_findings(packs),
        *_repeated_ids(packs),
        *clearing_findings(packs),
        *_findings_of_conditions(packs),
    )


def _own_findings(provision: Provision) -> Iterator[Finding]:
    yield from version_findings(provision)
    yield from version_proportions(provision)
    yield from chain_findings(provision)


def _findings_of_conditions(packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield what is wrong with conditions; without declared words they say nothing yet."""
    declared = [fact for pack in packs if pack.vocabulary for fact in pack.vocabulary.facts]
    words = Words(Vocabulary(tuple(declared)))
    yield from silence_findings(packs, words)
    yield from meeting_findings(packs, words)
    yield from unheld_findings(packs, words)
    yield from currency_findings(packs)


def _repeated_ids(packs: Sequence[Pack]) -> Iterator[Finding]:
    seen: set[str] = set()
    for provision in (p for pack in packs for p in pack.provisions):
        if provision.id in seen:
            message = f"two provisions have the id `{provision.id}`; give one of them another"
            yield Finding(message, provision.pack, provision.id, path=("id",))
        seen.add(provision.id)
