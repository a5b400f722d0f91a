"""What every Daybook and Outages promise."""

from datetime import datetime, timedelta

from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.outgoing import Outgoing, Postmark, Stage
from screener.domain.record.chain import Act, Deed
from screener.domain.record.decision import Door
from screener.domain.record.effect import Do, Effect, Receipt, Status
from screener.domain.record.event import Address, Class, Vouched
from screener.ports.daybook import Knocked, Letterhead
from screener.ports.outages import Outage
from screener.ports.store import Store
from tests.builders import (
    NOON,
    a_call,
    a_decision,
    a_mail,
    an_arrival,
    an_effect,
    an_unreadable,
    decisions,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def names(store: Store, since: datetime, until: datetime) -> list[str]:
    """The decisions of the account `me` in that span."""
    return [one.id for one in store.daybook.dealt("me", since=since, until=until)]


def a_letter(key: str, kind: Kind = Kind.REPLY) -> Letter:
    """A letter about `key`."""
    return Letter(
        kind=kind,
        account="me",
        key=key,
        message_id=f"<{key}@example.com>",
        mail_from="me@example.com",
        recipients=("him@example.com",),
        raw=b"Subject: x\r\n\r\nx",
    )


def queued(store: Store, key: str, at: datetime, kind: Kind = Kind.REPLY) -> None:
    """Put a letter into the outbox."""
    store.letterbox.queue(
        Outgoing(letter=a_letter(key, kind), created=at, due=at, contact="him", template="no")
    )


def test_a_span_is_open_at_its_beginning_and_closed_at_its_end(store: Store) -> None:
    """So two spans that follow each other tell of every decision once."""
    store.remember(decisions(3), bookmark=None)
    first, second, third = (one.decided for one in decisions(3))
    assert names(store, first - MINUTE, second) == ["d2", "d1"]
    assert names(store, second, third) == ["d3"]


def test_many_decisions_are_told_once_each_and_the_latest_first(store: Store) -> None:
    """Also those that were made at the same time, more than one page of them."""
    store.remember([a_decision(uid, decided=NOON) for uid in range(1, 1_201)], bookmark=None)
    found = names(store, NOON - HOUR, NOON)
    assert found == [f"d{uid}" for uid in range(1_200, 0, -1)]


def test_a_decision_is_told_with_its_effects_as_they_stand(store: Store) -> None:
    """And with what stands in its event beside it."""
    mail = a_mail(1, sender="Him@Example.com", name="Him")
    store.remember(
        [a_decision(1, an_effect(), event=mail, rule="r", continued=("c",), contact="Him")],
        bookmark=None,
    )
    [queued] = store.due("me", now=NOON + HOUR, limit=1)
    store.begin([queued.id], at=NOON)
    store.settle([Receipt(effect=queued.id, status=Status.DONE, at=NOON)])
    [one] = store.daybook.dealt("me", since=NOON, until=NOON + HOUR)
    assert (one.handle, one.key, one.name) == ("him@example.com", "him@example.com", "Him")
    assert (one.rule, list(one.continued), one.contact) == ("r", ["c"], "Him")
    assert [(effect.do, effect.status) for effect in one.effects] == [(Do.FILE, Status.DONE)]


def test_other_accounts_have_days_of_their_own(store: Store) -> None:
    """Nothing of theirs is told."""
    theirs = a_mail(2, arrival=an_arrival(2, account="work"))
    store.remember([a_decision(1), a_decision(2, event=theirs)], bookmark=None)
    assert names(store, NOON, NOON + HOUR) == ["d1"]


def test_a_letterhead_is_told_without_the_event(store: Store) -> None:
    """When it came, its subject, the kind of mailing and all senders: of a mail, of the mail that
    reported a call, and of what nobody could read.
    """
    bulk = frozenset({Class.BULK, Class.LIST})
    both = (Address(address="him@example.com", name="Him"), Address(address="her@example.org"))
    store.remember(
        [
            a_decision(1, event=a_mail(1, classes=bulk, from_=both)),
            a_decision(2, event=a_call(2)),
            a_decision(3, event=an_unreadable(3)),
        ],
        bookmark=None,
    )
    assert store.daybook.letterheads(["d1", "d2", "d3", "d4"]) == {
        "d1": Letterhead(
            NOON + MINUTE, "Lunch?", bulk, [("him@example.com", "Him"), ("her@example.org", "")]
        ),
        "d2": Letterhead(NOON + 2 * MINUTE, "Lunch?", frozenset(), [("pbx@pbx.example", "")]),
        "d3": Letterhead(NOON + 3 * MINUTE, None, frozenset(), []),
    }


def test_knocks_have_their_line_time_and_channel(store: Store) -> None:
    """What was noted by hand belongs to no account."""
    closed = {"door": Door.CLOSED, "line": "him", "knock": True}
    passed = a_mail(1, vouched=Vouched.PASSED)
    store.remember(
        [
            a_decision(1, event=passed, **closed),
            a_decision(2, event=a_call(2), **closed),
            a_decision(3, door=Door.CLOSED, line="him"),  # as a sweep leaves it
        ],
        bookmark=None,
        deeds=[Deed(Act.NOTED, NOON + MINUTE, contact="him", detail={"knock_at": "him"})],
    )
    assert store.daybook.knocks("me", since=NOON, until=NOON + HOUR) == [
        Knocked("him", NOON + MINUTE, "email", authenticated=True),
        Knocked("him", NOON + 2 * MINUTE, "call", authenticated=False),
    ]
    assert store.daybook.knocks("me", since=NOON + HOUR, until=NOON + 2 * HOUR) == []
    assert store.daybook.knocks(None, since=NOON, until=NOON + HOUR) == [
        Knocked("him", NOON + MINUTE, "note", authenticated=True)
    ]


def test_letters_are_told_when_they_are_settled_and_while_they_wait(store: Store) -> None:
    """One that was settled before the span is not told again."""
    for key in ("old", "new", "open"):
        queued(store, key, NOON)
    for key, at in (("old", NOON), ("new", NOON + HOUR)):
        store.letterbox.begin(key)
        store.letterbox.settle(Postmark(key=key, stage=Stage.SENT, at=at))
    found = store.daybook.letters("me", since=NOON, until=NOON + HOUR)
    assert [(one.key, one.stage) for one in found] == [
        ("open", Stage.WAITING),
        ("new", Stage.SENT),
    ]


def test_the_last_digest_is_the_latest_letter_of_its_kind(store: Store) -> None:
    """Letters of other kinds, and later ones, do not count."""
    assert store.daybook.written_before("me", Kind.DIGEST, before=NOON) is None
    queued(store, "first", NOON - HOUR, Kind.DIGEST)
    queued(store, "answer", NOON - MINUTE)
    queued(store, "next", NOON, Kind.DIGEST)
    assert store.daybook.written_before("me", Kind.DIGEST, before=NOON) == NOON - HOUR


def test_failures_are_counted_by_their_reason(store: Store) -> None:
    """Only those that are for good, and only of the span; letters have a fate of their own."""
    unsent = Effect(do=Do.REPLY, value="no", status=Status.FAILED, reason="full")
    store.remember(decisions(3, an_effect(), unsent), bookmark=None)
    effects = store.due("me", now=NOON + HOUR, limit=9)
    store.begin([one.id for one in effects], at=NOON)
    first, second, third = (one.id for one in effects)
    store.settle(
        [
            Receipt(effect=first, status=Status.FAILED, at=NOON, reason="full"),
            Receipt(effect=second, status=Status.FAILED, at=NOON + HOUR, reason="full"),
            Receipt(effect=third, status=Status.DONE, at=NOON + HOUR),
        ]
    )
    assert store.daybook.failed("me", since=NOON, until=NOON + HOUR) == {"full": 1}
    assert store.daybook.failed("me", since=NOON - MINUTE, until=NOON + HOUR) == {"full": 2}


def test_an_account_has_one_outage_at_a_time(store: Store) -> None:
    """It has begun when it was first noticed, and ends when the account is served again."""
    outages = store.outages
    begun = outages.begin("me", at=NOON, why="nobody answers")
    assert outages.begin("me", at=NOON + HOUR, why="refused") == begun
    assert begun == Outage("me", NOON, None, "nobody answers")
    outages.end("me", at=NOON + 2 * HOUR)
    outages.end("me", at=NOON + 3 * HOUR)
    assert outages.known("me", since=NOON) == [begun._replace(until=NOON + 2 * HOUR)]
    assert outages.known("me", since=NOON + 2 * HOUR) == []
    assert outages.begin("me", at=NOON + 4 * HOUR, why="again").since == NOON + 4 * HOUR


def test_of_an_outage_somebody_is_told_once(store: Store) -> None:
    """Whichever of two processes comes first."""
    outage = store.outages.begin("me", at=NOON, why="nobody answers")
    assert store.outages.told(outage)
    assert not store.outages.told(outage)
    [known] = store.outages.known("me", since=NOON)
    assert known.told
