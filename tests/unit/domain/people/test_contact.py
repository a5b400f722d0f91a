"""Who an event is from, and which door they stand at."""

from datetime import date

import pytest

from screener.domain.people.contact import NOBODY, Met
from screener.domain.record.decision import Door
from screener.domain.record.event import Address, Caller, MailReceived, Vouched
from tests.builders import a_call, a_mail, a_voicemail, an_unreadable
from tests.rulebooks import a_rulebook

TODAY = date(2026, 11, 20)

DOORS = """
    contacts:
      - name: Ann
        handles: [ann@hisfirm.example, +1 202 555 0199]
      - name: Colleague
        handles: [colleague@myfirm.example, colleague@home.example]
    closed:
      - pushy@example.com
      - name: The man from the street
        handles: [him@example.com, +1 202 555 0143]
      - hisfirm.example
      - "sales-*@shop.example"
      - {via: linkedin.com, name: John Street}
      - +1900*
      - anonymous
    welcome:
      - "@myfirm.example"
      - nice@hisfirm.example
      - +1 900 555 0100
      - messages@linkedin.com
"""


def met(event: MailReceived, doors: str = DOORS, *, today: date = TODAY) -> Met:
    """Who a mail is from."""
    return a_rulebook(doors).directory.meet(event, today=today)


def door(sender: str, doors: str = DOORS, *, today: date = TODAY) -> Door:
    """The door of one sender."""
    return met(a_mail(sender=sender), doors, today=today).door


def from_(*senders: str) -> MailReceived:
    """A mail with several From addresses."""
    return a_mail(from_=tuple(Address(address=sender) for sender in senders))


@pytest.mark.parametrize(
    ("sender", "contact", "at"),
    [
        ("stranger@example.com", "stranger@example.com", Door.OPEN),
        ("Stranger+x@Example.com", "stranger@example.com", Door.OPEN),
        ("PUSHY+x@example.com", "pushy@example.com", Door.CLOSED),
        ("him@example.com", "The man from the street", Door.CLOSED),
        ("somebody@hisfirm.example", "somebody@hisfirm.example", Door.CLOSED),
        ("sales-7@shop.example", "sales-7@shop.example", Door.CLOSED),
        ("boss@myfirm.example", "boss@myfirm.example", Door.WELCOME),
        ("nice@hisfirm.example", "nice@hisfirm.example", Door.WELCOME),
        ("ann@hisfirm.example", "Ann", Door.CLOSED),
        ("colleague@myfirm.example", "Colleague", Door.WELCOME),
        ("colleague@home.example", "Colleague", Door.OPEN),
    ],
)
def test_the_most_specific_line_with_a_door_decides(sender: str, contact: str, at: Door) -> None:
    """A line for many makes each a contact; being named in `contacts` changes no door."""
    found = met(a_mail(sender=sender))
    assert (found.contact, found.door) == (contact, at)


def test_the_line_that_decides_is_the_users_own() -> None:
    """So that the digest can show the many behind one line together."""
    found = met(a_mail(sender="ann@hisfirm.example"))
    assert found.entry is not None
    assert found.entry.line == "hisfirm.example"


def test_somebody_behind_a_relay_is_known_by_name() -> None:
    """And a welcome to the relay's address does not let a closed person in."""
    john = a_mail(sender="messages@linkedin.com", name="John Street")
    assert met(john).door is Door.CLOSED
    assert met(john).contact == "John Street via linkedin.com"
    assert met(a_mail(sender="messages@linkedin.com", name="Jane Street")).door is Door.WELCOME


def test_a_handle_under_a_door_takes_the_whole_person_along() -> None:
    """Whoever is closed by one handle is closed by all."""
    doors = """
        contacts:
          - {name: Ann, handles: [ann@example.com, ann@home.example]}
        closed:
          - Ann@example.com
    """
    assert door("ann@home.example", doors) is Door.CLOSED


@pytest.mark.parametrize(
    "written", ["contact: ann", "handles: [ann@home.example, new@ann.example]"]
)
def test_an_entry_joins_the_person_it_is_about(written: str) -> None:
    """By name, or by one of the handles; what it adds is theirs too."""
    doors = f"""
        contacts:
          - {{name: Ann, handles: [ann@example.com, ann@home.example], notes: from school}}
        closed:
          - {written}
    """
    found = met(a_mail(sender="ann@example.com"), doors)
    assert (found.contact, found.door) == ("Ann", Door.CLOSED)
    assert found.entry is not None
    assert found.entry.notes == "from school"
    if "new@" in written:
        assert met(a_mail(sender="new@ann.example"), doors).contact == "Ann"


def test_closed_wins_a_tie() -> None:
    """Of two patterns that both cover somebody, whichever stands first in the file."""
    doors = """
        welcome: ["*-him@example.com"]
        closed: ["sales-*@example.com"]
    """
    assert door("sales-him@example.com", doors) is Door.CLOSED


@pytest.mark.parametrize(
    "senders",
    [
        ("stranger@example.com", "pushy@example.com"),
        ("pushy@example.com", "boss@myfirm.example"),
        ("boss@myfirm.example", "pushy@example.com"),
    ],
)
def test_one_closed_sender_among_several_closes_the_door(senders: tuple[str, ...]) -> None:
    """Hiding behind somebody else's name does not help."""
    found = met(from_(*senders))
    assert (found.contact, found.door) == ("pushy@example.com", Door.CLOSED)


@pytest.mark.parametrize(
    "senders",
    [
        ("boss@myfirm.example", "stranger@example.com"),
        ("stranger@example.com", "boss@myfirm.example"),
        ("boss@myfirm.example", "other@myfirm.example"),
    ],
)
def test_several_senders_are_nobodys_welcome(senders: tuple[str, ...]) -> None:
    """Nobody lets himself in with a second From."""
    assert met(from_(*senders)).door is Door.OPEN


@pytest.mark.parametrize("event", [a_mail, a_voicemail, a_call])
def test_what_is_shown_to_be_forged_is_nobodys_welcome(event: object) -> None:
    """Nor is a report of a call that a forged mail brings."""
    directory = a_rulebook("welcome: [him@example.com, +1 202 555 0143]").directory
    mail = a_mail(vouched=Vouched.FORGED)
    forged = (
        mail
        if event is a_mail
        else (a_voicemail() if event is a_voicemail else a_call()).model_copy(update={"mail": mail})
    )
    assert directory.meet(forged, today=TODAY).door is Door.OPEN
    honest = a_mail() if event is a_mail else a_call()
    assert directory.meet(honest, today=TODAY).door is Door.WELCOME


def test_a_forged_mail_still_meets_a_closed_door() -> None:
    """Whoever uses a closed name gets what it gets."""
    assert met(a_mail(sender="pushy@example.com", vouched=Vouched.FORGED)).door is Door.CLOSED


def test_a_display_name_opens_and_closes_nothing() -> None:
    """Anybody may call himself anything."""
    assert met(a_mail(sender="x@example.com", name="boss@myfirm.example")).door is Door.OPEN
    assert met(a_mail(sender="x@example.com", name="pushy@example.com")).door is Door.OPEN
    assert met(a_mail(sender="pushy@example.com", name="Ann")).door is Door.CLOSED


def test_a_sender_without_an_address_is_nobody() -> None:
    """And not the contact whose name stands where an address should."""
    assert met(a_mail(from_=())) == NOBODY
    assert met(from_("Ann")) == NOBODY
    assert met(from_("")) == NOBODY
    assert met(from_("hisfirm.example")) == NOBODY


def test_what_cannot_be_read_is_from_nobody() -> None:
    """There is nothing to go by."""
    assert a_rulebook(DOORS).directory.meet(an_unreadable(), today=TODAY) == NOBODY


@pytest.mark.parametrize(
    ("number", "contact", "at"),
    [
        ("+12025550143", "The man from the street", Door.CLOSED),
        ("+19005550199", "+19005550199", Door.CLOSED),
        ("+19005550100", "+19005550100", Door.WELCOME),
        ("+12025550199", "Ann", Door.OPEN),
        ("+12025550100", "+12025550100", Door.OPEN),
        (None, "anonymous", Door.CLOSED),
    ],
)
def test_a_caller_stands_at_the_door_of_the_number(
    number: str | None, contact: str, at: Door
) -> None:
    """Voicemails and missed calls are judged by the caller, never by the provider's address."""
    directory = a_rulebook(DOORS, "closed: [pbx@pbx.example]").directory
    for event in (a_voicemail(number=number), a_call(number=number)):
        found = directory.meet(event, today=TODAY)
        assert (found.contact, found.door) == (contact, at)


def test_a_caller_of_whom_nothing_is_known_is_nobody() -> None:
    """A number that cannot be read is not the same as one that is withheld."""
    call = a_call().model_copy(update={"caller": Caller(raw="extension 204")})
    assert a_rulebook(DOORS).directory.meet(call, today=TODAY) == NOBODY


UNTIL = """
    closed:
      - handles: [him@example.com]
        until: 2026-11-21
      - handles: [her@hisfirm.example]
        until: 2026-11-21
      - handles: [colleague@myfirm.example]
        until: 2026-11-21
      - hisfirm.example
    welcome:
      - myfirm.example
"""


def test_a_door_opens_by_itself_on_the_day_that_was_said() -> None:
    """And not a day before."""
    assert door("him@example.com", UNTIL, today=date(2026, 11, 20)) is Door.CLOSED
    assert door("him@example.com", UNTIL, today=date(2026, 11, 21)) is Door.OPEN


def test_a_line_that_has_run_out_gives_way_to_the_others() -> None:
    """As if it had been taken out: the lines for many count again."""
    later = date(2026, 12, 1)
    assert door("her@hisfirm.example", UNTIL, today=later) is Door.CLOSED
    assert door("colleague@myfirm.example", UNTIL, today=date(2026, 11, 20)) is Door.CLOSED
    assert door("colleague@myfirm.example", UNTIL, today=later) is Door.WELCOME


@pytest.mark.parametrize("line", ["example.com", "'m*@example.com'", "'*.com'"])
def test_no_line_for_many_closes_your_own_door(line: str) -> None:
    """Mail from yourself is nobody's knock."""
    assert door("Me+x@example.com", f"closed: [{line}]") is Door.OPEN


def test_a_name_is_found_without_regard_to_case() -> None:
    """As people type it on the command line."""
    directory = a_rulebook(DOORS).directory
    found = directory.named("the MAN from the street")
    assert found is not None
    assert found.door is Door.CLOSED
    assert directory.named("nobody of that name") is None


SERVICES = """
    contacts:
      - {name: Al, handles: [al@dating.example]}
    closed:
      - {via: dating.example, name: John Street}
"""


@pytest.mark.parametrize(
    "address", ["member@dating.example", "reply+7@mail.dating.example", "messages@e.linkedin.com"]
)
def test_a_service_writes_for_many_whoever_the_files_name_there(address: str) -> None:
    """He may have taken another name there."""
    directory = a_rulebook(SERVICES).directory

    assert directory.is_relay(address, directory.of_address(address, name="J S", today=TODAY))


@pytest.mark.parametrize("address", ["al@dating.example", "al@example.com"])
def test_whom_the_files_name_by_the_address_is_a_person(address: str) -> None:
    """Wherever that address is."""
    directory = a_rulebook(SERVICES).directory

    assert not directory.is_relay(address, directory.of_address(address, today=TODAY))
