"""The one gate: an answer becomes a go or a stop here, and is kept either way."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.transaction import Transaction

from licet_tryton.answers import Answer
from licet_tryton.questions import canonical, digest
from licet_tryton.saying import Question
from licet_tryton.service import ask

_LOG = logging.getLogger(__name__)


class ExportRefusedError(UserError):
    """Licet did not say that the goods may go, and says why."""


class Asked:
    """What was asked in one transaction: a question is put once, and its answer is the same."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.left: set[str] = set()
        """What has passed the gate as goods that leave."""
        self.kept: list[dict[str, Any]] = []
        """What was kept of the answers, once more for where all else is undone."""

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
    found = _found(questions)
    _keep(found, about)
    return tuple(answer for _, answer in found)


def passed(
    questions: Iterable[Question], about: Mapping[str, Any], acknowledged: Container[str] = ()
) -> tuple[Answer, ...]:
    """Return the answers, each of which is a go whose conditions somebody has acknowledged.

    `about` are the fields of the record that each is kept in. Raises `ExportRefusedError`, after
    which all answers of the transaction are kept by themselves, as all else of it is undone.
    """
    found = _found(questions)
    for question, answer in found:
        why = _stops(answer, acknowledged)
        if why is not None:
            asked().kept += [_values(*each, about) for each in found]
            refuse(str(question["sale_id"]), why)
    _keep(found, about)
    return tuple(answer for _, answer in found)


def refuse(what: str, why: str) -> NoReturn:
    """Stop what goes on; raises `ExportRefusedError`."""
    transaction = Transaction()
    told = [values | {"passed": False} for values in asked().kept]
    # Once this transaction is undone: while it lasts no other one may write.
    transaction.atexit(_keep_alone, transaction.database.name, told)
    raise ExportRefusedError(f"Licet: {what} may not go out.\n{why}")


def _found(questions: Iterable[Question]) -> tuple[tuple[Question, Answer], ...]:
    return tuple((question, asked().answer(question)) for question in questions)


def _stops(answer: Answer, acknowledged: Container[str]) -> str | None:
    """Return why nothing goes on with an answer, None where it does."""
    if not answer.may_confirm:
        return answer.text
    given = acknowledgment(answer.authorizations, answer.conditions)
    return _unacknowledged(answer) if answer.temporary and given not in acknowledged else None


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


def _keep_alone(database: str, told: Sequence[Mapping[str, Any]]) -> None:
    """Keep answers by themselves; what was made and undone with them is named by them no more."""
    for values in told:
        try:
            with Transaction(new=True).start(database, 0):
                Pool(database).get("licet.decision").create([dict(values)])
        except Exception:  # noqa: BLE001 (nothing may hide why somebody was stopped)
            # Who was stopped is told why, whatever becomes of the record.
            _LOG.exception("an answer could not be kept: %s", values["answer"])


def _keep(found: Iterable[tuple[Question, Answer]], about: Mapping[str, Any]) -> None:
    Decision = Pool().get("licet.decision")
    for question, answer in found:
        values = _values(question, answer, about)
        asked().kept.append(values)
        Decision.create([values | dict(about)])


def _values(question: Question, answer: Answer, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept by itself: without a sale that goes when the transaction is undone."""
    made = Transaction().create_records.get("sale.sale", ())
    own = {name: value for name, value in about.items() if name != "sale" or value not in made}
    return own | {
        "passed": answer.may_confirm,
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
