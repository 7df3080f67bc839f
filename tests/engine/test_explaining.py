"""Explanations: why each provision that could have spoken did or did not."""

from __future__ import annotations

from datetime import timedelta

from building import DAY, World, code, flag, listed, pack, party, provision, row, sale, version
from licet_engine.decision.explaining import ProvisionExplained, explain
from licet_engine.provisions.conditions import All, Any, AnyParty, Not
from licet_engine.provisions.model import AnswerBy, Enforcement, EnforcementStatus
from licet_engine.vocabulary import Scope

UNENFORCED = Enforcement(EnforcementStatus.NOT_ENFORCED, DAY, "a press release")


def explained(
    *provisions: object, answer_by: AnswerBy = AnswerBy.TEXT
) -> dict[str, ProvisionExplained]:
    """Each provision by id, as explained for the line or its listed party."""
    world = World(pack(*provisions, rows=(row("Listed"),), answer_by=answer_by))  # type: ignore[arg-type]
    asked = sale(parties=(party("Listed"), party("Free", "end_user")))
    subjects = explain(world.observer, world.question(asked))
    last_the_listed = sorted(subjects, key=lambda s: s.list_row is not None)
    return {p.provision_id: p for subject in last_the_listed for p in subject.provisions}


def test_every_subject_of_its_kind_is_shown_with_the_row_it_matched() -> None:
    world = World(pack(provision("law.p", "requires", of="party"), rows=(row("Listed"),)))
    asked = sale(parties=(party("Listed"), party("Free", "end_user")))
    subjects = explain(world.observer, world.question(asked))
    assert {(s.subject, s.list_row, len(s.provisions)) for s in subjects} == {
        ("lines[0]", None, 0),
        ("lines[0] with parties[0]", "Listed (row:Listed)", 1),
        ("lines[0] with parties[1]", None, 1),
    }


def test_a_provision_that_spoke_shows_each_part_of_its_condition() -> None:
    when = All((listed(), Any((flag("food"), code("purpose", "other")))))
    shown = explained(provision("law.p", "requires", when=when, of="party"))["law.p"]
    assert (shown.verdict, shown.version, shown.note) == ("spoke", "v1", "84 FR 1")
    assert shown.reason is not None
    assert (shown.reason.text, shown.reason.truth) == ("all of", "yes")
    row_part, either = shown.reason.parts
    assert (row_part.text, row_part.truth) == ("the list row's regime is zte", "yes")
    assert (either.text, either.truth) == ("any of", "yes")
    assert [part.truth for part in either.parts] == ["no, not claimed", "yes"]


def test_what_is_not_claimed_makes_its_negation_hold() -> None:
    shown = explained(provision("law.p", "requires", when=Not(flag("food"))))["law.p"]
    assert shown.reason is not None
    assert (shown.reason.text, shown.reason.truth) == ("food is not true", "yes, not claimed")


def test_a_provision_is_silent_or_unknown_with_the_part_that_makes_it_so() -> None:
    silent = provision("law.silent", "requires", when=code("purpose", "repair-return"))
    unknown = provision("law.unknown", "requires", when=flag("control_list_requires_license"))
    shown = explained(silent, unknown)
    assert shown["law.silent"].verdict == "silent"
    assert shown["law.unknown"].verdict == "unknown"


def test_a_condition_on_any_party_is_spelled_out() -> None:
    inner = Any(
        (
            All((listed(), Not(code("role", "seller", scope=Scope.PARTY)))),
            flag("listed_address", Scope.PARTY),
        )
    )
    nested = explained(provision("law.p", "requires", when=AnyParty(inner)))["law.p"]
    assert nested.reason is not None
    assert nested.reason.text == (
        "some party meets: (the list row's regime is zte; not (this party's role is seller))"
        " or (this party's listed_address is true)"
    )
    none = explained(provision("law.p", "requires", when=Not(AnyParty(listed()))))["law.p"]
    assert none.reason is not None
    assert none.reason.text == "no party meets: the list row's regime is zte"


def test_what_is_not_in_force_says_why() -> None:
    one = timedelta(days=1)
    rules = (
        provision("law.ended", "requires", version(through=DAY - one)),
        provision("law.later", "requires", version(start=DAY + one)),
        provision("law.unheard", "requires", version(announced=DAY.replace(year=2090))),
    )
    shown = explained(*rules)
    assert {p.verdict for p in shown.values()} == {"not in force"}
    assert shown["law.ended"].note == "version v1 ended on 2020-01-09"
    assert shown["law.later"].note == "version v1 begins on 2020-01-11"
    assert shown["law.unheard"].note == "nothing of it was known on 2026-11-24"


def test_what_is_in_force_but_not_enforced_says_so_where_practice_answers() -> None:
    rule = provision("law.p", "requires", version(enforcement=UNENFORCED))
    shown = explained(rule, answer_by=AnswerBy.PRACTICE)["law.p"]
    assert shown.note == "in force but not enforced, and this pack answers by practice"
