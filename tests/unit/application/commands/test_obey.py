"""What each command does, what it refuses, and that a crash in the middle does no harm."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from screener.application.commands.told import told
from screener.application.errand import last_call
from screener.application.pausing import is_paused, pause
from screener.application.rounds.poll import poll
from screener.domain.digest.command import FOLDER, Command, Verb, undo_rule
from screener.domain.digest.digest import Point
from screener.domain.record.chain import Act
from screener.domain.record.decision import Door
from screener.domain.record.question import Asks, question
from screener.domain.record.stay import Stage
from screener.errors import Unreachable
from screener.ports.store import Query
from tests.gates import DAY
from tests.house import ME, House, a_house

HIM, HER = "him@example.com", "her@example.com"

RULES = """
contacts:
  - {name: Ann, handles: [ann@example.com]}
replies: {what: {body: what can I help with}, thirty: {body: thirty minutes}}
gates:
  - name: help
    ask: what
    meanwhile: {file: Waiting}
    choices: {Meet: {reply: thirty}, It is nothing: {file: Done}}
  - name: interview
    steps: [{ask: what, expect: {attachment: {type: pdf}}, within: 14d}]
    meanwhile: {file: Waiting}
    passed: {file: INBOX}
rules:
  - {name: Help, when: {body: help me}, then: {gate: help}}
  - {name: Interviews, when: {body: pick your brain}, then: {gate: interview}}
  - {name: Papers, when: {subject: paper}, then: {mark: flagged, file: Papers}}
  - {name: Bills, when: {subject: bill}, then: {file: Bills}}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One with gates and rules that file."""
    with a_house(tmp_path / "it", RULES) as house:
        yield house


def said(house: House, verb: Verb, *about: str) -> Point:
    """The user says that by mail; what the digest tells of it."""
    house.says(Command(verb, about))
    house.later(timedelta(minutes=1))
    return points(house)[-1]


def points(house: House) -> Sequence[Point]:
    """What the digest tells of the last minutes."""
    now = house.clock.now()
    zone = house.desk.policy.zone
    return told(house.store, "me", since=now - timedelta(minutes=1), until=now, zone=zone)


def door(house: House, whom: str) -> Door:
    """Somebody's door."""
    today = house.desk.doors.today()
    return house.desk.rulebook().directory.of_address(whom, today=today).door


def doors(house: House) -> str:
    """What the file of doors says, without its beginning."""
    path = house.folder / "rules" / "doors.yaml"
    lines = path.read_text().splitlines() if path.exists() else []
    return "\n".join(line for line in lines if not line.startswith("#"))


def asked(house: House, kind: Asks, contact: str) -> None:
    """The user is asked that about somebody."""
    one = question(kind, at=house.clock.now(), contact=contact, text=f"{kind}?", about=contact)
    house.store.doorbook.ask([one])


def open_kinds(house: House) -> set[Asks]:
    """What the user is asked still."""
    return {one.kind for one in house.store.doorbook.questions()}


# --- doors ---------------------------------------------------------------------------------------


def test_closing_moves_the_door_and_what_was_before(house: House) -> None:
    """As every closing does: the line, the ledger, the sweep; and the errand for the others."""
    house.writes(HIM, "Lunch?", body="soon")
    house.round()
    point = said(house, Verb.CLOSE, HIM)
    house.round()

    assert (point.name, point.text) == ("command_done", f"You closed the door of {HIM}.")
    assert point.contact == HIM
    assert [str(act.command) for act in point.acts] == [f"open {HIM}"]
    assert "since: 2026-11-20" in doors(house)
    assert house.lying_in("Screened/Closed") == ["Lunch?"]
    deeds = [entry.deed for entry in house.store.entries() if entry.deed]
    assert [one.detail for one in deeds if one.act is Act.CLOSED] == [{"by": "digest"}]
    assert last_call(house.store) == house.clock.now().isoformat()


def test_closing_never_declines(house: House) -> None:
    """Even where the line that somebody had names a template."""
    house.rules(RULES + "  - {name: No, when: {subject: x}, then: {close: {decline: what}}}\n")
    house.writes(HIM, "Lunch?", body="soon")
    house.round()
    said(house, Verb.CLOSE, HIM)
    house.writes(HIM, "Lunch??", body="soon")
    house.later(DAY)

    assert house.sent() == []


def test_a_door_is_opened_and_opened_wide(house: House) -> None:
    """And closed again, by one touch each."""
    said(house, Verb.CLOSE, HIM)
    point = said(house, Verb.OPEN, HIM)
    assert point.text == f"You opened the door of {HIM} again."
    assert door(house, HIM) is Door.OPEN
    point = said(house, Verb.WELCOME, HIM)
    assert point.text == f"You let {HIM} always in."
    assert door(house, HIM) is Door.WELCOME
    house.clock.advance(DAY)
    said(house, Verb.CLOSE, HIM)
    assert door(house, HIM) is Door.CLOSED


def test_a_name_and_a_person_behind_a_relay_can_be_meant(house: House) -> None:
    """As they are called in the files, and as `NAME via DOMAIN`."""
    said(house, Verb.CLOSE, "Ann")
    assert door(house, "ann@example.com") is Door.CLOSED
    said(house, Verb.CLOSE, "John Street via linkedin.com")

    assert "{via: linkedin.com, name: John Street}" in doors(house)
    assert "contact: Ann" in doors(house)


@pytest.mark.parametrize(
    ("whom", "why"),
    [
        (ME, "it covers an address of your own"),
        ("@example.com", "it covers an address of your own"),
        ("no-reply@shop.example", "an address of a machine or an office"),
        ("anonymous", "a withheld number is anybody's"),
        ("Nobody at all", "nobody in your files is called"),
    ],
)
def test_what_nobody_may_close_is_refused(house: House, whom: str, why: str) -> None:
    """By the same words as anywhere else."""
    point = said(house, Verb.CLOSE, whom)

    assert point.name == "command_refused"
    assert "it was not done" in point.text
    assert why in point.text
    assert doors(house) == ""


def test_a_line_of_another_file_is_named(house: House) -> None:
    """It is not changed."""
    house.rules(f"closed: [{HIM}]\n{RULES}")
    point = said(house, Verb.OPEN, HIM)

    assert "take it out there (rules/rules.yaml:1)" in point.text
    assert door(house, HIM) is Door.CLOSED


def test_with_a_broken_file_it_waits_as_every_move_does(house: House) -> None:
    """Told now, and done in the first round that finds the file mended."""
    house.doors("closed: [\n")
    point = said(house, Verb.CLOSE, HIM)
    assert (point.name, open_kinds(house)) == ("command_waits", {Asks.QUEUED})
    assert "waits until your file of doors is mended" in point.text
    house.doors("")
    house.round()

    assert door(house, HIM) is Door.CLOSED
    assert open_kinds(house) == set()


@pytest.mark.parametrize(
    ("verb", "kinds"),
    [
        (Verb.CLOSE, {Asks.CLOSE, Asks.SAME, Asks.OPENED}),
        (Verb.WELCOME, {Asks.WELCOME, Asks.SAME, Asks.MOVED_BACK}),
        (Verb.OPEN, {Asks.MOVED_BACK, Asks.WROTE, Asks.OPENS}),
    ],
)
def test_what_was_asked_about_them_is_answered(house: House, verb: Verb, kinds: set[Asks]) -> None:
    """And what was asked about others is not; also where the door is so already."""
    if verb is Verb.OPEN:
        said(house, Verb.CLOSE, HIM)
    for kind in kinds:
        asked(house, kind, HIM)
    asked(house, Asks.CLOSE, HER)
    said(house, verb, HIM)
    assert open_kinds(house) == {Asks.CLOSE}
    asked(house, Asks.REFUSED, HIM)
    house.clock.advance(DAY)
    if verb is not Verb.OPEN:
        said(house, verb, HIM)

    assert open_kinds(house) == {Asks.CLOSE, Asks.REFUSED}


def test_while_observing_a_door_is_moved_and_nothing_else(tmp_path: Path) -> None:
    """And the digest says so."""
    with a_house(tmp_path / "it", RULES, mode="observe") as house:
        house.writes(HIM, "Lunch?", body="soon")
        house.round()
        point = said(house, Verb.CLOSE, HIM)

        assert door(house, HIM) is Door.CLOSED
        assert "Lunch?" in house.lying_in("INBOX")
        assert point.text.endswith(": observing: nothing is moved until mode: enforce.")


# --- one more handle -----------------------------------------------------------------------------


def test_one_more_handle_goes_into_the_line_of_the_closed_contact(house: House) -> None:
    """In its place; its past is looked for, and the question is answered."""
    house.writes(HER, "Me again", body="soon")
    house.doors("closed:\n  - name: The man  # him\n    handles: [him@example.com]\n")
    house.round()
    asked(house, Asks.SAME, HER)
    point = said(house, Verb.SAME, HER, "The man")
    house.round()

    assert point.text == f"You said that {HER} is a handle of The man."
    assert doors(house).endswith(f"name: The man  # him\n    handles: [{HIM}, {HER}]")
    assert open_kinds(house) == set()
    assert house.lying_in("Screened/Closed") == ["Me again"]
    acts = [entry.deed.act for entry in house.store.entries() if entry.deed]
    assert acts.count(Act.CLOSED) == 1  # the line that the test wrote, and no second closing


@pytest.mark.parametrize("called", [HIM, "Him@Example.com", "him+tag@example.com"])
def test_the_closed_contact_may_be_called_by_any_spelling(house: House, called: str) -> None:
    """It is one mailbox."""
    said(house, Verb.CLOSE, HIM)
    point = said(house, Verb.SAME, HER, called)

    assert point.text == f"You said that {HER} is a handle of {called}."
    assert f"handles: [{HIM}, {HER}]" in doors(house)


def test_where_the_line_is_in_another_file_the_handle_is_closed_by_itself(house: House) -> None:
    """And the digest says which it was."""
    house.rules("closed: [{name: The man, handles: [him@example.com]}]\n" + RULES)
    house.round()
    point = said(house, Verb.SAME, HER, "The man")

    assert "the line of The man stands in a file that screener does not edit" in point.text
    assert doors(house).startswith(f"closed:\n  - handles: [{HER}]")


def test_a_line_that_names_a_contact_is_in_another_file_too(house: House) -> None:
    """Its handles are not there."""
    said(house, Verb.CLOSE, "Ann")
    point = said(house, Verb.SAME, HER, "Ann")

    assert "as a contact of its own" in point.text
    assert door(house, HER) is Door.CLOSED


@pytest.mark.parametrize(
    ("handle", "contact", "why"),
    [
        (HER, "Ann", "the door of that contact is not closed"),
        (ME, HIM, "it covers an address of your own"),
        ("ann@example.com", HIM, "it has a line of its own, which speaks against that (rules/"),
        (HER, "Nobody", "nobody in your files is called"),
    ],
)
def test_what_is_nobodys_other_handle_is_refused(
    house: House, handle: str, contact: str, why: str
) -> None:
    """Nothing is written that would break the files."""
    said(house, Verb.CLOSE, HIM)
    before = doors(house)
    point = said(house, Verb.SAME, handle, contact)

    assert point.name == "command_refused"
    assert why in point.text
    assert doors(house) == before


def test_a_handle_that_is_there_already_changes_nothing(house: House) -> None:
    """It was done before a crash, or by hand."""
    house.doors(f"closed:\n  - handles: [{HIM}, {HER}]\n")
    house.round()
    point = said(house, Verb.SAME, HER, HIM)

    assert point.name == "command_done"
    assert doors(house) == f"closed:\n  - handles: [{HIM}, {HER}]"


def test_one_more_handle_waits_for_the_mended_file(house: House) -> None:
    """It is told as long as it waits, and done by itself."""
    said(house, Verb.CLOSE, HIM)
    good = (house.folder / "rules" / "doors.yaml").read_text()
    house.doors("closed: [\n")
    point = said(house, Verb.SAME, HER, HIM)
    assert point.name == "command_waits"
    house.doors(good)
    house.round()

    assert door(house, HER) is Door.CLOSED
    assert points(house)[-1].name == "command_done"


# --- taking back ---------------------------------------------------------------------------------


def test_one_message_is_taken_back(house: House) -> None:
    """In the round that reads the command; a second time there is nothing left."""
    house.writes(HIM, "paper", body="soon")
    house.round()
    assert house.lying_in("Papers") == ["paper"]
    (recorded,) = house.store.decisions(Query(rule="Papers"))
    point = said(house, Verb.UNDO, recorded.decision.id)
    assert house.lying_in("INBOX") == ["paper"]
    assert house.messages("INBOX")[0].flags == frozenset()
    assert point.text == f"You took back what was done to the message {recorded.decision.id}."
    house.clock.advance(DAY)
    point = said(house, Verb.UNDO, recorded.decision.id)

    assert point.text.endswith(": there was nothing left to take back.")


def test_what_is_not_there_any_more_is_told(house: House) -> None:
    """The user has moved it on."""
    house.writes(HIM, "paper", body="soon")
    house.round()
    (recorded,) = house.store.decisions(Query(rule="Papers"))
    house.world.folders["Papers"].messages.clear()
    point = said(house, Verb.UNDO, recorded.decision.id)

    assert point.name == "command_refused"
    assert "it is not where screener has put it" in point.text


def test_what_a_rule_did_in_one_digest_is_taken_back(house: House) -> None:
    """Not what it did before and after, nor what others did."""
    house.writes(HIM, "paper 1", body="soon")
    house.round()
    since = house.clock.now()
    for subject in ("paper 2", "paper 3", "bill 1"):
        house.writes(HIM, subject, body="soon")
    house.later(DAY)
    until = house.clock.now()
    house.writes(HIM, "paper 4", body="soon")
    house.later(DAY)
    house.says(undo_rule("Papers", since=since + timedelta(seconds=1), until=until))
    house.later(timedelta(minutes=1))
    (point,) = points(house)

    assert sorted(house.lying_in("INBOX")) == ["paper 2", "paper 3"]
    assert sorted(house.lying_in("Papers")) == ["paper 1", "paper 4"]
    assert house.lying_in("Bills") == ["bill 1"]
    assert point.text == (
        "You took back what the rule `Papers` had done: 2 of 2 messages are as they were."
    )


def test_taking_back_what_a_rule_did_brings_nothing_of_a_closed_contact(house: House) -> None:
    """Who asks for all of it has not thought of him."""
    since = house.clock.now()
    house.clock.advance(DAY)
    for sender in (HIM, HER):
        house.writes(sender, f"paper of {sender}", body="soon")
    house.round()
    until = house.clock.now()
    said(house, Verb.CLOSE, HIM)
    house.says(undo_rule("Papers", since=since, until=until))
    house.later(timedelta(minutes=1))

    assert house.lying_in("INBOX") == [f"paper of {HER}"]
    assert house.lying_in("Papers") == [f"paper of {HIM}"]


def test_a_crash_in_the_middle_of_taking_back_is_made_up(house: House) -> None:
    """The server goes away between the messages and the outcome."""
    for number in range(3):
        house.writes(HIM, f"paper {number}", body="soon")
    house.round()
    since, until = house.clock.now() - DAY, house.clock.now()
    house.says(undo_rule("Papers", since=since, until=until))
    house.world.meanwhile("move", lambda: house.world.go_down("gone"))
    with suppress(Unreachable):
        house.later(timedelta(minutes=1))
    assert len(house.store.orders.to_obey("me")) == 1
    house.world.come_up()
    house.reconnect()
    house.round()

    assert len([one for one in house.lying_in("INBOX") if one.startswith("paper")]) == 3
    assert [one.name for one in points(house)] == ["command_done"]


# --- gates ---------------------------------------------------------------------------------------


def test_a_choice_is_made(house: House) -> None:
    """In the same round, as written in the rules."""
    house.writes(HIM, "Hello", body="help me")
    house.round()
    point = said(house, Verb.CHOOSE, HIM, "It is nothing")

    assert point.text == f"You chose `It is nothing` for {HIM}."
    assert house.stay().stage is Stage.CHOSEN
    assert house.lying_in("Done") == ["Hello"]


def test_a_step_is_taken_for_met(house: House) -> None:
    """Whatever it still expects."""
    house.writes(HIM, "Hello", body="pick your brain")
    house.round()
    point = said(house, Verb.ACCEPT, HIM)

    assert point.text == f"You took the step that {HIM} was at for met."
    assert house.stay().stage is Stage.PASSED
    assert house.lying_in("INBOX") == ["Hello"]


@pytest.mark.parametrize(
    ("verb", "about", "why"),
    [
        (Verb.CHOOSE, (HER, "Meet"), "is in no gate"),
        (Verb.CHOOSE, (HIM, "Dance"), "has no choice `Dance`"),
        (Verb.ACCEPT, (HER,), "is in no gate"),
    ],
)
def test_what_no_gate_knows_is_refused(
    house: House, verb: Verb, about: tuple[str, ...], why: str
) -> None:
    """As on the command line."""
    house.writes(HIM, "Hello", body="help me")
    house.round()

    assert why in said(house, verb, *about).text


# --- the rest ------------------------------------------------------------------------------------


def test_the_brake_is_released_for_one_rule_or_for_all(tmp_path: Path) -> None:
    """What waited is filed in the same round."""
    with a_house(tmp_path / "it", RULES, brake={"messages": 1, "share": 0.1}) as house:
        for number in range(4):
            house.writes(HIM, f"{('paper', 'bill')[number % 2]} {number}", body="soon")
        house.round()
        assert len(house.messages("INBOX")) == 4
        point = said(house, Verb.RELEASE, "Papers")
        assert point.text == "You let go what the brake held of the rule `Papers`."
        assert sorted(house.lying_in("INBOX")) == ["bill 1", "bill 3"]
        point = said(house, Verb.RELEASE)

        assert point.text == "You let go everything that the brake held."
        assert house.lying_in("INBOX") == []


def test_a_question_is_dismissed(house: House) -> None:
    """Only that one; dismissing it again is as well."""
    asked(house, Asks.CLOSE, HIM)
    asked(house, Asks.WROTE, HER)
    (first, _) = house.store.doorbook.questions()
    assert said(house, Verb.DISMISS, first.id).text == "You dismissed a question."

    assert [one.contact for one in house.store.doorbook.questions()] == [HER]
    assert door(house, HIM) is Door.OPEN


def test_a_pause_hears_commands_and_is_ended_by_one(house: House) -> None:
    """A door is closed during a pause; the mails are filed once it is over, in that round."""
    pause(house.store, until=None)
    said(house, Verb.CLOSE, HIM)
    assert door(house, HIM) is Door.CLOSED
    assert len(house.messages("INBOX")) == 1
    point = said(house, Verb.RESUME)

    assert point.text == "You ended the pause."
    assert not is_paused(house.store, now=house.clock.now())
    assert house.messages("INBOX") == []
    assert len(house.messages(FOLDER)) == 2


@pytest.mark.parametrize(
    ("verb", "about"),
    [
        (Verb.CLOSE, ()),
        (Verb.CLOSE, (HIM, HER)),
        (Verb.UNDO, ()),
        (Verb.UNDO_RULE, ("Papers", "2026-11-20")),
        (Verb.CHOOSE, (HIM,)),
        (Verb.RESUME, ("now",)),
    ],
)
def test_what_this_program_does_not_know_is_refused(
    house: House, verb: Verb, about: tuple[str, ...]
) -> None:
    """A digest of a later program, or of one that had a mistake."""
    assert "knows no such command" in said(house, verb, *about).text


def test_what_breaks_the_program_does_not_break_the_round(house: House) -> None:
    """A time that is none raises where nobody expects it; the others are obeyed."""
    house.says(Command(Verb.UNDO_RULE, ("Papers", "yesterday", "today")))
    house.says(Command(Verb.CLOSE, (HIM,)))
    house.later(timedelta(minutes=1))

    assert door(house, HIM) is Door.CLOSED
    assert {one.name for one in points(house)} == {"command_done", "command_refused"}


@pytest.mark.parametrize(
    "command",
    [
        Command(Verb.CLOSE, (HIM,)),
        Command(Verb.WELCOME, (HIM,)),
        Command(Verb.SAME, (HER, "The man")),
        Command(Verb.CHOOSE, ("asker@example.com", "It is nothing")),
        Command(Verb.RELEASE, ("Papers",)),
        Command(Verb.RESUME),
    ],
)
def test_what_was_done_before_a_crash_is_done_once(house: House, command: Command) -> None:
    """The outcome was not written any more, so the next round does it again: to no effect."""
    house.doors("closed: [{name: The man, handles: [x@example.com]}]\n")
    house.writes("asker@example.com", "Hello", body="help me")
    house.round()
    house.says(command)
    poll(house._mailbox, house.desk, {}, {})
    (order,) = house.store.orders.to_obey("me")
    house.round()
    after = doors(house), len(list(house.store.entries())), house.sent()
    unsettled = order.model_copy(update={"decision": "again", "code": "again"})
    house.store.orders.take([unsettled], at=house.clock.now())
    house.later(timedelta(minutes=1))

    assert (doors(house), len(list(house.store.entries())), house.sent()) == after
    assert house.store.orders.to_obey("me") == ()
    if command.verb is not Verb.CHOOSE:
        assert {one.name for one in points(house)} == {"command_done"}
