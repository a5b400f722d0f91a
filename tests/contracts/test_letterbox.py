"""What every letterbox promises about what went to whom."""

from datetime import datetime, timedelta

import pytest

from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.outgoing import CALLED_OFF, Outgoing, Postmark, Stage
from screener.domain.record.effect import Do, Status
from screener.ports.letterbox import Letterbox
from screener.ports.store import Store
from tests.builders import NOON, a_decision, an_effect

HIM, HER = "him@example.com", "her@example.com"


@pytest.fixture
def box(store: Store) -> Letterbox:
    """That of the store."""
    return store.letterbox


def a_letter(
    key: str = "reply:1", *, to: str = HIM, template: str = "no", created: datetime = NOON
) -> Outgoing:
    """An answer that waits to be sent."""
    letter = Letter(
        kind=Kind.REPLY,
        account="me",
        key=key,
        message_id=f"<{key}@example.com>",
        mail_from="",
        recipients=(to,),
        raw=b"Subject: Re\r\n\r\nNo.\r\n",
    )
    return Outgoing(letter=letter, created=created, due=created, contact=to, template=template)


def a_draft(key: str = "reply:1", *, to: str = HIM, created: datetime = NOON) -> Outgoing:
    """The same, to be laid in Drafts."""
    return a_letter(key, to=to, created=created).model_copy(update={"as_draft": True})


def test_an_answer_counts_from_the_moment_it_is_queued(box: Letterbox) -> None:
    """For that person and that template, and as long as is asked."""
    box.queue(a_letter())

    assert box.answered([HER, HIM], "no", since=None)
    assert box.answered([HIM], "no", since=NOON)
    assert not box.answered([HIM], "no", since=NOON + timedelta(seconds=1))
    assert not box.answered([HIM], "yes", since=None)
    assert not box.answered([HER], "no", since=None)


def test_an_answer_that_was_cancelled_does_not_count(box: Letterbox) -> None:
    """It went to nobody."""
    box.queue(a_letter())
    box.settle(Postmark(key="reply:1", stage=Stage.CANCELLED, at=NOON, reason="moved"))

    assert not box.answered([HIM], "no", since=None)
    assert box.automatic_since("me", NOON) == 0


@pytest.mark.parametrize(("reason", "is_waiting"), [(CALLED_OFF, True), ("No SMTP.", False)])
def test_only_a_letter_that_was_called_off_has_a_successor(
    box: Letterbox, reason: str, *, is_waiting: bool
) -> None:
    """Of the same key; any other is there once and for all."""
    box.queue(a_letter())
    box.settle(Postmark(key="reply:1", stage=Stage.CANCELLED, at=NOON, reason=reason))
    box.queue(a_letter(created=NOON + timedelta(hours=1)))
    found = box.letter("reply:1")
    assert found is not None
    assert (found.stage is Stage.WAITING, found.created > NOON) == (is_waiting, is_waiting)


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.DRAFTED])
def test_a_draft_counts_as_a_draft_and_not_as_an_answer(box: Letterbox, stage: Stage) -> None:
    """Nobody knows whether the user will send it."""
    box.queue(a_draft())
    if stage is Stage.DRAFTED:
        box.settle(Postmark(key="reply:1", stage=stage, at=NOON))

    assert box.drafted([HER, HIM], "no", since=None)
    assert box.drafted([HIM], "no", since=NOON)
    assert not box.drafted([HIM], "no", since=NOON + timedelta(seconds=1))
    assert not box.drafted([HIM], "yes", since=None)
    assert not box.drafted([HER], "no", since=None)
    assert not box.answered([HIM], "no", since=None)
    assert box.automatic_since("me", NOON) == 0


def test_neither_an_answer_nor_a_draft_that_could_not_be_laid_is_one(box: Letterbox) -> None:
    """The next one may be."""
    box.queue(a_letter())
    box.queue(a_draft("reply:2"))
    box.settle(Postmark(key="reply:2", stage=Stage.CANCELLED, at=NOON, reason="no folder"))

    assert not box.drafted([HIM], "no", since=None)


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (Stage.SENT, [Status.DONE]),
        (Stage.UNCERTAIN, [Status.UNCERTAIN]),
        (Stage.REJECTED, [Status.FAILED]),
        (Stage.CANCELLED, []),
    ],
)
def test_an_answer_that_nothing_asked_for_is_one_more_effect(
    store: Store, stage: Stage, told: list[Status]
) -> None:
    """As soon as it was tried; the effect that waits for an answer of its own goes on waiting."""
    waits = an_effect(Do.REPLY, "thanks")
    store.remember([a_decision(1, waits, an_effect())], bookmark=None)
    decline = a_letter("decline:1")
    kind = decline.letter.model_copy(update={"kind": Kind.DECLINE})
    store.letterbox.queue(decline.model_copy(update={"letter": kind, "decision": "d1"}))
    if stage is not Stage.CANCELLED:
        store.letterbox.begin("decline:1")
    store.letterbox.settle(Postmark(key="decline:1", stage=stage, at=NOON))
    recorded = store.decision("d1")

    assert recorded is not None
    assert [(one.do, one.value, one.status) for one in recorded.effects] == [
        (Do.REPLY, "thanks", Status.PENDING),
        (Do.FILE, "Filed", Status.PENDING),
        *((Do.REPLY, "no", status) for status in told),
    ]


def test_of_somebody_forgotten_no_letter_has_a_text(box: Letterbox) -> None:
    """That there was one still counts; one that waits is not sent, and others are left alone."""
    box.queue(a_letter("reply:sent"))
    box.begin("reply:sent")
    box.settle(Postmark(key="reply:sent", stage=Stage.SENT, at=NOON))
    box.queue(a_letter("reply:waits"))
    box.queue(a_letter("reply:hers", to=HER))
    box.forget({HIM}, reason="forgotten", at=NOON)
    letters = {key: box.letter(f"reply:{key}") for key in ("sent", "waits", "hers")}
    told = {key: (one.stage, one.reason, one.letter.raw) for key, one in letters.items() if one}

    assert told == {
        "sent": (Stage.SENT, None, b""),
        "waits": (Stage.CANCELLED, "forgotten", b""),
        "hers": (Stage.WAITING, None, a_letter().letter.raw),
    }
    assert box.answered([HIM], "no", since=None)
