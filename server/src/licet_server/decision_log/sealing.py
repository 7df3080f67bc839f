"""Seals: heads of chains under the signature of the service's key (Ed25519)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from licet_server.decision_log.chain import Head
from licet_server.decision_log.errors import LogUnavailableError
from licet_server.decision_log.store import Seal
from licet_server.whole_files import whole

_OWNER_ALONE = 0o600


class Witness(Protocol):
    """A second place for seals."""

    def write(self, seal: Seal) -> None:
        """Keep a seal; raises `WitnessError`."""


def sealed(key: Ed25519PrivateKey, chain: str, head: Head, sealed_at: str) -> Seal:
    """Return the seal of a head."""
    signature = key.sign(_signed(chain, head, sealed_at))
    return Seal(chain, head.seq, head.hash, sealed_at, signature)


def is_signed(key: Ed25519PublicKey, seal: Seal) -> bool:
    """Tell whether a seal is the key's."""
    try:
        key.verify(seal.signature, _signed(seal.chain, Head(seal.seq, seal.hash), seal.sealed_at))
    except (InvalidSignature, ValueError, TypeError, AttributeError):
        return False  # what was tampered with may be of another kind altogether
    return True


def _signed(chain: str, head: Head, sealed_at: str) -> bytes:
    return f"licet-seal-1\n{chain}\n{head.seq}\n{head.hash.hex()}\n{sealed_at}\n".encode()


def signing_key(file: Path) -> Ed25519PrivateKey:
    """Return the key of a file, beside which lies its public half; raises `LogUnavailableError`."""
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise LogUnavailableError(f"the key `{file}` cannot be used: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise LogUnavailableError(f"the key `{file}` is no Ed25519 key; give one, or a new path")
    public = public_file(file)
    if verifying_key(public).public_bytes_raw() != key.public_key().public_bytes_raw():
        raise LogUnavailableError(
            f"the key `{file}` is not the one whose public half is `{public}`: put back the key "
            "that signed the log, or move both away, and a new key is made at the next start"
        )
    return key


def ensure_key(file: Path) -> None:
    """Make a key and its public half where neither is there; raises `LogUnavailableError`.

    The public half, `.pub`, is all that who verifies needs; where it alone is missing it is made
    from the key.
    """
    public = public_file(file)
    try:
        if not file.exists():
            _make(file, public)
        if not public.exists():
            held = verifying_key(file).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            with whole(public) as opened:
                opened.write(held)
    except OSError as error:
        raise LogUnavailableError(f"the key `{file}` cannot be made: {error}") from error
    signing_key(file)


def _make(file: Path, public: Path) -> None:
    if public.exists():
        raise LogUnavailableError(
            f"the key `{file}` is missing, and its public half `{public}` is there: put the key "
            "back, or move the public half away, and a new key is made"
        )
    key = Ed25519PrivateKey.generate()
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole(file, _OWNER_ALONE) as opened:
        opened.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def public_file(file: Path) -> Path:
    """Return where the public half of a key lies."""
    return file.with_name(f"{file.name}.pub")


def verifying_key(file: Path) -> Ed25519PublicKey:
    """Return the public key of a file that holds one or its private half."""
    try:
        held = file.read_bytes()
        key = load_pem_public_key(held) if b"PUBLIC" in held else load_pem_private_key(held, None)
    except (OSError, ValueError, TypeError) as error:
        raise LogUnavailableError(f"the key `{file}` cannot be used: {error}") from error
    found = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    if not isinstance(found, Ed25519PublicKey):
        raise LogUnavailableError(f"the key `{file}` is no Ed25519 key")
    return found
