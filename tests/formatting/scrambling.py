"""Rule files written by somebody careless: any order, any indentation, comments anywhere."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from licet_cli.yaml_words import word

ODDITIES = ("", "a: b", "- x", "[", "'", "# #", '"')


class Scrambler:
    """Writes plain values as YAML that says the same; `comments` is what it strewed in."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 (a test)
        self.comments: list[str] = []

    def text(self, value: Any) -> str:
        """Return a document."""
        end = self._random.choice(["", "\n", "\n\n"])
        text = "\n".join([*self._block(value, 0), *self._between(0)]) + end
        marked = f"\ufeff{text}" if self._chance(0.1) else text
        return marked.replace("\n", "\r\n") if self._chance(0.1) else marked

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _comment(self) -> str:
        said = f"# c{len(self.comments)} {self._random.choice(ODDITIES)}".rstrip()
        self.comments.append(said)
        return said

    def _block(self, value: Any, indent: int) -> list[str]:
        members = list(value.items()) if isinstance(value, dict) else [(None, v) for v in value]
        if isinstance(value, dict) and self._chance(0.5):
            self._random.shuffle(members)
        lines: list[str] = []
        for key, member in members:
            lines += self._between(indent)
            lines += self._entry(f"{key}:" if key is not None else "-", member, indent)
        return lines

    def _between(self, indent: int) -> Iterator[str]:
        if self._chance(0.15):
            yield from ("", "")[: self._random.randint(1, 2)]
        if self._chance(0.2):
            far = indent if self._chance(0.7) else self._random.randint(0, indent + 5)
            yield " " * far + self._comment()

    def _entry(self, lead: str, value: Any, indent: int) -> list[str]:
        start = " " * indent + lead
        beside = f"  {self._comment()}" if self._chance(0.2) else ""
        if isinstance(value, str):
            if lead != "-" and self._chance(0.05):
                below = " " * (indent + 2)
                return [start + beside, below + self._comment(), below + self._word(value)]
            return [f"{start} {self._word(value)}{beside}"]
        if not value or self._chance(0.35):
            return [f"{start} {self._flow(value)}{beside}"]
        within = self._block(value, indent + self._random.choice([2, 3, 4, 6]))
        return [start + beside, *within]

    def _flow(self, value: Any) -> str:
        if isinstance(value, str):
            return self._word(value, flow=True)
        members = value.items() if isinstance(value, dict) else ((None, each) for each in value)
        written = (
            (f"{key}: " if key is not None else "") + self._flow(member) + self._apart()
            for key, member in members
        )
        opened, closed = "{}" if isinstance(value, dict) else "[]"
        return f"{opened}{self._apart()}{', '.join(written)}{self._apart()}{closed}"

    def _apart(self) -> str:
        """What may stand between two parts in brackets."""
        further = "\n" + " " * 60
        if self._chance(0.06):
            return f" {self._comment()}{further}"
        if self._chance(0.04):
            return f"{further}{self._comment()}{further}"
        return further if self._chance(0.08) else " " * self._random.randint(0, 2)

    def _word(self, text: str, *, flow: bool = False) -> str:
        if self._chance(0.15):
            return "'" + text.replace("'", "''") + "'"
        if self._chance(0.15):
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return word(text, "any", flow=flow)
