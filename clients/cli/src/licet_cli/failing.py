"""What the `licet` command says of what goes wrong, and with which code it ends."""

from __future__ import annotations

from licet_client import (
    InsecureTarget,
    InvalidRequest,
    InvalidSale,
    InvalidTarget,
    LimitExceeded,
    NoDecision,
    UnknownRevision,
)
from licet_engine.errors import EngineFault, LicetError, SaleError
from licet_replay.orders import BookError

from licet_cli.exit_codes import BAD_INPUT, FINDINGS


def failed(error: Exception, debugging: str) -> tuple[int, tuple[str, ...]]:
    """Return the exit code of an error, and what is said of it.

    `debugging` names the variable that lets a fault of ours be seen whole.
    """
    match error:
        case SaleError():
            said = (f"{v.path}: {v.reason}" if v.path else v.reason for v in error.violations)
            return BAD_INPUT, tuple(said)
        case InvalidSale() | InvalidRequest() | LimitExceeded():
            return BAD_INPUT, tuple(map(str, error.violations)) or (str(error),)
        case InvalidTarget() | InsecureTarget() | UnknownRevision():
            return BAD_INPUT, (str(error),)
        case NoDecision() | EngineFault():
            return FINDINGS, (f"no decision was made: {error}",)
        case LicetError() | BookError():
            return BAD_INPUT, tuple(str(error).splitlines())
    fault = f"internal fault: {type(error).__name__}: {error} (set {debugging}=1 to see where)"
    return FINDINGS, (f"no decision was made: {fault}",)
