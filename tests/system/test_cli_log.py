"""`log`: what was decided, as a table for people and as JSON for programs."""

from pathlib import Path

import pytest

from screener.domain.record.decision import Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import Address
from tests.builders import a_decision, a_mail, a_voicemail, an_unreadable
from tests.system.commands import Commands

FILED = Effect(do=Do.FILE, value="Screened/Closed", status=Status.STARTED)
SEEN = Effect(do=Do.MARK, value=("seen",), status=Status.DONE)
TAGGED = Effect(do=Do.TAG, value=("one", "two"), status=Status.REFUSED, reason="no keywords here")

KNOCK = a_decision(
    1,
    SEEN,
    TAGGED,
    FILED,
    contact="him@example.com",
    door=Door.CLOSED,
    line="him@example.com",
    rule="closed door",
    continued=("Noted",),
    destination="Screened/Closed",
    knock=True,
)
KEPT = a_decision(2, event=a_mail(2, sender="Ann@example.com", name="Ann"), contact="Ann")
CALLED = a_decision(3, event=a_voicemail(3), contact="+12025550143", rule="Calls")
UNREAD = a_decision(4, event=an_unreadable(4), reason="the header is empty")


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program that decided four messages."""
    program = Commands(tmp_path)
    program.write(
        "rules/10.yaml",
        "contacts:\n"
        "  - {name: Ann, handles: [ann@example.com, ann@work.example]}\n"
        "closed: [him@example.com]\n",
    )
    program.remember([KNOCK, KEPT, CALLED, UNREAD])
    return program


def test_one_object_has_every_key_of_the_contract(program: Commands) -> None:
    """Times in UTC, `started` as pending, one word as a string and several as a list."""
    assert program.run("log", "--json").objects[0] == {
        "id": "d1",
        "account": "me",
        "kind": "email",
        "received": "2026-11-20T12:01:00Z",
        "decided": "2026-11-20T12:01:01Z",
        "message_id": "<1@example.com>",
        "folder": "INBOX",
        "uid": 1,
        "from": {"handle": "him@example.com", "name": None},
        "contact": "him@example.com",
        "door": "closed",
        "subject": "Lunch?",
        "rule": "closed door",
        "continued": ["Noted"],
        "mode": "enforce",
        "actions": [
            {"do": "mark", "value": "seen", "status": "done", "reason": None},
            {
                "do": "tag",
                "value": ["one", "two"],
                "status": "refused",
                "reason": "no keywords here",
            },
            {"do": "file", "value": "Screened/Closed", "status": "pending", "reason": None},
        ],
        "destination": "Screened/Closed",
    }


def test_every_event_has_a_line_oldest_first(program: Commands) -> None:
    """Implicit keeps too, calls by their number, and what nobody could read."""
    found = program.run("log", "--json").objects

    assert [(one["id"], one["from"]["handle"], one["rule"]) for one in found] == [
        ("d1", "him@example.com", "closed door"),
        ("d2", "ann@example.com", None),
        ("d3", "+12025550143", "Calls"),
        ("d4", None, None),
    ]


def test_people_get_a_table_in_the_zone_of_the_account(program: Commands) -> None:
    """Piped, nothing is cut and nothing is coloured."""
    table = [" ".join(line.split()) for line in program.run("log").out.splitlines()]

    assert table == [
        "ID RECEIVED FROM SUBJECT RULE OUTCOME",
        (
            "d1 2026-11-20 13:01+01:00 him@example.com (hidden) closed door"
            " pending → Screened/Closed; tag refused"
        ),
        "d2 2026-11-20 13:02+01:00 Ann Lunch? - stays",
        "d3 2026-11-20 13:03+01:00 +12025550143 Lunch? Calls stays",
        "d4 2026-11-20 13:04+01:00 (nobody) - stays",
    ]


def test_what_a_closed_contact_wrote_is_listed_when_it_is_asked_for(program: Commands) -> None:
    """Whoever closed a door does not meet that hand again by looking what happened."""
    hidden, shown = program.run("log").out, program.run("log", "--words").out

    assert hidden.count("(hidden)") == 1
    assert "(hidden)" not in shown
    assert program.run("log", "--json", "--words") == program.run("log", "--json")


def test_closing_a_door_hides_what_was_written_before(program: Commands) -> None:
    """Opening it again shows what was decided while it was open, and no more."""
    early = a_decision(8, event=a_mail(8, subject="Early"), contact="him@example.com")
    program.remember([early])

    assert "Early" not in program.run("log").out
    program.write("rules/10.yaml", "rules: []\n")
    assert "Early" in program.run("log").out
    assert program.run("log").out.count("(hidden)") == 1


def test_where_nobody_knows_who_is_closed_everything_is_hidden(program: Commands) -> None:
    """With no rules that were ever good; the lines are still there."""
    (program.home / "state" / "last-good-rules.json").unlink(missing_ok=True)
    program.write("rules/10.yaml", "rules: {\n")
    told = program.run("log")

    assert told.code == 0
    assert "Lunch?" not in told.out
    assert told.out.count("(hidden)") == 3


def test_several_accounts_are_told_apart(program: Commands) -> None:
    """With one there is nothing to tell."""
    two = program.read("config.yaml") + (
        "  - name: work\n    address: me@work.example\n"
        "    imap: {host: 127.0.0.1, user: me, password: {env: NOBODY_ASKS}}\n"
    )
    program.write("config.yaml", two)
    titles, first = program.run("log").out.splitlines()[:2]

    assert titles.split()[:3] == ["ID", "ACCOUNT", "RECEIVED"]
    assert first.split()[1] == "me"


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("--rule", "closed door"), ["d1"]),
        (("--contact", "Ann"), ["d2"]),
        (("--contact", "ann@work.example"), ["d2"]),
        (("--contact", "+1 202 555 0143"), ["d3"]),
        (("--contact", "@example.com"), ["d1", "d2"]),
        (("--since", "2026-11-20T13:03"), ["d3", "d4"]),
        (("--since", "2026-11-20T12:03:00Z"), ["d3", "d4"]),
        (("--since", "2026-11-20"), ["d1", "d2", "d3", "d4"]),
        (("--since", "2026-11-21"), []),
        (("--since", "36500d"), ["d1", "d2", "d3", "d4"]),
        (("--since", "2026-11-20", "--contact", "him@example.com"), ["d1"]),
    ],
)
def test_the_list_can_be_narrowed(
    program: Commands, words: tuple[str, ...], ids: list[str]
) -> None:
    """By time in the account's zone, by rule, and by person whichever handle was used."""
    assert [one["id"] for one in program.run("log", "--json", *words).objects] == ids


def test_what_is_no_time_is_wrong_use(program: Commands) -> None:
    """Exit code 2, with examples."""
    ended = program.run("log", "--since", "yesterday")

    assert ended.code == 2
    assert "`2h`" in ended.err


def test_nothing_in_a_subject_moves_the_cursor(program: Commands) -> None:
    """Controls and bidi characters of a stranger are shown as what they are."""
    hostile = a_mail(
        9,
        subject="\x1b[2JPay\u202egpj.exe",
        from_=(Address(address="eve@example.com", name="\x07Eve"),),
    )
    program.remember([a_decision(9, event=hostile, contact="eve@example.com")])
    told, raw = program.run("log").out, program.run("log", "--json").out

    assert "<U+001B>[2JPay<U+202E>gpj.exe" in told
    assert all(char.isprintable() or char == "\n" for char in told + raw)


def test_a_fresh_machine_gets_a_calm_answer(tmp_path: Path) -> None:
    """No error, and no database made by looking."""
    program = Commands(tmp_path)

    assert program.run("log") == (0, "", "Nothing was decided yet.\n")
    assert program.run("log", "--json") == (0, "", "")
    assert not (tmp_path / "state").exists()


def test_a_rule_on_trial_changes_nothing_about_the_one_that_decides(program: Commands) -> None:
    """What it would do is in `why` and in the JSON."""
    done = Effect(do=Do.FILE, value="News", status=Status.DONE)
    trial = "`Sales` is on trial"
    would = Effect(do=Do.FILE, value="Sales", status=Status.WOULD, reason=trial)
    program.remember([a_decision(5, done, would, rule="News", destination="News")])

    assert program.run("log").out.splitlines()[-1].endswith("  → News")
