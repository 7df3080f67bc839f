"""The one gate: an answer becomes a go or a stop here, and is kept either way."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction

from licet_tryton.answers import Answer
from licet_tryton.questions import Question, canonical, digest
from licet_tryton.service import ask


class ExportRefusedError(UserError):
    """Licet did not say that the goods may go, and says why."""


class Asked:
    """What was asked in one transaction: a question is put once, and its answer is the same."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.left: set[str] = set()
        """What has passed the gate as goods that leave."""

    def __eq__(self, other: object) -> bool:
        # Of several of these that a transaction is given it keeps the first.
        return isinstance(other, Asked)

    __hash__ = None  # type: ignore[assignment]

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question, asked now or before in this transaction."""
        key = canonical(question)
        if key not in self.answers:
            self.answers[key] = ask(question)
        return self.answers[key]

    def nothing(self, _: Transaction) -> None:
        """Take no part in how a transaction ends: nothing of it is here."""

    tpc_begin = commit = tpc_vote = tpc_finish = tpc_abort = nothing


def asked() -> Asked:
    """Return what was asked in the transaction that runs."""
    found: Asked = Transaction().join(Asked())
    return found


def answers(questions: Iterable[Question], about: Mapping[str, Any]) -> tuple[Answer, ...]:
    """Return the answers to questions that nothing hangs on yet; each is kept."""
    found = tuple((question, asked().answer(question)) for question in questions)
    for question, answer in found:
        _keep(question, answer, about)
    return tuple(answer for _, answer in found)


def passed(
    questions: Iterable[Question], about: Mapping[str, Any], acknowledged: Container[str] = ()
) -> tuple[Answer, ...]:
    """Return the answers, each of which is a go whose conditions somebody has acknowledged.

    `about` are the fields of the record that each is kept in. Raises `ExportRefusedError`, after
    which the answer is kept by itself, as all else of the transaction is undone.
    """
    found = tuple((question, asked().answer(question)) for question in questions)
    for question, answer in found:
        if not answer.may_confirm:
            _refuse(question, answer, about, answer.text)
        if answer.temporary and acknowledgment(answer.authorizations, answer.conditions) not in (
            acknowledged
        ):
            _refuse(question, answer, about, _unacknowledged(answer))
    for question, answer in found:
        _keep(question, answer, about)
    return tuple(answer for _, answer in found)


def acknowledgment(authorizations: Iterable[str], conditions: Iterable[str]) -> str:
    """Return what is acknowledged: what a sale goes out under, and on which conditions."""
    return digest([*authorizations], [*conditions])


def _unacknowledged(answer: Answer) -> str:
    conditions = "\n".join(f"  {each}" for each in answer.conditions)
    return (
        f"{answer.text}\nThe license is temporary, and nobody of the group "
        f'"Export Control: License Conditions" has acknowledged its conditions:\n{conditions}\n'
        "Ask Licet on the sale, and have them acknowledged there."
    )


def _refuse(question: Question, answer: Answer, about: Mapping[str, Any], why: str) -> None:
    transaction = Transaction()
    values = _values(question, answer, about) | {"passed": False}
    # Once this transaction is undone: while it lasts no other one may write.
    transaction.atexit(_keep_alone, transaction.database.name, values)
    raise ExportRefusedError(f"Licet: {question['sale_id']} may not go out.\n{why}")


def _keep_alone(database: str, values: Mapping[str, Any]) -> None:
    with Transaction(new=True).start(database, 0):
        Decision = Pool(database).get("licet.decision")
        Decision.create([dict(values)])


def _keep(question: Question, answer: Answer, about: Mapping[str, Any]) -> None:
    Decision = Pool().get("licet.decision")
    Decision.create([_values(question, answer, about) | {"passed": answer.may_confirm}])


def _values(question: Question, answer: Answer, about: Mapping[str, Any]) -> dict[str, Any]:
    return dict(about) | {
        "asked_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        "asked_by": Transaction().user or None,
        "leaving_on": question["sale_date"],
        "outcome": answer.outcome,
        "decision_id": answer.decision_id,
        "revision": answer.revision,
        "log_position": answer.log_position,
        "valid_through": answer.valid_through,
        "authorizations": "\n".join(answer.authorizations),
        "conditions": "\n".join(answer.conditions),
        "answer": answer.text,
        "question": canonical(question),
    }
