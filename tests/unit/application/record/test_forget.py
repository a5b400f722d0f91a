"""Forgetting somebody: what goes, what stays, and that `verify` knows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.doors.who import Who, who
from screener.application.record.forget import Forgotten, forget
from screener.application.record.note import Channel, Note, take_note
from screener.application.record.verify import verify
from screener.cli.terminal.progress import watched
from screener.domain.people.contact import Directory
from screener.domain.record.chain import Act
from screener.domain.record.decision import Bookmark
from screener.domain.record.question import Asks, question
from screener.domain.record.stay import Stage as StayStage
from screener.domain.record.stay import Stay
from screener.ports.store import Query
from tests.builders import NOON, a_decision, a_mail
from tests.evidence import Record, a_record

HIM = who("him@example.com", directory=Directory(), region=None)
HER = who("her@example.com", directory=Directory(), region=None)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Two knocks of his, one of hers."""
    with a_record(tmp_path) as record:
        record.knock(1)
        record.knock(2)
        record.knock(3, contact="her@example.com")
        yield record


def forgotten(record: Record, about: Who) -> Forgotten:
    """Forget somebody now."""
    gone = forget(about, store=record.store, archive=record.archive, now=NOON + timedelta(days=1))
    record.sign()
    return gone


def is_fine(record: Record) -> bool:
    """Whether `verify` accepts it."""
    return verify(record.store, record.archive, notary=record.notary, watched=watched).ok


def test_originals_and_events_go(record: Record) -> None:
    """Of that one person."""
    names = [one.decision.preserved for one in record.store.decisions(Query())]

    assert forgotten(record, HIM) == Forgotten(events=2, objects=2, shared=0)
    assert [name in record.archive for name in names] == [False, False, True]
    assert [one.decision.contact for one in record.store.decisions(Query())] == [
        None,
        None,
        "her@example.com",
    ]


def test_a_tombstone_stays_and_verify_accepts_it(record: Record) -> None:
    """One for each object, with its hash, and one for all of it."""
    forgotten(record, HIM)
    told = [e.deed for e in record.store.entries() if e.deed and e.deed.act is Act.FORGOTTEN]

    assert [bool(deed.sha256) for deed in told] == [True, True, False]
    assert told[-1].detail == {"events": 2, "objects": 2}
    assert is_fine(record)


def test_forgetting_again_finds_nothing(record: Record) -> None:
    """And tells nothing."""
    forgotten(record, HIM)
    head = record.store.head()

    assert forgotten(record, HIM) == Forgotten(0, 0, 0)
    assert record.store.head() == head


def test_what_a_crash_left_is_removed_the_next_time(record: Record) -> None:
    """The tombstone was written, the object was not removed yet."""
    decision = record.store.decision("d1")
    assert decision
    name = str(decision.decision.preserved)
    octets = record.archive.read(name)
    assert octets
    forgotten(record, HIM)
    record.archive.put([octets])
    record.archive.sync()

    assert is_fine(record)
    assert forgotten(record, HIM).objects == 1
    assert name not in record.archive


def test_what_somebody_else_needs_stays(record: Record) -> None:
    """Until they are forgotten too."""
    decision = record.store.decision("d1")
    assert decision
    hers = {"id": "d9", "contact": "her@example.com", "event": a_mail(9, sender="her@example.com")}
    record.remember([decision.decision.model_copy(update=hers)])

    assert forgotten(record, HIM) == Forgotten(events=2, objects=1, shared=1)
    assert is_fine(record)
    assert forgotten(record, HER) == Forgotten(events=2, objects=2, shared=0)
    assert is_fine(record)


def test_what_comes_again_after_that_is_needed_again(record: Record) -> None:
    """The same octets, preserved anew; without them `verify` would tell."""
    decision = record.store.decision("d1")
    assert decision
    octets = record.archive.read(str(decision.decision.preserved))
    assert octets
    forgotten(record, HIM)
    record.archive.put([octets])
    record.archive.sync()
    record.remember([decision.decision.model_copy(update={"id": "d9"})])

    assert is_fine(record)
    record.archive.remove(str(decision.decision.preserved))
    assert not is_fine(record)


def test_notes_go_with_their_files(record: Record) -> None:
    """Words and attachments; only that there was one stays."""
    take_note(
        Note(NOON, "He stood there.", Channel.IN_PERSON, told_no=False),
        about=HIM,
        zone=NOON.tzinfo,  # type: ignore[arg-type]
        files=[("photo.jpg", [b"\xff\xd8\xff"])],
        store=record.store,
        archive=record.archive,
    )

    assert forgotten(record, HIM).objects == 4
    assert is_fine(record)
    assert not any(b"He stood there" in path.read_bytes() for path in archived(record))


def archived(record: Record) -> list[Path]:
    """Every file of the archive."""
    return [p for p in record.archive._root.rglob("*") if p.is_file()]  # type: ignore[attr-defined]


def test_what_you_are_asked_about_them_is_not_asked_any_more(record: Record) -> None:
    """Of others it is."""
    book = record.store.doorbook
    for contact in ("him@example.com", "her@example.com"):
        book.ask([question(Asks.SAME, at=NOON, contact=contact, text=f"{contact}?", about="")])
    forgotten(record, HIM)

    assert [one.contact for one in book.questions()] == ["her@example.com"]


@pytest.mark.parametrize("said", ["him@example.com", "@example.com", "*@example.com"])
def test_nothing_else_that_is_known_of_them_stays(record: Record, said: str) -> None:
    """A domain, or whatever else is for many, stands for everybody behind it."""
    store, others = record.store, "al@example.net"
    bookmark = Bookmark(
        account="me",
        folder="Sent",
        uidvalidity=1,
        last_uid=1,
        first_uid=1,
        since=NOON,
        watermark=NOON,
    )
    known = [("him@example.com", NOON), (others, NOON)]
    store.people.learn(bookmark, heard=known, wrote=known)
    for uid, (contact, _) in enumerate(known, 11):
        stay = Stay(
            contact=contact,
            gate="intake",
            account="me",
            since=NOON,
            stage=StayStage.LAPSED,
            ended=NOON,
            latest=f"d{uid}",
        )
        sender = a_mail(uid, sender=contact)
        store.remember([a_decision(uid, stay=stay, contact=contact, event=sender)], bookmark=None)
        store.doorbook.ask([question(Asks.SAME, at=NOON, contact=contact, text="?", about="")])
    forgotten(record, who(said, directory=Directory(), region=None))

    assert set(store.people.acquaintances(["him@example.com", others])) == {others}
    stays = store.gatebook.stays({"him@example.com", others}, since=NOON)
    assert [one.contact for one in stays] == [others]
    assert [one.contact for one in store.doorbook.questions()] == [others]
