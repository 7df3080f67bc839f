"""A draw is a choice that a seed decides, the same on every version of Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Draw:
    """Choices from one seed, made of `Random.random` alone, whose sequence Python promises."""

    source: Random

    @classmethod
    def seeded(cls, seed: int) -> "Draw":
        """Give the draws that `seed` decides."""
        return cls(Random(seed))  # noqa: S311 - orders are made up, nothing here is secret

    def chance(self, share: float) -> bool:
        """Say yes in `share` of the cases, a number from 0 to 1."""
        return self.source.random() < share

    def between(self, low: int, high: int) -> int:
        """Give a whole number from `low` to `high`, both included."""
        return low + int(self.source.random() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """Give one of `items`, each as likely as the other."""
        return items[int(self.source.random() * len(items))]

    def weighted(self, items: Sequence[tuple[int, Item]]) -> Item:
        """Give one of `items`, each as likely as the weight before it."""
        rest = self.source.random() * sum(weight for weight, _ in items)
        for weight, item in items:
            rest -= weight
            if rest < 0:
                return item
        return items[-1][1]
