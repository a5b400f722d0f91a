"""What of a round goes into the ledger."""

from pathlib import Path

from screener.application.ledger import deeds_of, deeds_of_receipts
from screener.domain.chain import Act
from screener.domain.effect import Do, Receipt, Status
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
