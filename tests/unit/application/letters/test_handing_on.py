"""Handing on by a rule: who the message is from in the words to the receiver, and who is told."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.domain.record.effect import Do, Status
from screener.ports.store import Query
from tests.house import House, a_house
from tests.unit.normalize.voicemail.letters import a_letter, an_attachment

HR = "hr@myfirm.example"
ANN = "ann@friend.example"

RULES = """
contacts:
  - {name: Old friend, handles: [+1 202 555 0177]}
replies:
  yours: {subject: "From {{ sender.name }} {{ sender.address }}", body: "{{ contact.name }} it is"}
  handed: {body: handed on}
rules:
  - name: Everything goes to a colleague
    then: {hand_off: {to: hr@myfirm.example, say: yours, reply: handed}}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An exchange is listed, and a colleague may get everything."""
    exchange = {"voicemail": {"domains": {"pbx.example.com": "asterisk"}}}
    with a_house(tmp_path / "it", RULES, hand_off_to=[HR], region="US", account=exchange) as house:
        yield house


def comes_in(house: House, raw: bytes) -> list[tuple[str, str, str]]:
    """To whom letters went in the round after it came, with subject and first line of each."""
    house.world.deliver(raw, received=house.clock.now())
    house.round()
    firsts = house.sent()
    return [
        (*first, str(house.subject_of(letter)))
        for first, letter in zip(firsts, house.post.arrived, strict=True)
    ]


def a_message(number: str, name: str = "ANN", **more: str) -> bytes:
    """A voicemail with its recording, of an exchange that could be answered like anybody."""
    return a_letter(
        sender="PBX <pbx@pbx.example.com>",
        subject="New message 1 in mailbox 7",
        text="you were just left a 0:40 long message",
        fields={
            "X-Asterisk-CallerID": number,
            "X-Asterisk-CallerIDName": name,
            "Return-Path": "<pbx@pbx.example.com>",
            **more,
        },
        parts=(an_attachment(),),
    )


@pytest.mark.parametrize(
    ("number", "name", "words"),
    [
        ("2025550143", "ANN", "From ANN +12025550143"),
        ("2025550143", "", "From +12025550143"),
        ("anonymous", "", "From anonymous"),
        ("1002", "Bob", "From Bob 1002"),
        ("555", "", "From 555"),
        ("not a number", "", "From not a number an unknown number"),
    ],
)
def test_a_voicemail_is_handed_on_as_the_callers(
    house: House, number: str, name: str, words: str
) -> None:
    """With its recording, octet for octet; nothing is told of the exchange, nor sent to it."""
    raw = a_message(number, name)

    assert [(to, subject) for to, _, subject in comes_in(house, raw)] == [(HR, words)]
    assert b64encode(raw) in b"".join(house.post.arrived[0].raw.split())


def test_a_caller_of_your_contacts_has_your_name_for_them(house: House) -> None:
    """Whatever the telephone network calls them."""
    (told,) = comes_in(house, a_message("2025550177"))

    assert told == (HR, "Old friend it is", "From ANN +12025550177")


def test_a_missed_call_is_handed_on_as_the_callers(house: House) -> None:
    """There is no recording, and still a number to call back."""
    raw = a_letter(
        sender="pbx@pbx.example.com",
        subject="Missed call from ANN <2025550143>",
        text="You missed a call.",
        fields={"Return-Path": "<pbx@pbx.example.com>"},
    )

    assert comes_in(house, raw) == [(HR, "ANN it is", "From ANN +12025550143")]


@pytest.mark.parametrize(
    "header", [b"", b"From: \r\n", b"From: <>\r\n", b"From: undisclosed:;\r\n"]
)
def test_a_message_without_a_sender_is_handed_on_with_nobody_told(
    house: House, header: bytes
) -> None:
    """As it is, to the octet; and it stops no other."""
    raw = header + b"To: me@example.com\r\nSubject: who am I\r\n\r\nGuess.\r\n"
    house.writes("ann@example.com")
    handed = comes_in(house, raw)

    assert sorted((to, subject) for to, _, subject in handed) == [
        ("ann@example.com", "Re: Hello"),
        (HR, "From an unknown sender"),
        (HR, "From ann@example.com"),
    ]
    assert any(raw in letter.raw for letter in house.post.arrived)
    effects = [effect for one in house.store.decisions(Query()) for effect in one.decision.effects]
    handed_on, told = (Do.HAND_OFF, Status.DONE), (Do.REPLY, Status.DONE)
    assert sorted((one.do, one.status) for one in effects) == [handed_on, handed_on, told]


def test_whom_the_user_wrote_to_since_is_not_told(house: House) -> None:
    """As with any other answer; it is handed on all the same."""
    mine = b"From: me@example.com\r\nTo: ann@example.com\r\nSubject: Hi\r\n\r\nI have it.\r\n"
    for sender in ("ann@example.com", "bob@example.com"):
        house.writes(sender)
    house.world.deliver(mine, folder="Sent", received=house.clock.now() + timedelta(minutes=1))
    house.later(timedelta(minutes=2))

    assert sorted(one.recipients[0] for one in house.post.arrived) == ["bob@example.com", HR, HR]


def from_ann(house: House) -> None:
    """A letter of somebody who can be told."""
    house.writes(ANN, "Jobs?", body="Are there any?")
    house.round()


def test_nobody_is_told_of_what_the_server_refused(house: House) -> None:
    """The receiver is not there; the sender would wait for a word from them."""
    house.post.refuses[HR] = 550
    from_ann(house)
    house.later(timedelta(days=1))

    assert house.sent() == []


def test_the_sender_is_told_once_it_has_left(house: House) -> None:
    """As long as the server puts it off, they wait; handing on is no answer yet."""
    house.post.refuses[HR] = 451
    from_ann(house)
    assert house.sent() == []
    del house.post.refuses[HR]
    house.later(timedelta(hours=1))
    [original] = house.messages("INBOX")

    assert [to for to, _ in house.sent()] == [HR, ANN]
    assert {"$Forwarded", "\\Answered"} <= set(original.flags)


def test_the_sender_is_told_after_the_time_that_answers_wait(tmp_path: Path) -> None:
    """Handing on does not count as the user's own answer meanwhile."""
    account = {"reply_after": "10m"}
    with a_house(tmp_path / "it", RULES, hand_off_to=[HR], account=account) as house:
        from_ann(house)
        assert [to for to, _ in house.sent()] == [HR]
        house.later(timedelta(minutes=11))

        assert [to for to, _ in house.sent()] == [HR, ANN]


def test_what_may_not_have_arrived_is_not_told(house: House) -> None:
    """Whether it was handed on nobody knows."""
    house.post.loses_answers = True
    from_ann(house)
    house.post.loses_answers = False
    house.later(timedelta(hours=1))

    assert [to for to, _ in house.sent()] == [HR]
