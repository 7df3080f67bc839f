"""Sales that no server has met: lines of the shipped core, with other facts drawn for each."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf.json_format import ParseDict
from licet.v1 import sale_pb2
from prepared_questions import orders

SAID = 0.6
"""How often a line says what it may leave out, and vouches for what it says."""
VARIED = ("purpose", "model_public_on", "production_began_on")
KEPT = "subject_to_ear"
"""An attestation that goes with the origin of the goods."""


class Draw:
    """Draws sales; the same number draws the same sales."""

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)  # noqa: S311 (no secrets)
        self._orders = list(orders())
        self._lines = [line for order in self._orders for line in order["lines"]]
        self._count = 0
        self._words: dict[str, list[str]] = {
            name: sorted({line[name] for line in self._lines if name in line}) for name in VARIED
        }
        self._attested = sorted(
            {name for line in self._lines for name in line.get("attestations", {})} - {KEPT}
        )

    def sale(self, lines: int) -> sale_pb2.Sale:
        """Return a sale of so many lines, which differ in their facts."""
        self._count += 1
        order = self._random.choice(self._orders) | {
            "sale_id": f"NEW-{self._count}",
            "lines": [self._line(number) for number in range(lines)],
        }
        return ParseDict(order, sale_pb2.Sale())

    def sales(self, count: int) -> Iterator[sale_pb2.Sale]:
        """Yield so many sales of one line."""
        return (self.sale(1) for _ in range(count))

    def _line(self, number: int) -> Mapping[str, Any]:
        line = self._random.choice(self._lines)
        varied = {
            name: self._random.choice(values)
            for name, values in self._words.items()
            if self._often()
        }
        kept = {name: yes for name, yes in line.get("attestations", {}).items() if name == KEPT}
        attested = kept | {name: self._often() for name in self._attested if self._often()}
        return line | varied | {"line_id": str(number + 1), "attestations": attested}

    def _often(self) -> bool:
        return self._random.random() < SAID
