"""With which codes the `licet` command ends, where it is not 0."""

from __future__ import annotations

FINDINGS = 1
BAD_INPUT = 2
INTERRUPTED = 130
