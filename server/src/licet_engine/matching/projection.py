"""A vector with all struck out but a few of its bytes, so that vectors alike in these are one."""

from __future__ import annotations

from collections.abc import Iterable


class Projection:
    """Keeps some bytes of vectors of one length, and reads the rest as false."""

    def __init__(self, kept: Iterable[int], size: int) -> None:
        mask = bytearray(size)
        for number in kept:
            mask[number] = 255
        self._size = size
        self._mask = int.from_bytes(mask)

    def of(self, vector: bytes) -> bytes:
        """Return a vector with all that is not kept struck out."""
        # One operation on a large whole number takes a tenth of the time of a walk.
        return (int.from_bytes(vector) & self._mask).to_bytes(self._size)
