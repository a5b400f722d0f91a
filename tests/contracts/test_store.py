"""What every Store promises."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest

from screener.domain.doors.likeness import Mark, Sign
from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.outgoing import Outgoing, Postmark, Stage
from screener.domain.record.decision import MOVED_BACK, Door, Known, Mode, Trouble
from screener.domain.record.effect import LEGAL, Do, Effect, Fate, QueuedEffect, Receipt, Status
from screener.domain.record.event import Address, Content, Event
from screener.normalize.limits import ADDRESS, MESSAGE_ID
from screener.ports.store import Knocks, Query, Store, Tally
from tests.builders import (
    NOON,
    a_bookmark,
    a_call,
    a_decision,
    a_mail,
    a_voicemail,
    an_arrival,
    an_effect,
    an_unreadable,
    decisions,
)

LATER = NOON + timedelta(days=1)
TAG = an_effect(Do.TAG, ("screened",))
FILE = an_effect(Do.FILE, "Filed")
REPLY = an_effect(Do.REPLY, "polite-no")
MARK = an_effect(Do.MARK, ("seen",))


def queue(store: Store, *effects: Effect, uid: int = 1) -> list[QueuedEffect]:
    """Remember a decision with these effects, and what of them is due."""
    store.remember([a_decision(uid, *effects)], bookmark=None)
    return due(store)


def due(store: Store, now: datetime = LATER, limit: int = 1000) -> list[QueuedEffect]:
    """What is due for the account `me`."""
    return list(store.due("me", now=now, limit=limit))


def statuses(store: Store, name: str = "d1") -> list[Status]:
    """How far the effects of a decision are, in their order."""
    recorded = store.decision(name)
    assert recorded
    return [effect.status for effect in recorded.effects]


def settled(store: Store, effects: list[QueuedEffect], status: Status, **more: object) -> None:
    """Try the effects, with this outcome."""
    store.begin([each.id for each in effects], at=LATER)
    receipt = {"status": status, "at": LATER, **more}
    store.settle([Receipt.model_validate({"effect": each.id, **receipt}) for each in effects])


# --- what a poll writes


@pytest.mark.parametrize(
    "event",
    [
        a_mail(content=Content(text="Wörter 🙂\n")),
        a_mail(from_=(), subject="", message_id=None, headers={"list-id": ()}),
        a_voicemail(),
        a_call(number=None),
        an_unreadable(),
    ],
    ids=["mail", "bare mail", "voicemail", "call", "unreadable"],
)
def test_a_decision_comes_back_as_it_was(store: Store, event: Event) -> None:
    """With its event to the last field: `why` is answered from what is stored."""
    decision = a_decision(
        1,
        TAG,
        FILE,
        event=event,
        decided=NOON.replace(microsecond=123_457),
        contact="Her",
        door=Door.CLOSED,
        line="*.example",
        rule="No lunch",
        continued=("First, a tag", "then"),
        destination="Filed",
        preserved="00ff",
        knock=True,
        round="r1",
        reason="because",
    )
    store.remember([decision], bookmark=None)
    recorded = store.decision("d1")

    assert recorded
    assert recorded.decision == decision
    assert recorded.effects == (TAG, FILE)


def test_the_longest_values_of_a_message_are_looked_up(store: Store) -> None:
    """Whatever a stranger writes fits into an index, also if it cannot be pressed together."""
    chance = Random(1)

    def noise(octets: int) -> str:
        return "".join(chr(chance.randrange(0x10000, 0x11000)) for _ in range(octets // 4))

    message_id, address = noise(MESSAGE_ID), noise(4 * ADDRESS)
    mail = a_mail(from_=(Address(address=address),), message_id=message_id)
    mark = Mark(Sign.THREAD, message_id)
    store.remember([a_decision(1, event=mail, contact=address)], bookmark=None)
    store.people.mark([(address, mark)])

    assert [one.decision.id for one in store.decisions(Query(message_id=message_id))] == ["d1"]
    assert store.people.marked([mark]) == {address: {mark}}


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    """Whatever zone they went in with."""
    lisbon = timezone(timedelta(hours=1))
    store.remember(
        [a_decision(decided=NOON.astimezone(lisbon))],
        bookmark=a_bookmark(watermark=NOON.astimezone(lisbon)),
    )
    recorded, bookmark = store.decision("d1"), store.bookmark("me", "INBOX")

    assert recorded
    assert bookmark
    assert recorded.decision.decided.tzinfo is bookmark.watermark.tzinfo is UTC
    assert recorded.decision.decided == bookmark.watermark == NOON


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    """It would be somebody's local time; nothing of the batch is written."""
    with pytest.raises(ValueError, match="time zone"):
        store.remember(
            [a_decision(1), a_decision(2, decided=NOON.replace(tzinfo=None))],
            bookmark=a_bookmark(2),
        )

    assert store.decision("d1") is None
    assert store.bookmark("me", "INBOX") is None


def test_a_decision_that_is_there_is_left_as_it_is(store: Store) -> None:
    """Deciding twice after a crash gives one decision, and its effects once."""
    (tag,) = queue(store, TAG)
    settled(store, [tag], Status.DONE)
    store.remember([a_decision(1, TAG, rule="another"), a_decision(2, TAG)], bookmark=None)
    recorded = store.decision("d1")

    assert recorded
    assert (recorded.decision.rule, statuses(store)) == (None, [Status.DONE])
    assert [each.decision for each in due(store)] == ["d2"]


def test_many_decisions_are_written_at_once(store: Store) -> None:
    """More than fit into one statement, some of them there already."""
    store.remember(decisions(700, FILE)[600:], bookmark=None)
    store.remember(decisions(1_300, FILE), bookmark=None)

    assert sum(1 for _ in store.decisions(Query())) == 1_300
    assert len(due(store, limit=2_000)) == 1_300


def test_a_folder_that_was_never_read_has_no_bookmark(store: Store) -> None:
    """Nor has the same folder of another account."""
    store.remember([], bookmark=a_bookmark())

    assert store.bookmark("me", "Sent") is store.bookmark("you", "INBOX") is None


def test_the_last_bookmark_counts(store: Store) -> None:
    """Each folder has one."""
    store.remember([], bookmark=a_bookmark(1))
    store.remember([], bookmark=a_bookmark(9, folder="Sent"))
    latest = a_bookmark(5, uidvalidity=8, highest_modseq=2**63 - 1)
    store.remember([], bookmark=latest)

    assert store.bookmark("me", "INBOX") == latest


# --- messages that cannot be decided


def a_trouble(uid: int = 1, *, retry_at: datetime = NOON, attempts: int = 1) -> Trouble:
    """A message of the inbox of `me` that broke something."""
    return Trouble(
        account="me",
        folder="INBOX",
        uidvalidity=7,
        uid=uid,
        attempts=attempts,
        error="KeyError",
        retry_at=retry_at,
    )


def test_a_trouble_is_due_when_its_time_has_come(store: Store) -> None:
    """The very moment included; for its own account only."""
    later = a_trouble(2, retry_at=LATER)
    store.remember([], bookmark=None, troubles=[later, a_trouble(1)])

    assert store.troubles("me", due=NOON) == (a_trouble(1),)
    assert store.troubles("me", due=LATER) == (a_trouble(1), later)
    assert store.troubles("you", due=LATER) == ()


def test_a_trouble_that_happens_again_replaces_itself(store: Store) -> None:
    """The attempts are counted by whoever tries."""
    for attempts in (1, 2):
        store.remember([], bookmark=None, troubles=[a_trouble(attempts=attempts)])

    assert store.troubles("me", due=NOON) == (a_trouble(attempts=2),)


def test_a_decided_message_is_no_trouble_any_more(store: Store) -> None:
    """Others are; a UID under another UIDVALIDITY is another message."""
    other = a_trouble(1).model_copy(update={"uidvalidity": 6})
    store.remember([], bookmark=None, troubles=[a_trouble(1), a_trouble(2), other])
    store.remember([a_decision(1)], bookmark=None)

    assert store.troubles("me", due=NOON) == (other, a_trouble(2))


# --- messages that were decided before


def test_a_message_is_known_by_its_identity(store: Store) -> None:
    """In its own account; what was never decided is not in the answer."""
    store.remember([a_decision(1, reason=MOVED_BACK), a_decision(2)], bookmark=None)

    assert store.known("me", ["hash:1", "hash:3"]) == {
        "hash:1": Known(
            identity="hash:1",
            decision="d1",
            folder="INBOX",
            uidvalidity=7,
            uid=1,
            reason=MOVED_BACK,
        )
    }
    assert store.known("you", ["hash:1"]) == store.known("me", []) == {}


def test_the_latest_decision_is_the_one_that_is_known(store: Store) -> None:
    """A message that was moved back has two, whichever was written first."""
    again = an_arrival(9, identity="hash:1")
    store.remember(
        [
            a_decision(event=a_mail(arrival=again), id="later", decided=LATER),
            a_decision(1, decided=NOON),
        ],
        bookmark=None,
    )

    assert store.known("me", ["hash:1"])["hash:1"].decision == "later"


def test_a_filed_message_is_known_where_it_landed(store: Store) -> None:
    """By its move, not by a copy that was made on the way."""
    copy, file = queue(store, an_effect(Do.COPY, "Copies")), []
    settled(store, copy, Status.DONE, landed_folder="Copies", landed_uid=3, landed_uidvalidity=1)
    file = queue(store, FILE, uid=2)
    settled(store, file, Status.DONE, landed_folder="Filed", landed_uid=4, landed_uidvalidity=5)
    known = store.known("me", ["hash:1", "hash:2"])

    assert known["hash:1"].landed_folder is None
    landed = known["hash:2"]
    assert (landed.landed_folder, landed.landed_uidvalidity, landed.landed_uid) == ("Filed", 5, 4)


# --- the outbox


def test_a_queued_effect_tells_all_it_takes_to_carry_it_out(store: Store) -> None:
    """The message is found by its place, else by what it is."""
    (queued,) = queue(store, TAG)

    assert queued == QueuedEffect(
        id=queued.id,
        decision="d1",
        account="me",
        effect=TAG,
        folder="INBOX",
        uidvalidity=7,
        uid=1,
        identity="hash:1",
        message_id="<1@example.com>",
        received=NOON + timedelta(minutes=1),
        size=2_000,
    )


def test_only_what_is_pending_is_due(store: Store) -> None:
    """What was done when it was decided, refused or only observed is not."""
    others = [
        Effect(do=Do.REPLY, value="polite-no", status=status, reason="why")
        for status in (Status.WOULD, Status.DONE, Status.REFUSED)
    ]
    queued = queue(store, *others, TAG)

    assert [each.effect for each in queued] == [TAG]
    assert store.due("you", now=LATER, limit=9) == ()


def test_due_effects_come_in_groups(store: Store) -> None:
    """By kind, folder and value, the oldest first: each group is one command."""
    junk = an_effect(Do.FILE, "Junk")
    store.remember(
        [
            a_decision(1, junk),
            a_decision(2, FILE),
            a_decision(3, event=a_mail(arrival=an_arrival(3, folder="Other")), effects=(FILE,)),
            a_decision(4, TAG, FILE),
            a_decision(5, FILE),
            a_decision(6, an_effect(Do.COPY, "Z")),
        ],
        bookmark=None,
    )
    groups = [
        (each.effect.do.value, each.folder, each.effect.value, each.uid) for each in due(store)
    ]

    assert groups == [
        ("tag", "INBOX", ("screened",), 4),
        ("copy", "INBOX", "Z", 6),
        ("file", "INBOX", "Filed", 2),
        ("file", "INBOX", "Filed", 5),
        ("file", "INBOX", "Junk", 1),
        ("file", "Other", "Filed", 3),
    ]
    assert [each.uid for each in due(store, limit=2)] == [4, 6]


def test_interrupted_effects_are_a_group_of_their_own(store: Store) -> None:
    """They are looked for first, with one command for all of them."""
    store.remember(decisions(4, FILE), bookmark=None)
    queued = due(store)
    store.begin([queued[0].id, queued[2].id], at=LATER)

    assert [(each.uid, each.interrupted) for each in due(store)] == [
        (2, False),
        (4, False),
        (1, True),
        (3, True),
    ]


@pytest.mark.parametrize(
    ("outcome", "follows"),
    [
        (Status.DONE, True),
        (Status.FAILED, True),
        (Status.REFUSED, True),
        (Status.UNCERTAIN, True),
        (Status.PENDING, False),
    ],
)
def test_a_move_waits_for_what_comes_before_it(
    store: Store, outcome: Status, *, follows: bool
) -> None:
    """It would take the message away; a failure for good does not hold it up."""
    tag = queue(store, TAG, FILE)
    assert [each.effect.do for each in tag] == [Do.TAG]
    store.begin([tag[0].id], at=LATER)
    assert [each.effect.do for each in due(store)] == [Do.TAG]
    retry = LATER + timedelta(hours=1) if outcome is Status.PENDING else None
    store.settle([Receipt(effect=tag[0].id, status=outcome, at=LATER, retry_at=retry)])

    assert [each.effect.do for each in due(store)] == [Do.FILE] * follows


def test_a_move_waits_for_its_own_message_only(store: Store) -> None:
    """One stubborn message does not stop the others."""
    store.remember([a_decision(1, TAG, FILE), a_decision(2, FILE)], bookmark=None)

    assert [(each.effect.do, each.uid) for each in due(store)] == [(Do.TAG, 1), (Do.FILE, 2)]


def test_what_was_started_is_found_again_after_a_crash(store: Store) -> None:
    """And it tells that a try began, since a reply must not be sent twice."""
    (queued,) = queue(store, MARK)
    store.begin([queued.id], at=LATER)
    (again,) = due(store)

    assert (queued.interrupted, queued.attempts) == (False, 0)
    assert (again.interrupted, again.attempts) == (True, 1)
    assert again.effect.status is Status.STARTED


def test_an_effect_to_be_tried_again_is_due_at_its_time(store: Store) -> None:
    """Not a microsecond before, and with its tries counted."""
    retry = LATER + timedelta(minutes=5)
    settled(store, queue(store, TAG), Status.PENDING, retry_at=retry, reason="over quota")

    assert due(store, retry - timedelta(microseconds=1)) == []
    (again,) = due(store, retry)
    assert (again.attempts, again.interrupted, again.effect.reason) == (1, False, "over quota")


def test_the_fate_of_each_effect_is_told_in_its_order(store: Store) -> None:
    """When it came to an end and where the message then lay; of what is open, when it is tried."""
    retry = LATER + timedelta(minutes=5)
    decided = NOON + timedelta(minutes=1, seconds=1)
    tag, file = queue(store, an_effect(Do.KEEP), TAG, FILE)[0], due(store)
    settled(store, [tag], Status.PENDING, retry_at=retry, reason="over quota")

    assert store.fates("d1")[1:] == (
        Fate(attempts=1, again=retry),
        Fate(again=decided),
    )
    store.begin([tag.id], at=retry)
    store.settle([Receipt(effect=tag.id, status=Status.FAILED, at=retry, reason="over quota")])
    file = due(store, retry)
    settled(store, file, Status.DONE, landed_folder="Filed", landed_uidvalidity=5, landed_uid=4)

    assert store.fates("d1")[1:] == (
        Fate(attempts=2, settled=retry),
        Fate(attempts=1, settled=LATER, folder="Filed", uid=4),
    )
    assert store.fates("nothing") == ()


def test_an_answer_has_the_tries_of_its_letter(store: Store) -> None:
    """It waits as long as the letter does."""
    store.remember([a_decision(1, REPLY)], bookmark=None, letters=[a_letter_about("d1")])
    assert store.fates("d1") == (Fate(again=LATER),)

    store.letterbox.begin("reply:d1")
    store.letterbox.settle(Postmark(key="reply:d1", stage=Stage.SENT, at=LATER))
    assert store.fates("d1") == (Fate(attempts=1, settled=LATER),)


def a_letter_about(decision: str) -> Outgoing:
    """An answer that may be sent a day later."""
    letter = Letter(
        key=f"reply:{decision}",
        kind=Kind.REPLY,
        account="me",
        mail_from="",
        recipients=("him@example.com",),
        message_id="<r@example.com>",
        raw=b"Subject: Re: Lunch\r\n\r\nNo.\r\n",
    )
    return Outgoing(letter=letter, created=NOON, due=LATER, decision=decision)


def test_without_a_time_it_is_tried_again_at_once(store: Store) -> None:
    """From the moment of the receipt on."""
    settled(store, queue(store, TAG), Status.PENDING)

    assert len(due(store, LATER)) == 1


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_only_legal_steps_are_taken(store: Store, before: Status, after: Status) -> None:
    """The table of the domain decides; an illegal step changes nothing of the whole batch."""
    store.remember([a_decision(1, TAG.model_copy(update={"status": before}))], bookmark=None)
    (reply,) = [each for each in queue(store, MARK, uid=2) if each.uid == 2]
    store.begin([reply.id], at=LATER)
    receipts = [
        Receipt(effect=reply.id, status=Status.DONE, at=LATER),
        Receipt(effect=reply.id - 1, status=after, at=LATER),
    ]

    if after in LEGAL[before]:
        store.settle(receipts)
        assert statuses(store) + statuses(store, "d2") == [after, Status.DONE]
    else:
        with pytest.raises(ValueError, match="cannot go"):
            store.settle(receipts)
        assert statuses(store) + statuses(store, "d2") == [before, Status.STARTED]


def test_two_receipts_for_one_effect_are_one_too_many(store: Store) -> None:
    """Also in one batch; so is a receipt for what does not exist."""
    (queued,) = queue(store, TAG)
    store.begin([queued.id], at=LATER)
    done = Receipt(effect=queued.id, status=Status.DONE, at=LATER)

    for receipts in ([done, done], [done.model_copy(update={"effect": 4711})]):
        with pytest.raises(ValueError, match="cannot go"):
            store.settle(receipts)


def test_what_is_settled_cannot_begin(store: Store) -> None:
    """Such as a reply that somebody cancelled meanwhile; then nothing begins."""
    reply, tag = queue(store, MARK), queue(store, TAG, uid=2)
    store.cancel([reply[0].id], reason="you answered yourself", at=LATER)

    with pytest.raises(ValueError, match="1 of 2"):
        store.begin([reply[0].id, tag[0].id], at=LATER)
    assert statuses(store, "d2") == [Status.PENDING]


def test_only_what_is_pending_can_be_cancelled(store: Store) -> None:
    """What was started may have happened."""
    queued = queue(store, TAG, MARK)
    store.begin([queued[0].id], at=LATER)
    store.cancel([each.id for each in queued], reason="paused", at=LATER)
    recorded = store.decision("d1")

    assert recorded
    assert [(each.status, each.reason) for each in recorded.effects] == [
        (Status.STARTED, None),
        (Status.REFUSED, "paused"),
    ]


def test_thousands_of_effects_go_through_at_once(store: Store) -> None:
    """More than fit into one statement."""
    store.remember(decisions(1_201, TAG), bookmark=None)
    settled(store, due(store, limit=2_000), Status.DONE)

    assert due(store) == []


# --- the brake


def test_the_tally_counts_what_each_rule_is_about_to_do(store: Store) -> None:
    """Messages that it moves or answers, of all that the round decided."""
    store.remember(
        [
            a_decision(1, FILE, rule="lunch", round="r1"),
            a_decision(2, REPLY, FILE, rule="lunch", round="r1"),
            a_decision(3, TAG, rule="lunch", round="r1"),
            a_decision(4, REPLY, rule="dinner", round="r1"),
            a_decision(5, round="r1"),
            a_decision(6, FILE, rule="lunch", round="r2"),
        ],
        bookmark=None,
    )

    assert store.tallies("me") == (
        Tally("me", "r1", "dinner", 1, 5),
        Tally("me", "r1", "lunch", 2, 5),
        Tally("me", "r2", "lunch", 1, 1),
    )
    assert store.tallies("you") == ()


def test_what_is_held_waits_until_it_is_released(store: Store) -> None:
    """One rule of one round; the rest goes on, and what was released is not counted again."""
    store.remember(
        [
            a_decision(1, TAG, FILE, rule="lunch", round="r1"),
            a_decision(2, FILE, rule="dinner", round="r1"),
        ],
        bookmark=None,
    )
    _, lunch = store.tallies("me")
    store.hold_back(lunch, reason="the brake")

    assert [each.uid for each in due(store)] == [2]
    assert store.held_back("me") == (lunch,)
    assert [tally.rule for tally in store.tallies("me")] == ["dinner"]
    recorded = store.decision("d1")
    assert recorded
    assert {each.reason for each in recorded.effects} == {"the brake"}

    assert store.release_held("me") == 2
    assert [(each.uid, each.effect.do, each.effect.reason) for each in due(store)] == [
        (1, Do.TAG, None),
        (2, Do.FILE, None),
    ]
    assert [tally.rule for tally in store.tallies("me")] == ["dinner"]
    assert store.held_back("me") == ()
    assert store.release_held("me") == 0


def test_one_rule_is_released_by_itself(store: Store) -> None:
    """In every round that held it; what other rules wait with stays."""
    store.remember(
        [
            a_decision(1, FILE, rule="lunch", round="r1"),
            a_decision(2, FILE, rule="dinner", round="r1"),
            a_decision(3, FILE, rule="lunch", round="r2"),
        ],
        bookmark=None,
    )
    for tally in store.tallies("me"):
        store.hold_back(tally, reason="the brake")

    assert store.release_held("me", rule="lunch") == 2
    assert [tally.rule for tally in store.held_back("me")] == ["dinner"]
    assert [each.uid for each in due(store)] == [1, 3]


# --- the log


def ids(store: Store, query: Query) -> list[str]:
    """The decisions that a query finds."""
    return [recorded.decision.id for recorded in store.decisions(query)]


def test_the_log_is_in_the_order_of_receipt(store: Store) -> None:
    """Not in that of deciding; within one second in that of the folder, and then of ids."""
    at_once = [an_arrival(uid, identity="x", received=NOON) for uid in (10, 9, 9)]
    store.remember(
        [
            a_decision(3),
            *(
                a_decision(event=a_mail(arrival=one), id=name)
                for one, name in zip(at_once, "abc", strict=True)
            ),
            a_decision(2),
        ],
        bookmark=None,
    )

    assert ids(store, Query()) == ["b", "c", "a", "d2", "d3"]


def test_the_log_loses_nothing_between_its_pages(store: Store) -> None:
    """Also where many came at one moment, and while others write."""
    at_once = [
        a_decision(event=a_mail(arrival=an_arrival(uid, received=NOON))) for uid in range(1, 1_202)
    ]
    store.remember(at_once, bookmark=None)
    log = store.decisions(Query())
    first = next(log)
    store.remember([a_decision(2_000)], bookmark=None)

    assert len({first.decision.id, *(each.decision.id for each in log)}) == 1_202


def test_each_query_finds_its_decisions(store: Store) -> None:
    """A contact is found by name and by the address that was used."""
    her = a_mail(2, sender="Her@Example.com", subject="Ünchen [x]")
    store.remember(
        [
            a_decision(1, contact="him@example.com", rule="lunch"),
            a_decision(2, event=her, contact="Her", knock=True),
            a_decision(3, event=a_mail(arrival=an_arrival(3, account="you"))),
            a_decision(4, event=a_voicemail(4), contact="+12025550143"),
            a_decision(5, event=an_unreadable(5)),
        ],
        bookmark=None,
    )
    found = {
        Query(since=NOON + timedelta(minutes=4)): ["d4", "d5"],
        Query(contact="Her"): ["d2"],
        Query(contact="Her@Example.com"): ["d2"],
        Query(contact="+12025550143"): ["d4"],
        Query(contact="him@example.com"): ["d1", "d3"],
        Query(rule="lunch"): ["d1"],
        Query(account="you"): ["d3"],
        Query(message_id="<4@example.com>"): ["d4"],
        Query(subject="ÜNCHEN [X]"): ["d2"],
        Query(subject="unch", account="me"): ["d1", "d4"],
        Query(subject="%"): [],
        Query(knocks_only=True): ["d2"],
        Query(contact="Her", rule="lunch"): [],
    }

    assert {query: ids(store, query) for query in found} == found


def test_what_is_not_there_is_none(store: Store) -> None:
    """No error for a mistyped id."""
    assert store.decision("nothing") is None
    assert ids(store, Query()) == []


def test_knocks_are_counted_by_the_line_that_was_met(store: Store) -> None:
    """Only what a round decided at a closed door."""
    closed: dict[str, Any] = {"door": Door.CLOSED, "knock": True}
    store.remember(
        [
            a_decision(2, line="him@example.com", **closed),
            a_decision(1, line="him@example.com", **closed),
            a_decision(3, line="*.example", **closed),
            a_decision(4, line="him@example.com", mode=Mode.OBSERVE),
            a_decision(5),
        ],
        bookmark=None,
    )

    assert store.knocks() == (
        Knocks("*.example", 1, NOON + timedelta(minutes=3)),
        Knocks("him@example.com", 2, NOON + timedelta(minutes=2)),
    )


# --- who holds a mailbox, and small things


def test_a_lease_is_for_one_holder(store: Store) -> None:
    """Until it is over, to the microsecond; ours is renewed."""
    five = timedelta(minutes=5)
    over = NOON + five

    assert store.hold("me", holder="a", now=NOON, lease=five) is None
    assert store.hold("me", holder="b", now=over - timedelta(microseconds=1), lease=five) == "a"
    assert store.hold("you", holder="b", now=NOON, lease=five) is None
    assert store.hold("me", holder="a", now=over, lease=five) is None
    assert store.hold("me", holder="b", now=over, lease=five) == "a"
    assert store.hold("me", holder="b", now=over + five, lease=five) is None


def test_only_the_holder_gives_a_lease_back(store: Store) -> None:
    """Then it is free at once."""
    store.hold("me", holder="a", now=NOON, lease=timedelta(minutes=5))
    store.release("me", holder="b")
    assert store.hold("me", holder="b", now=NOON, lease=timedelta(minutes=5)) == "a"
    store.release("me", holder="a")
    assert store.hold("me", holder="b", now=NOON, lease=timedelta(minutes=5)) is None


def test_small_things_are_remembered_until_they_are_forgotten(store: Store) -> None:
    """An empty text is something."""
    assert store.setting("paused") is None
    seen = []
    for value in ("until tomorrow", "", None, None):
        store.set("paused", value)
        seen.append(store.setting("paused"))

    assert seen == ["until tomorrow", "", None, None]


def test_threads_share_one_store(store: Store) -> None:
    """One an account, all writing and reading at once, none losing anything."""
    accounts = [f"account {number}" for number in range(4)]
    together = Barrier(len(accounts))
    wrong: list[object] = []

    def serve(account: str) -> None:
        together.wait()
        for uid in range(1, 11):
            arrival = an_arrival(uid, account=account)
            event = a_mail(arrival=arrival)
            store.remember(
                [a_decision(uid, TAG, event=event, id=f"{account}-{uid}")],
                bookmark=a_bookmark(uid, account=account),
            )
            queued = list(store.due(account, now=LATER, limit=100))
            if [each.uid for each in queued] != [uid]:
                wrong.append(queued)
            settled(store, queued, Status.DONE)

    threads = [Thread(target=serve, args=[account]) for account in accounts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert sum(1 for _ in store.decisions(Query())) == 40
    for account in accounts:
        assert store.bookmark(account, "INBOX") == a_bookmark(10, account=account)
