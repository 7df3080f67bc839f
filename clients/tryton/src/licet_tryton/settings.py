"""Where the service is and how long it is waited for, from the section `[licet]` of the config."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from licet_client import Tls
from trytond import config

_SECTION = "licet"
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Settings:
    """A target, what proves it, and the seconds within which an answer must be there.

    `target` is `host:port` or `unix:/path`; the files are PEM. Without `plaintext` a target beyond
    this machine wants a certificate to trust.
    """

    target: str
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    plaintext: bool = False
    timeout: float = _SECONDS

    @property
    def tls(self) -> Tls | None:
        """What the client trusts and shows; None where nothing is encrypted."""
        if self.ca is None and self.certificate is None and self.key is None:
            return None
        return Tls(self.ca, self.certificate, self.key)


def settings() -> Settings:
    """Return what the config of this Tryton says; raises `ValueError` where it says nothing."""
    target = config.get(_SECTION, "target", default="")
    if not target:
        raise ValueError(
            "the configuration of Tryton has no `target` in its section [licet]: "
            "write host:port of the service there"
        )
    return Settings(
        target,
        ca=_path("ca"),
        certificate=_path("certificate"),
        key=_path("key"),
        plaintext=config.getboolean(_SECTION, "plaintext", default=False),
        timeout=config.getfloat(_SECTION, "timeout", default=_SECONDS),
    )


def _path(name: str) -> Path | None:
    given = config.get(_SECTION, name, default="")
    return Path(given) if given else None
