"""What was answered before, by the bytes of its question."""

from __future__ import annotations

from collections import OrderedDict

from licet_server.service.questions import Key

_ENTRY_BYTES = 600
"""What an entry takes beside its own bytes: the key's objects and the links between entries."""


class Memory:
    """Items by their question, in at most so many bytes; those unused for longest go first.

    Not for several threads. A library's cache would do as well, at several times the cost of a
    look-up, which batches of a thousand feel.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._items: OrderedDict[Key, bytes] = OrderedDict()
        self.bytes_held = 0

    def get(self, asked: Key) -> bytes | None:
        """Return the item of a question met before, or None."""
        item = self._items.get(asked)
        if item is not None:
            self._items.move_to_end(asked)
        return item

    def put(self, asked: Key, item: bytes) -> None:
        """Remember an item, and forget others where there is no room; too large a one is not."""
        size = _size(asked, item)
        if size > self._most or asked in self._items:
            return
        self._items[asked] = item
        self.bytes_held += size
        while self.bytes_held > self._most:
            self.bytes_held -= _size(*self._items.popitem(last=False))

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()
        self.bytes_held = 0

    def __len__(self) -> int:
        return len(self._items)


def _size(asked: Key, item: bytes) -> int:
    own = len(asked) if isinstance(asked, bytes) else sum(map(len, asked))
    return own + len(item) + _ENTRY_BYTES
