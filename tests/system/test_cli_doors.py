"""`doors`, `close`, `open` and `welcome`: looking at doors and moving them."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from screener.adapters.store import open_store
from screener.cli.printing.past import LATER
from screener.domain.record.decision import Door
from screener.domain.record.question import Asks, question
from tests.builders import NOON, a_decision
from tests.system.commands import Commands

OTHERS = """\
contacts:
  - {name: Ann, handles: [ann@example.com, +1 202 555 0143]}
closed:
  - name: The man, from the street
    handles: [him@example.com, +44 20 7946 0018]
    since: 2026-11-01
  - "@bad.example"
welcome: [friend@example.com]
"""


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program with two closed doors and an open one in a file of the user's."""
    program = Commands(tmp_path, mode="enforce")
    program.write("rules/10.yaml", OTHERS)
    return program


def today() -> str:
    """The day that the program writes, in the zone of its account."""
    return datetime.now(UTC).astimezone(ZoneInfo("Europe/Rome")).date().isoformat()


def lines(program: Commands) -> list[str]:
    """What the program wrote into the file of doors, without the comments at its top."""
    return [line for line in program.read("rules/doors.yaml").splitlines() if line[0] != "#"]


def test_json_has_every_key_of_the_contract(program: Commands) -> None:
    """Knocks are counted by line, whoever of its many knocked."""
    man = "The man, from the street"
    program.remember(
        [
            a_decision(1, contact=man, line=man, door=Door.CLOSED, knock=True),
            a_decision(2, contact=man, line=man, door=Door.CLOSED, knock=True),
            a_decision(3, contact="x@bad.example", line="@bad.example", knock=True),
        ]
    )

    assert program.run("doors", "--json").objects == [
        {
            "contact": man,
            "handles": ["him@example.com", "+442079460018"],
            "door": "closed",
            "since": "2026-11-01",
            "knocks": 2,
            "last_knock": "2026-11-20T12:02:00Z",
            "declined": None,
        },
        {
            "contact": "@bad.example",
            "handles": ["@bad.example"],
            "door": "closed",
            "since": None,
            "knocks": 1,
            "last_knock": "2026-11-20T12:03:00Z",
            "declined": None,
        },
        {
            "contact": "friend@example.com",
            "handles": ["friend@example.com"],
            "door": "welcome",
            "since": None,
            "knocks": 0,
            "last_knock": None,
            "declined": None,
        },
    ]


def test_people_get_a_table(program: Commands) -> None:
    """The closed ones first; times in the zone of the account."""
    line = "@bad.example"
    program.remember([a_decision(1, contact="x@bad.example", line=line, knock=True)])
    table = [" ".join(each.split()) for each in program.run("doors").out.splitlines()]

    assert table == [
        "DOOR CONTACT HANDLES SINCE KNOCKS LAST KNOCK",
        "closed The man, from the street him@example.com, +442079460018 2026-11-01 0 -",
        "closed @bad.example @bad.example - 1 2026-11-20 13:01+01:00",
        "welcome friend@example.com friend@example.com - 0 -",
    ]


def test_what_you_are_asked_stands_below_whom_it_is_about(program: Commands) -> None:
    """Named by the line or by a handle behind it; the JSON is as it was."""
    before = program.run("doors", "--json").objects
    asked = [
        question(kind, at=NOON, contact=contact, text=f"{contact}?\u202e", about="")
        for kind, contact in (
            (Asks.WROTE, "The man, from the street"),
            (Asks.SAME, "x@bad.example"),
            (Asks.SAME, "stranger@example.com"),
        )
    ]
    with closing(open_store(program.home / "state" / "screener.sqlite3")) as store:
        store.doorbook.ask(asked)
    lines = program.run("doors").out.splitlines()

    assert [line[:8].strip() for line in lines] == ["DOOR", "closed", "", "closed", "", "welcome"]
    assert lines[2] == "         ? The man, from the street?<U+202E>"
    assert lines[4] == "         ? x@bad.example?<U+202E>"
    assert program.run("doors", "--json").objects == before


def test_open_doors_need_no_table(tmp_path: Path) -> None:
    """A calm word on standard error, nothing on standard output, and no database."""
    program = Commands(tmp_path)

    assert program.run("doors") == (0, "", "Every door is open.\n")
    assert program.run("doors", "--json") == (0, "", "")
    assert not (tmp_path / "state" / "screener.sqlite3").exists()


def test_closed_numbers_become_vcards(program: Commands) -> None:
    """For the telephone's own block list: numbers only, of closed contacts only."""
    ended = program.run("doors", "--vcard", "block.vcf")

    assert (ended.code, ended.out) == (0, "")
    assert (program.home / "block.vcf").read_bytes() == (
        b"BEGIN:VCARD\r\n"
        b"VERSION:4.0\r\n"
        b"FN:The man\\, from the street\r\n"
        b"TEL;VALUE=uri:tel:+442079460018\r\n"
        b"END:VCARD\r\n"
    )


def test_closing_writes_a_line_with_its_day(program: Commands) -> None:
    """And the very next look finds the door closed."""
    ended = program.run("close", "Spam@evil.example")

    assert ended == (0, f"The door of spam@evil.example is closed from now on.\n{LATER}\n", "")
    assert lines(program) == [
        "closed:",
        "  - handles: [Spam@evil.example]",
        f"    since: {today()}",
    ]
    told = program.run("why", "--from", "spam+more@evil.example", "--json").objects[0]
    assert told["rule"] == "closed door"


def test_closing_until_a_day_writes_it(program: Commands) -> None:
    """A day as it is said; a closing that goes on gets another end and keeps its beginning."""
    program.run("close", "spam@evil.example", "--until", "2999-01-01", "--no-sweep")
    program.run("close", "spam@evil.example", "--until", "2999-02-01")

    assert lines(program) == [
        "closed:",
        "  - handles: [spam@evil.example]",
        f"    since: {today()}",
        "    until: 2999-02-01",
    ]


def test_a_named_contact_is_closed_by_name(program: Commands) -> None:
    """Whether the name was said or one of the handles: all of them come under the door."""
    program.run("close", "+1 (202) 555-0143")

    assert lines(program) == ["closed:", "  - contact: Ann", f"    since: {today()}"]
    assert program.run("why", "--from", "ann@example.com", "--json").objects[0]["door"] == "closed"


def test_a_door_goes_from_welcome_to_closed_and_back(program: Commands) -> None:
    """One line at a time, with comments and notes kept."""
    program.write(
        "rules/doors.yaml",
        "# mine\nwelcome:\n  - name: Bob\n    handles: [bob@example.com]\n    notes: from school\n",
    )
    program.run("close", "bob")
    assert lines(program) == [
        "welcome: []",
        "closed:",
        "  - name: Bob",
        "    handles: [bob@example.com]",
        "    notes: from school",
        f"    since: {today()}",
    ]
    program.run("welcome", "bob@example.com")

    assert program.read("rules/doors.yaml").startswith("# mine\n")
    assert program.run("doors", "--json").objects[-1]["contact"] == "Bob"
    assert program.run("doors", "--json").objects[-1]["door"] == "welcome"


def test_opening_takes_the_line_out(program: Commands) -> None:
    """Several people at once."""
    program.run("close", "one@example.net", "Ann")
    ended = program.run("open", "one@example.net", "Ann")

    assert ended.out == (
        "The door of one@example.net is open from now on.\nThe door of Ann is open from now on.\n"
    )
    assert lines(program) == ["closed: []"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("close", "him@example.com"), "The door of The man, from the street is closed already.\n"),
        (("close", "any@bad.example"), "The door of any@bad.example is closed already.\n"),
        (("welcome", "friend@example.com"), "friend@example.com is welcome already.\n"),
        (("open", "ann@example.com"), "The door of Ann is open already.\n"),
        (("open", "stranger@example.com"), "The door of stranger@example.com is open already.\n"),
    ],
)
def test_a_door_that_is_so_already_is_told_and_left(
    program: Commands, words: tuple[str, ...], said: str
) -> None:
    """Exit code 0, and nothing is written."""
    assert program.run(*words) == (0, said, "")
    assert not (program.rules / "doors.yaml").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("close", "Me+shop@Example.com"), "it covers an address of your own"),
        (("close", "@example.com"), "it covers an address of your own"),
        (("close", "postmaster@shop.example"), "that is an address of a machine"),
        (("close", "No-Reply@shop.example"), "that is an address of a machine"),
        (("close", "MAILER-DAEMON@shop.example"), "that is an address of a machine"),
        (("close", "anonymous"), "a withheld number is anybody's"),
        (("close", "@linkedin.com"), "that is a service that writes for many people"),
        (("close", "good@shop.example", "abuse@shop.example"), "that is an address of a machine"),
        (("close", "friend@example.com"), "stands in a file that screener does not edit"),
        (("open", "him@example.com"), "rules/10.yaml:4"),
        (("open", "any@bad.example"), "that line is for many"),
    ],
)
def test_what_must_not_be_moved_is_told_and_nothing_is_written(
    program: Commands, words: tuple[str, ...], why: str
) -> None:
    """Exit code 1; one refusal among several and nothing is written at all."""
    ended = program.run(*words)

    assert (ended.code, ended.out) == (1, "")
    assert why in ended.err
    assert not (program.rules / "doors.yaml").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("close",),
        ("close", "Anne"),
        ("close", "not a handle"),
        ("close", "spam@evil.example", "--until", "2020-01-01"),
        ("close", "spam@evil.example", "--until", "soon"),
        ("close", "spam@evil.example", "--decline", "polite-no"),
    ],
)
def test_words_that_mean_nothing_are_wrong_use(program: Commands, words: tuple[str, ...]) -> None:
    """Exit code 2 and nothing is written, also where something does not work yet."""
    assert program.run(*words).code == 2
    assert not (program.rules / "doors.yaml").exists()


def test_a_near_miss_of_a_name_is_guessed(program: Commands) -> None:
    """Somebody who mistypes a name is told whom they may have meant."""
    assert "did you mean `Ann`?" in program.run("close", "Anne").err


def test_observing_is_said(tmp_path: Path) -> None:
    """The line is written all the same, and nobody wonders why nothing moves."""
    program = Commands(tmp_path)

    assert program.run("close", "spam@evil.example").out.endswith(
        "observing: nothing is moved until mode: enforce\n"
    )
    assert lines(program)[0] == "closed:"


def test_observing_says_of_the_one_answer_that_it_is_not_sent(tmp_path: Path) -> None:
    """As the command always says what became of it."""
    program = Commands(tmp_path)
    program.write("rules/10.yaml", "replies: {polite-no: {body: No thank you.}}\n")

    assert program.run("close", "spam@evil.example", "--decline", "polite-no").out.endswith(
        "The one answer to spam@evil.example was not sent:"
        " nobody is answered until mode: enforce.\n"
        "observing: nothing is moved until mode: enforce\n"
    )


def test_a_broken_file_of_doors_is_never_written_over(program: Commands) -> None:
    """The error has its place, and the file is as it was."""
    program.run("doors")
    program.write("rules/doors.yaml", "closed: [\n")
    ended = program.run("close", "spam@evil.example")

    assert ended.code == 78
    assert "rules/doors.yaml:" in ended.err
    assert program.read("rules/doors.yaml") == "closed: [\n"


def test_a_door_can_be_moved_beside_other_broken_files(program: Commands) -> None:
    """By the last good rules; and it is said that the files are not in force."""
    program.run("doors")
    program.write("rules/20.yaml", "rulez: []\n")
    ended = program.run("close", "spam@evil.example")

    assert ended.code == 0
    assert "rules/20.yaml:1:1: `rulez` is unknown" in ended.err
    assert lines(program)[0] == "closed:"
