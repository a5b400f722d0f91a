"""What of a round goes into the ledger."""

from pathlib import Path

import pytest

from screener.application.record.ledger import deeds_of, deeds_of_letter, deeds_of_receipts
from screener.domain.letters.letter import Kind, Letter
from screener.domain.letters.outgoing import Outgoing, Postmark, Stage
from screener.domain.record.chain import Act
from screener.domain.record.effect import Do, Receipt, Status
from tests.builders import NOON, a_decision, an_effect
from tests.evidence import a_record

LATER = NOON.replace(hour=13)


def a_receipt(effect: int, status: Status) -> Receipt:
    """What became of filing something."""
    return Receipt(
        effect=effect,
        status=status,
        at=LATER,
        landed_folder="Filed",
        landed_uidvalidity=3,
        landed_uid=4,
    )


def test_a_knock_is_told_twice(tmp_path: Path) -> None:
    """That it came, when the server says, and that it is preserved, when it was decided."""
    with a_record(tmp_path) as record:
        decision = record.knock(7)
        came, kept = (entry.deed for entry in record.store.entries())

    assert came
    assert kept
    assert (came.act, came.at) == (Act.RECEIVED, decision.event.arrival.received)
    assert came.detail == {
        "kind": "email",
        "folder": "INBOX",
        "uidvalidity": 7,
        "uid": 7,
        "knock": True,
    }
    assert (kept.act, kept.at, kept.sha256) == (
        Act.PRESERVED,
        decision.decided,
        decision.preserved,
    )
    assert came.contact == kept.contact == "him@example.com"


def test_ordinary_mail_is_not_told() -> None:
    """Its decision is in the log, and that is all."""
    assert deeds_of([a_decision(1, an_effect())]) == []


def test_an_answer_that_was_refused_is_told_where_the_message_is_kept(tmp_path: Path) -> None:
    """With the reason, which is ours, and none of their words."""
    reply = an_effect(Do.REPLY, "hello").model_copy(
        update={"status": Status.REFUSED, "reason": "it is bulk mail"}
    )
    with a_record(tmp_path) as record:
        knock = record.knock(7)
        kept = knock.model_copy(update={"id": "other", "effects": (reply,)})
        *_, refused = deeds_of([kept])

    assert (refused.act, refused.decision) == (Act.REFUSED, "other")
    assert refused.detail == {"kind": "reply", "reason": "it is bulk mail"}
    assert deeds_of([a_decision(1, reply)]) == []


def a_letter(kind: Kind, *, as_draft: bool = False) -> Outgoing:
    """One about him."""
    letter = Letter(
        kind=kind,
        account="me",
        key=f"{kind}:1",
        message_id="<1@example.com>",
        mail_from="",
        recipients=("him@example.com",),
        raw=b"",
    )
    return Outgoing(letter=letter, created=NOON, due=NOON, contact="Him", as_draft=as_draft)


@pytest.mark.parametrize(
    ("kind", "stage", "act"),
    [
        (Kind.DECLINE, Stage.SENT, Act.REPLIED),
        (Kind.DECLINE, Stage.UNCERTAIN, Act.REPLIED),
        (Kind.DECLINE, Stage.REJECTED, Act.REFUSED),
        (Kind.REPLY, Stage.CANCELLED, Act.REFUSED),
        (Kind.REPLY, Stage.DRAFTED, None),
        (Kind.ASK, Stage.WAITING, None),
        (Kind.ALERT, Stage.SENT, Act.ALERTED),
        (Kind.ALERT, Stage.REJECTED, None),
        (Kind.DIGEST, Stage.SENT, None),
    ],
)
def test_what_became_of_a_letter_is_told(kind: Kind, stage: Stage, act: Act | None) -> None:
    """Of an answer also that it was not sent, and that nobody knows."""
    deeds = deeds_of_letter(a_letter(kind), Postmark(key="", stage=stage, at=LATER), sha256="ab")

    assert [deed.act for deed in deeds] == ([act] if act else [])
    for deed in deeds:
        assert (deed.contact, deed.at, deed.sha256) == ("Him", LATER, "ab")
        assert deed.detail.get("stage") == (None if stage is Stage.SENT else stage.value)


def test_a_draft_that_could_not_be_laid_is_no_act() -> None:
    """The answer was refused before."""
    cancelled = Postmark(key="", stage=Stage.CANCELLED, at=LATER)
    assert deeds_of_letter(a_letter(Kind.REPLY, as_draft=True), cancelled) == []


def test_filing_what_was_preserved_is_told(tmp_path: Path) -> None:
    """With where it lies then, and only once it is done."""
    with a_record(tmp_path) as record:
        file, tag = an_effect(), an_effect(Do.TAG, ("seen",))
        record.store.remember(
            [
                a_decision(1, tag, file, preserved="ab" * 32, contact="Him"),
                a_decision(2, file),
            ],
            bookmark=None,
        )
        record.store.begin([1], at=LATER)
        record.store.settle([Receipt(effect=1, status=Status.DONE, at=LATER)])
        queued = record.store.due("me", now=LATER, limit=10)
    done = [a_receipt(q.id, Status.DONE) for q in queued]
    failed = [a_receipt(q.id, Status.FAILED) for q in queued]
    [deed] = deeds_of_receipts(queued, done)

    assert len(queued) == 2
    assert (deed.act, deed.at, deed.contact, deed.decision) == (Act.FILED, LATER, "Him", "d1")
    assert deed.detail == {"folder": "Filed", "uidvalidity": 3, "uid": 4}
    assert deeds_of_receipts(queued, failed) == []
