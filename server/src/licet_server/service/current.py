"""The rule set that answers now; another takes its place while calls are running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from licet_server.service.answers import Answers


class _Term:
    """The time for which some answers are current, and how many calls are still at them."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.calls = 0
        self.over = False


class Current:
    """The answers that are given now: a call keeps those that it began with.

    `ended` is told of answers once others are current and no call is at them any more.
    """

    def __init__(self, answers: Answers, ended: Callable[[Answers], None] = lambda _: None) -> None:
        self._term = _Term(answers)
        self._ended = ended

    @property
    def answers(self) -> Answers:
        """The answers that are current now."""
        return self._term.answers

    @contextmanager
    def taken(self) -> Iterator[Answers]:
        """Have the answers that are current now for the length of the block."""
        term = self._term
        term.calls += 1
        try:
            yield term.answers
        finally:
            term.calls -= 1
            self._end(term)

    def swap(self, answers: Answers) -> None:
        """Give these answers from now on."""
        before, self._term = self._term, _Term(answers)
        before.over = True
        self._end(before)

    def _end(self, term: _Term) -> None:
        if term.over and not term.calls:
            self._ended(term.answers)

    def ensure_sound(self) -> None:
        """Raise `EngineFault` once the engine that answers has failed."""
        self.answers.decider.ensure_sound()
