"""Commands among the mail of a round: whose word they are, and what they do to nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from email.header import Header
from pathlib import Path

import pytest

from screener import bootstrap
from screener.application.deciding.arrivals import new_mail
from screener.application.insight.explain import explained
from screener.application.insight.preview import preview
from screener.application.rounds.poll import Deciding, poll
from screener.application.undo import ask_to_undo
from screener.domain.digest.command import FOLDER, Command, Seal, Verb, read_command
from screener.domain.digest.order import Outcome
from screener.domain.record.decision import MOVED_BACK, TAKEN_BACK, YOUR_WORD, Decision, Door, Mode
from screener.domain.record.effect import Do, Status
from screener.ports.store import Query, Recorded
from tests.builders import NOON
from tests.gates import DAY
from tests.house import ME, House, a_house

HIM = "him@example.com"

HOUR = timedelta(hours=1)

CLOSE = Command(Verb.CLOSE, (HIM,))

RULES = """
replies: {hello: {body: hello}}
gates:
  - {name: help, ask: hello, meanwhile: {file: Waiting}, choices: {Meet: {reply: hello}}}
rules:
  - {name: Any, when: {subject: screener}, continue: true,
     then: {tag: seen-by-a-rule, reply: hello}}
  - {name: Often, when: {knocks: {at_least: 1, within: 30d}}, then: {alert: hr@example.com}}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One whose rules would do something to every command."""
    with a_house(tmp_path / "it", RULES) as house:
        yield house


def decided(house: House) -> list[Recorded]:
    """Decisions about mail of the user's own, in the order in which they were made."""
    return sorted(house.store.decisions(Query(contact=ME)), key=lambda one: one.decision.decided)


def settled(house: House) -> list[tuple[Outcome | None, str]]:
    """What became of commands until now, and what they said."""
    span = {"since": house.clock.now() - 99 * DAY, "until": house.clock.now()}
    return [(one.outcome, one.said) for one in house.store.orders.settled("me", **span)]


def forged(house: House) -> int:
    """How many were not signed."""
    span = {"since": house.clock.now() - 99 * DAY, "until": house.clock.now()}
    return house.store.orders.forged("me", **span)


def is_closed(house: House, whom: str = HIM) -> bool:
    """Whether their door is closed."""
    contact = house.desk.rulebook().directory.named(whom)
    return contact is not None and contact.door is Door.CLOSED


def test_a_command_is_obeyed_and_filed_away_as_read(house: House) -> None:
    """In the round that finds it; the log names what decided, and what it said."""
    house.says(CLOSE)
    house.round()
    (recorded,) = decided(house)

    assert is_closed(house)
    assert house.lying_in("INBOX") == []
    (message,) = house.messages(FOLDER)
    assert r"\Seen" in message.flags
    assert recorded.decision.rule == YOUR_WORD
    assert recorded.decision.reason == f"you said: close {HIM}"
    assert recorded.decision.destination == FOLDER
    assert [(one.do, one.value, one.status) for one in recorded.effects] == [
        (Do.MARK, ("seen",), Status.DONE),
        (Do.DIGEST, "hide", Status.DONE),
        (Do.FILE, FOLDER, Status.DONE),
    ]


def test_no_rule_no_gate_and_no_alert_ever_meets_one(house: House) -> None:
    """It is not answered, not tagged, and no knock, nor are you somebody that you wrote to."""
    house.says(CLOSE)
    house.says(Command(Verb.WELCOME, ("ann@example.com",)))
    house.round()

    assert house.sent() == []
    assert not any("seen-by-a-rule" in one.flags for one in house.messages(FOLDER))
    assert all(not one.decision.knock for one in decided(house))
    assert house.store.gatebook.inside() == ()
    assert house.store.knocks() == ()
    assert house.store.people.acquaintances([ME]) == {}
    assert len(house.messages(FOLDER)) == 2


def test_the_copy_in_the_sent_folder_does_not_matter(house: House) -> None:
    """It lies where the mail program has put it, and nobody has written to anybody."""
    raw = house.says(CLOSE)
    house.world.deliver(raw, folder="Sent")
    house.rules(RULES + "  - {name: New, when: {first_contact: true}, then: {tag: new}}\n")
    house.round()

    assert len(house.messages("Sent")) == 1
    assert settled(house) == [(Outcome.DONE, f"close {HIM}")]
    assert house.store.people.acquaintances([ME]) == {}


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_subject_in_encoded_words_is_recognised(house: House, charset: str) -> None:
    """Nothing of it can be seen in the octets then."""
    raw = house.says(CLOSE)
    house.world.folders["INBOX"].messages.clear()
    head, subject, rest = split_at_subject(raw)
    encoded = Header(subject, charset, maxlinelen=50).encode(linesep="\r\n").encode()
    words = encoded if b"=?" in encoded else b"=?us-ascii?Q?" + subject_in_q(subject) + b"?="
    house.world.deliver(head + words + rest, received=house.clock.now())
    house.round()

    assert is_closed(house)
    assert len(house.messages(FOLDER)) == 1


def split_at_subject(raw: bytes) -> tuple[bytes, str, bytes]:
    """What is before the subject, the subject, and what is after it."""
    start = raw.index(b"Subject: ") + len(b"Subject: ")
    end = raw.index(b"\r\nMessage-ID", start)
    return raw[:start], raw[start:end].decode().replace("\r\n", ""), raw[end:]


def subject_in_q(subject: str) -> bytes:
    """Every character in quoted-printable."""
    return b"".join(b"=%02X" % octet for octet in subject.encode())


def test_what_is_not_signed_by_us_is_an_ordinary_mail(house: House) -> None:
    """Rules decide it as ever; it is only counted, and none of its words is kept."""
    other = Seal(b"x" * 32, account="me").subject(CLOSE, until=house.clock.now().date())
    house.writes("stranger@example.com", other, body="hello")
    house.round()

    assert not is_closed(house)
    assert forged(house) == 1
    assert settled(house) == []
    (message,) = house.messages("INBOX")
    assert "seen-by-a-rule" in message.flags
    assert house.sent() == [("stranger@example.com", "hello")]


def test_what_another_account_has_signed_is_not_signed_by_us(house: House) -> None:
    """With the same secret."""
    secret = house.desk.seal._secret
    subject = Seal(secret, account="you").subject(CLOSE, until=house.clock.now().date())
    house.writes(ME, subject)
    house.round()

    assert not is_closed(house)
    assert forged(house) == 1


def test_a_command_holds_up_to_the_end_of_its_day(house: House) -> None:
    """Afterwards it does nothing, is filed away and told."""
    house.says(CLOSE, valid=0)
    house.later(11 * HOUR)
    assert is_closed(house)
    house.says(Command(Verb.OPEN, (HIM,)), valid=0)
    house.later(2 * HOUR)

    assert is_closed(house)
    assert settled(house)[-1] == (Outcome.LATE, f"open {HIM}")
    assert len(house.messages(FOLDER)) == 2
    assert decided(house)[-1].decision.reason == f"you said: open {HIM}, but it came too late"


def test_a_command_is_obeyed_once(house: House) -> None:
    """Whoever sends it again, soon or later, changes nothing; it is filed away and told."""
    house.says(CLOSE)
    house.round()
    house.doors("")
    subject = house.desk.seal.subject(CLOSE, until=(house.clock.now() + 14 * DAY).date())
    house.says(CLOSE)
    house.later(HOUR)
    house.writes("somebody@example.com", subject)
    house.later(DAY)

    assert not is_closed(house)
    assert [outcome for outcome, _ in settled(house)] == [
        Outcome.DONE,
        Outcome.USED,
        Outcome.USED,
    ]
    assert len(house.messages(FOLDER)) == 3
    assert house.lying_in("INBOX") == []


def test_two_in_one_round_are_one_command(house: House) -> None:
    """A mail program that tries again is quick."""
    house.says(CLOSE)
    house.says(CLOSE)
    house.round()

    assert sorted(outcome or "" for outcome, _ in settled(house)) == [Outcome.DONE, Outcome.USED]


def test_a_copy_of_the_same_mail_is_nothing_to_tell(house: House) -> None:
    """It came by two ways, or a watched folder has what the mail program has saved."""
    raw = house.says(CLOSE)
    house.world.deliver(raw, received=house.clock.now() + timedelta(seconds=1))
    house.round()
    house.world.deliver(raw, received=house.clock.now() + DAY)
    house.later(DAY)

    assert sorted(outcome or "" for outcome, _ in settled(house)) == [
        Outcome.AGAIN,
        Outcome.AGAIN,
        Outcome.DONE,
    ]
    assert len(house.messages(FOLDER)) == 3


def test_a_forged_sender_is_not_obeyed_and_uses_nothing_up(house: House) -> None:
    """A trusted server says that the mail is not the user's; the true one still counts."""
    fails = "mx.example.com; dmarc=fail header.from=example.com"
    house.says(CLOSE, trusted=False, Authentication_Results=fails)
    house.round()
    assert not is_closed(house)
    assert settled(house) == [(Outcome.FORGED_SENDER, f"close {HIM}")]
    assert len(house.messages(FOLDER)) == 1

    house.says(CLOSE)
    house.round()
    assert is_closed(house)


def test_nobody_else_says_that_a_sender_is_forged(house: House) -> None:
    """Results of a server that is not trusted count for nothing, and so does saying nothing."""
    fails = "mx.stranger.example; dmarc=fail header.from=example.com"
    house.says(CLOSE, trusted=False, Authentication_Results=fails)
    house.round()

    assert is_closed(house)


def test_from_a_closed_door_comes_a_knock_and_no_command(house: House) -> None:
    """Somebody has shown them a digest: it is preserved and counted as ever, and told."""
    house.doors("closed: [him@example.com]\n")
    house.round()
    subject = house.desk.seal.subject(Command(Verb.OPEN, (HIM,)), until=house.clock.now().date())
    house.writes(HIM, subject)
    house.round()
    (recorded,) = house.store.decisions(Query(knocks_only=True))

    assert is_closed(house)
    assert recorded.decision.preserved is not None
    assert len(house.messages("Screened/Closed")) == 1
    assert settled(house) == [(Outcome.CLOSED_SENDER, f"open {HIM}")]


def test_a_command_from_any_address_counts(house: House) -> None:
    """The signature decides: a user may have the link on another account."""
    subject = house.desk.seal.subject(CLOSE, until=house.clock.now().date())
    house.writes("me@elsewhere.example", subject)
    house.round()

    assert is_closed(house)


def test_every_watched_folder_is_looked_at(tmp_path: Path) -> None:
    """A filter of the user's may sort their own mail."""
    with a_house(tmp_path / "it", RULES, account={"watch": ["INBOX", "Mine"]}) as house:
        house.world.make("Mine")
        house.round()
        raw = house.says(CLOSE)
        house.world.folders["INBOX"].messages.clear()
        house.world.deliver(raw, folder="Mine", received=house.clock.now())
        house.round()

        assert is_closed(house)
        assert house.lying_in("Mine") == []
        assert len(house.messages(FOLDER)) == 1


def test_while_observing_it_is_obeyed_and_lies_where_it_lay(tmp_path: Path) -> None:
    """What would be done to the mail is written down."""
    with a_house(tmp_path / "it", RULES, mode="observe") as house:
        house.says(CLOSE)
        house.round()
        house.round()
        (recorded,) = decided(house)

        assert is_closed(house)
        assert len(house.messages("INBOX")) == 1
        assert {one.status for one in recorded.effects} == {Status.WOULD}
        assert len(settled(house)) == 1


def test_what_was_moved_back_is_left_alone(house: House) -> None:
    """It is not filed away a second time, and no question is asked about it."""
    house.says(CLOSE)
    house.round()
    (uid,) = house.world.folders[FOLDER].messages
    message = house.world.folders[FOLDER].remove(uid)
    inbox = house.world.folders["INBOX"]
    inbox.add(
        message.raw,
        received=message.received,
        flags=message.flags,
        identity=message.identity,
    )
    house.later(HOUR)
    house.later(HOUR)

    assert len(house.messages("INBOX")) == 1
    assert decided(house)[-1].decision.reason == MOVED_BACK
    assert settled(house) == [(Outcome.DONE, f"close {HIM}")]
    assert house.store.doorbook.questions() == ()


def test_taking_the_filing_back_takes_nothing_else_back(house: House) -> None:
    """The mail lies in the inbox again, and the door stays closed."""
    house.says(CLOSE)
    house.round()
    ask_to_undo(house.store, [decided(house)[0].decision.id], at=house.clock.now())
    house.later(HOUR)
    house.later(HOUR)

    assert len(house.messages("INBOX")) == 1
    assert is_closed(house)
    assert decided(house)[-1].decision.reason == TAKEN_BACK


def test_a_crash_before_it_was_obeyed_is_made_up(house: House) -> None:
    """It was read and written down, and then the program was killed."""
    house.says(CLOSE)
    poll(house._mailbox, house.desk, {}, {})
    assert not is_closed(house)
    house.round()

    assert is_closed(house)
    assert settled(house) == [(Outcome.DONE, f"close {HIM}")]


def test_a_crash_before_the_mail_counts_as_read_obeys_once(house: House) -> None:
    """The order was written down, and the decision was not; both are found by the next round."""
    house.says(CLOSE)
    now, mailbox = house.clock.now(), house._mailbox
    decide = Deciding(mailbox, house.desk, rulebook=house.desk.rulebook(), now=now)
    for batch in new_mail(mailbox, house.desk, "INBOX", now=now):
        house.store.orders.take(decide.look_at(batch).orders, at=now)
    assert len(house.store.orders.to_obey("me")) == 1
    assert decided(house) == []
    house.round()

    assert is_closed(house)
    assert settled(house) == [(Outcome.DONE, f"close {HIM}")]
    assert house.lying_in("INBOX") == []


def test_a_preview_obeys_nothing(house: House) -> None:
    """It reads as rounds do, and only tells."""
    house.says(CLOSE)
    now = house.clock.now()
    preview(house._mailbox, house.desk, running=None, since=now - DAY, now=now)

    assert not is_closed(house)
    assert house.store.orders.to_obey("me") == ()


def test_a_preview_knows_the_same_signature(house: House) -> None:
    """In its copy of what the program remembers, where everything may be made anew."""
    program = bootstrap.configure(house.folder / "config.yaml")
    account = program.settings.accounts[0]
    subject = bootstrap.seal(program.settings, account).subject(CLOSE, until=NOON.date())
    signed = read_command(subject)
    with bootstrap.rehearsal(program) as (copy, _):
        assert copy.settings.state != program.settings.state
        theirs = bootstrap.seal(copy.settings, account)

    assert signed is not None
    assert theirs.has_signed(signed)


def test_why_says_that_it_was_your_word(house: House) -> None:
    """Even when rules would say otherwise today."""
    house.says(CLOSE)
    house.round()
    (recorded,) = decided(house)
    told = explained(
        recorded, store=house.store, rulebook=house.desk.rulebook(), policy=house.desk.policy
    )
    (tried,) = told.trace

    assert not told.rules_changed
    assert (tried.rule, tried.matched) == (YOUR_WORD, True)
    assert [(one.key, one.actual) for one in tried.conditions] == [("subject", f"close {HIM}")]


def test_a_thousand_forged_mails_are_a_thousand_ordinary_mails(house: House) -> None:
    """Counted, and none of them obeyed, filed away or told one by one."""
    house.rules("rules: []\n")
    bad = Seal(b"x" * 32, account="me").subject(CLOSE, until=house.clock.now().date())
    for _ in range(1000):
        house.writes("stranger@example.com", bad)
    house.round()

    assert forged(house) == 1000
    assert settled(house) == []
    assert len(house.messages("INBOX")) == 1000
    assert {rule(one.decision) for one in house.store.decisions(Query())} == {None}


def rule(decision: Decision) -> str | None:
    """What decided."""
    assert decision.mode is Mode.ENFORCE
    return decision.rule
