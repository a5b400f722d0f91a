"""The digest is written once a day, delivered once, and known again."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from screener.application.digest.daily import write_if_due
from screener.application.digest.outage import write_of_outage
from screener.application.digest.span import key_of
from screener.application.pausing import pause
from screener.domain.letters.letter import Kind
from screener.domain.letters.outgoing import Stage
from screener.domain.record.decision import Mode
from screener.ports.store import Query
from tests.builders import NOON
from tests.house import House, a_house

RULES = """
closed: [him@example.com]
rules:
  - {name: Danger, continue: true, when: {door: closed, subject: knife}, then: {digest: now}}
  - {name: Hot, when: {subject: urgent}, then: {digest: now}}
"""

DAY = date(2026, 11, 21)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house in which one stranger wrote, the day after its first round."""
    with a_house(tmp_path, RULES) as house:
        house.writes("new@example.org", "Hello")
        house.later(timedelta(minutes=1))
        house.clock.advance(timedelta(hours=20))
        yield house


def inbox(house: House) -> list[str]:
    """The subjects of our own letters there."""
    return [one for one in house.lying_in("INBOX") if one.startswith("Screener digest")]


def decided(house: House) -> int:
    """How many decisions there are."""
    return sum(1 for _ in house.store.decisions(Query()))


def test_a_digest_lies_in_the_inbox_once_and_unread(house: House) -> None:
    """However often it is asked for, and nothing is decided about it."""
    assert write_if_due(house.desk)
    assert not write_if_due(house.desk)
    for _ in range(3):
        house.later(timedelta(minutes=5))
    assert inbox(house) == ["Screener digest, Saturday 21 November: nothing needs you"]
    assert house.messages("INBOX")[-1].flags == frozenset()
    assert decided(house) == 1


def test_of_two_processes_one_writes_the_digest(house: House) -> None:
    """Both think that it is due, and the outbox takes one."""
    other = house.desk._replace()
    before = house.store.letterbox.letter(key_of("me", DAY))
    assert before is None
    assert write_if_due(house.desk)
    assert not write_if_due(other)
    house.round()
    assert len(inbox(house)) == 1


def test_a_crash_after_the_letter_was_laid_down_makes_no_second_one(house: House) -> None:
    """It was being delivered when the program ended: it is looked for first."""
    write_if_due(house.desk)
    written = house.store.letterbox.letter(key_of("me", DAY))
    assert written is not None
    house.store.letterbox.begin(written.letter.key)
    house.world.deliver(written.letter.raw, received=house.clock.now())
    house.later(timedelta(minutes=5))
    assert len(inbox(house)) == 1
    after = house.store.letterbox.letter(written.letter.key)
    assert after is not None
    assert after.stage is Stage.SENT


def test_a_crash_before_that_makes_up_for_it(house: House) -> None:
    """The same letter is laid down later."""
    write_if_due(house.desk)
    house.store.letterbox.begin(key_of("me", DAY))
    for _ in range(3):
        house.later(timedelta(minutes=10))
    assert len(inbox(house)) == 1


def test_it_comes_while_observing_and_during_a_pause(house: House) -> None:
    """Nothing else is sent then."""
    pause(house.store, until=None)
    house.desk = house.desk._replace(policy=house.desk.policy._replace(mode=Mode.OBSERVE))
    write_if_due(house.desk)
    house.round()
    assert len(inbox(house)) == 1


def test_with_nothing_to_say_there_is_one_a_week(tmp_path: Path) -> None:
    """And none on the other days."""
    with a_house(tmp_path, RULES) as house:
        written = []
        for _ in range(15):
            house.later(timedelta(days=1))
            written.append(write_if_due(house.desk))
        assert [day for day, one in enumerate(written, 1) if one] == [7, 14]


def test_it_can_come_every_day(tmp_path: Path) -> None:
    """`when_empty: send`."""
    with a_house(tmp_path, RULES, digest={"when_empty": "send"}) as house:
        house.later(timedelta(days=1))
        assert write_if_due(house.desk)


def test_it_can_be_sent(tmp_path: Path) -> None:
    """By SMTP, to another address, without a copy in Sent."""
    digest = {"deliver": "smtp", "to": "friend@example.net", "when_empty": "send"}
    with a_house(tmp_path, RULES, digest=digest) as house:
        house.later(timedelta(days=1))
        write_if_due(house.desk)
        house.round()
        [sent] = house.post.arrived
        assert list(sent.recipients) == ["friend@example.net"]
        assert inbox(house) == house.lying_in("Sent") == []


def test_the_mark_of_a_digest_over_other_words_is_ordinary_mail(house: House) -> None:
    """Whoever saw a digest cannot write past the rules with it."""
    write_if_due(house.desk)
    house.round()
    ours = house.messages("INBOX")[-1].raw
    body = ours.index(b"\r\n\r\n")
    forged = ours[:body] + ours[body:].replace(b"Screener digest", b"These are my words")
    assert forged != ours
    house.world.deliver(forged, received=house.clock.now())
    house.later(timedelta(minutes=5))
    assert decided(house) == 2


def test_now_means_at_once_and_once_an_hour(house: House) -> None:
    """At a closed door without the words."""
    for number in range(3):
        house.writes("him@example.com", f"knife {number}")
    house.writes("new@example.org", "urgent: please call")
    house.later(timedelta(minutes=1))
    assert len(inbox(house)) == 2
    ours = [one.raw.decode() for one in house.messages("INBOX")[-2:]]
    assert not any("knife" in one for one in ours)
    assert any("please call" in one for one in ours)
    house.writes("him@example.com", "knife again")
    house.later(timedelta(minutes=1))
    assert len(inbox(house)) == 2
    house.writes("him@example.com", "knife once more")
    house.later(timedelta(hours=1))
    assert len(inbox(house)) == 3


def test_an_urgent_letter_is_not_the_days_digest(house: House) -> None:
    """The next digest tells of the same time as it would have without it."""
    house.writes("him@example.com", "knife")
    house.later(timedelta(minutes=1))
    assert (
        house.store.daybook.written_before(
            "me", Kind.DIGEST, before=house.clock.now() + timedelta(days=1)
        )
        is None
    )


def test_another_account_hears_of_an_outage_once(house: House) -> None:
    """In its inbox, and only once however often it is told."""
    outage = house.store.outages.begin("work", at=NOON, why="Nobody answers.")
    for _ in range(2):
        write_of_outage(outage, house.desk)
    house.later(timedelta(minutes=1))
    [subject] = inbox(house)
    assert subject == "Screener digest, at once: 1 thing needs you"
    assert b"Nobody answers." in house.messages("INBOX")[-1].raw
