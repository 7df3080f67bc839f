"""`rules check`: what is wrong with packs that loaded, found without any file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet_engine.provisions.model import Pack

from licet_workbench.acting import acting_findings
from licet_workbench.clearing import clearing_findings
from licet_workbench.findings import Finding
from licet_workbench.loosening import loosening_findings
from licet_workbench.regimes import regime_findings
from licet_workbench.versions import version_findings


def check(packs: Sequence[Pack]) -> tuple[Finding, ...]:
    """Return every finding of the packs together; none means that they may serve."""
    return (
        *(
            f
            for pack in packs
            for provision in pack.provisions
            for f in version_findings(provision)
        ),
        *acting_findings(packs),
        *loosening_findings(packs),
        *regime_findings(packs),
        *_row_findings(packs),
        *_repeated_ids(packs),
        *clearing_findings(packs),
    )


def _row_findings(packs: Sequence[Pack]) -> Iterator[Finding]:
    seen: set[str] = set()
    for pack in packs:
        for row in pack.rows:
            if row.id in seen:
                yield Finding(f"`{row.name}` stands twice, word for word", pack.name, row=row.id)
            seen.add(row.id)
            if not any(c.isdigit() for c in row.authority):
                message = f"`{row.authority[:60]}` cites nothing; write the page `{row.name}` is on"
                yield Finding(message, pack.name, row=row.id)


def _repeated_ids(packs: Sequence[Pack]) -> Iterator[Finding]:
    seen: set[str] = set()
    for provision in (p for pack in packs for p in pack.provisions):
        if provision.id in seen:
            message = f"two provisions have the id `{provision.id}`; give one of them another"
            yield Finding(message, provision.pack, provision.id, path=("id",))
        seen.add(provision.id)
