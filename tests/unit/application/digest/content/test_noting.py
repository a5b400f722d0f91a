"""What the user noted of somebody is told, unasked, when that person comes again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.digest.content.gather import gather
from screener.application.digest.span import until_now
from screener.application.doors.who import who
from screener.application.gates.words import choose
from screener.application.record.note import Channel, Note, take_note
from screener.domain.digest.digest import Digest, Kind
from screener.domain.record.stay import Stage
from tests.house import House, a_house

RULES = """
replies:
  what: {body: "What can I help you with?"}
  thirty: {body: "Thirty minutes on Monday?"}
  kindly: {body: "I am sorry."}
gates:
  - name: help
    ask: what
    choices:
      Meet: {reply: thirty, file: INBOX}
  - name: cv
    steps: [{ask: what, expect: {subject: cv}, within: 2d}]
rules:
  - {name: Help, when: {subject: help}, then: {gate: help}}
  - {name: Jobs, when: {subject: job}, then: {gate: cv}}
"""

HIM = "him@example.com"
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with these gates."""
    with a_house(tmp_path, RULES) as house:
        house.later(MINUTE)
        yield house


def notes(house: House, text: str, said: str = HIM) -> None:
    """The user notes it now."""
    take_note(
        Note(house.clock.now(), text, Channel.OTHER, told_no=False),
        about=who(said, directory=house.desk.rulebook().directory, region=None),
        zone=house.desk.policy.zone,
        files=(),
        store=house.store,
        archive=house.desk.archive,
    )


def digest(house: House) -> Digest:
    """What the next digest would tell."""
    now = house.clock.now()
    return gather(house.desk, until_now(house.store, "me", now.date(), now=now))


def told(house: House) -> list[str]:
    """What it says of people who came again."""
    return [one.text for one in digest(house).of(Kind.NEWS) if one.name == "noted"]


def chosen_for(house: House) -> None:
    """He asks for help, and the user chooses to meet him."""
    house.writes(HIM, "help")
    house.later(MINUTE)
    choose(
        "Meet",
        who(HIM, directory=house.desk.rulebook().directory, region=None),
        rulebook=house.desk.rulebook(),
        store=house.store,
        clock=house.clock,
    )
    house.later(MINUTE)
    assert house.stay().stage is Stage.CHOSEN


def test_who_was_chosen_for_and_writes_again_comes_with_the_note(house: House) -> None:
    """That is what the note was written for."""
    chosen_for(house)
    house.clock.advance(DAY)
    notes(house, "did not\nshow up.")
    assert told(house) == []
    house.clock.advance(DAY)
    house.writes(HIM, "Again?")
    house.later(MINUTE)

    assert told(house) == [
        (
            "him@example.com wrote to you. In the gate `help` you chose `Meet` for them on"
            " 20 November. You noted on 21 November: did not show up."
        )
    ]
    assert not digest(house).needs_you
    assert digest(house).waiting.count == 0


def test_who_has_lapsed_comes_with_the_note_too(house: House) -> None:
    """Although nobody chose anything."""
    house.writes(HIM, "job")
    house.later(3 * DAY)
    house.later(3 * DAY)
    assert house.stay().stage is Stage.LAPSED
    notes(house, "never sent anything")
    house.clock.advance(MINUTE)
    house.writes(HIM, "Hello again")
    house.later(MINUTE)

    assert told(house) == [
        (
            "him@example.com wrote to you. They lapsed in the gate `cv` on 25 November."
            " You noted on 26 November: never sent anything."
        )
    ]


def test_whoever_was_never_in_a_gate_comes_with_the_note_as_well(house: House) -> None:
    """The latest three, the latest first; also after their address got a name in the files."""
    for number in range(4):
        notes(house, f"note {number}", "Ann@Example.org")
        house.clock.advance(MINUTE)
    house.rules(f"{RULES}contacts: [{{name: Ann, handles: [ann@example.org, '+12025550143']}}]\n")
    house.writes("ann@example.org", "Hello")
    house.later(MINUTE)

    assert told(house) == [
        (
            "Ann wrote to you. You noted on 20 November: note 3. You noted on 20 November: note 2."
            " You noted on 20 November: note 1."
        )
    ]


def test_a_note_of_after_they_wrote_is_known_to_the_user(house: House) -> None:
    """So it waits until they come once more."""
    house.writes(HIM, "Hello")
    house.later(MINUTE)
    notes(house, "called him back")

    assert told(house) == []


def test_who_is_in_a_gate_has_the_note_there_alone(house: House) -> None:
    """One place for each person; nor are they a first contact, though their message stays."""
    notes(house, "met at the fair")
    house.later(MINUTE)
    house.writes(HIM, "help")
    house.later(MINUTE)
    found = digest(house)

    assert house.lying_in("INBOX") == ["help"]
    assert [(one.contact, one.notes) for one in found.gates] == [(HIM, ("met at the fair",))]
    assert told(house) == []
    assert found.waiting.count == 0


def test_nothing_is_told_of_a_closed_contact_but_the_knock(house: House) -> None:
    """Closed before they wrote, or after."""
    notes(house, "did not show up")
    house.doors(f"closed: [{HIM}]\n")
    house.later(MINUTE)
    house.writes(HIM, "one")
    house.later(MINUTE)
    assert told(house) == []
    notes(house, "nor did she", "her@example.org")
    house.later(MINUTE)
    house.writes("her@example.org", "two")
    house.later(MINUTE)
    assert len(told(house)) == 1
    house.doors(f"closed: [{HIM}, her@example.org]\n")
    house.later(MINUTE)
    assert told(house) == []
