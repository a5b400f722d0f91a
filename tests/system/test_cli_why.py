"""`why`: one decision with every rule that was tried."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screener.adapters.keys import command_secret
from screener.domain.digest.command import Command, Seal, Verb
from screener.domain.record.decision import MOVED_BACK, Door
from screener.domain.record.effect import Do, Effect, Status
from screener.domain.record.event import Class
from tests.builders import a_decision, a_mail, an_unreadable
from tests.system.commands import Commands

RULES = """\
closed:
  - name: The man from the street
    handles: [him@example.com]
rules:
  - name: Big
    when: {size: ">5MB", not: {is: bulk}}
    then: {tag: big}
  - name: News
    when: {is: list}
    then: {file: News}
  - name: Rest
    when: {body: lunch}
    then: {keep: true}
"""

KNOCK = a_decision(
    1,
    Effect(do=Do.PRESERVE, value="true", status=Status.DONE),
    Effect(do=Do.FILE, value="Screened/Closed", status=Status.FAILED, reason="over quota"),
    contact="The man from the street",
    door=Door.CLOSED,
    rule="closed door",
    destination="Screened/Closed",
    knock=True,
)
NEWS = a_decision(
    2,
    Effect(do=Do.FILE, value="News", status=Status.DONE),
    event=a_mail(2, sender="news@example.com", subject="Today", classes=frozenset({Class.LIST})),
    contact="news@example.com",
    rule="News",
    destination="News",
)


@pytest.fixture
def program(tmp_path: Path) -> Commands:
    """A program with one closed door and three rules that decided two messages."""
    program = Commands(tmp_path)
    program.write("rules/10.yaml", RULES)
    program.remember([KNOCK, NEWS])
    return program


def test_people_read_the_whole_story(program: Commands) -> None:
    """The rule, each condition with its mark, what was done, and why something was not."""
    assert program.run("why", "d1").out == (
        "d1: `closed door` decided\n"
        "\n"
        "  from      <him@example.com>\n"
        "  contact   The man from the street\n"
        "  door      closed\n"
        "  subject   (hidden)\n"
        "  received  2026-11-20 13:01+01:00 in INBOX of me\n"
        "  decided   2026-11-20 13:01+01:00 in enforce mode\n"
        "  lies      in INBOX as UID 1\n"
        "\n"
        "Tried\n"
        "  ✓ closed door  rules/10.yaml:2\n"
        "      ✓ from: The man from the street (found: The man from the street)\n"
        "      ✓ door: closed (found: closed)\n"
        "  ✗ Big  rules/10.yaml:5\n"
        "      ✗ size: >5MB (found: 2000)\n"
        "      ✓ not is: bulk (found: nothing)\n"
        "  ✗ News  rules/10.yaml:8\n"
        "      ✗ is: list (found: nothing)\n"
        "  ✗ Rest  rules/10.yaml:11\n"
        "      ? body: lunch (found: not read)\n"
        "\n"
        "Actions\n"
        "  preserve (done)\n"
        "      2026-11-20 13:01+01:00\n"
        "  file: Screened/Closed (failed, over quota)\n"
        "      2026-11-20 13:01+01:00\n"
    )


def test_what_a_closed_contact_wrote_is_told_when_it_is_asked_for(program: Commands) -> None:
    """Neither the subject nor what the sender calls himself, nor what a rule found in either."""
    rule = "rules: [{name: Words, when: {subject: hello, header: {X: a}}, then: {keep: true}}]"
    program.write("rules/05.yaml", rule)
    boo = a_mail(
        3, subject="Hello, boo!", name="Boo", headers={"x": ("boo",)}, message_id="<3@example.com>"
    )
    closed = {"contact": "The man from the street", "door": Door.CLOSED, "rule": "closed door"}
    program.remember([a_decision(3, event=boo, **closed)])
    hidden, shown = program.run("why", "d3").out, program.run("why", "d3", "--words").out

    assert "boo" not in hidden.casefold()
    assert "  from      (hidden) <him@example.com>\n" in hidden
    assert "      ✓ subject: hello (found: hidden)\n" in hidden
    assert "  from      Boo <him@example.com>\n" in shown
    assert "      ✓ subject: hello (found: Hello, boo!)\n" in shown


def test_json_is_the_decision_and_its_trace(program: Commands) -> None:
    """Every rule up to the one that decided, each with its place and all of its conditions."""
    told = program.run("why", "d2", "--json").objects
    logged = program.run("log", "--json").objects[1]

    assert told == [
        {
            **logged,
            "trace": [
                {
                    "rule": "Big",
                    "file": "rules/10.yaml",
                    "line": 5,
                    "matched": False,
                    "conditions": [
                        {"key": "size", "expected": ">5MB", "actual": 2000, "held": False},
                        {"key": "not.is", "expected": "bulk", "actual": ["list"], "held": False},
                    ],
                },
                {
                    "rule": "News",
                    "file": "rules/10.yaml",
                    "line": 8,
                    "matched": True,
                    "conditions": [
                        {"key": "is", "expected": "list", "actual": ["list"], "held": True}
                    ],
                },
            ],
        }
    ]


def test_the_built_in_rule_points_at_the_line_of_the_door(program: Commands) -> None:
    """Its file and line are those of the entry under `closed`."""
    first = program.run("why", "d1", "--json").objects[0]["trace"][0]

    assert (first["rule"], first["file"], first["line"]) == ("closed door", "rules/10.yaml", 2)


@pytest.mark.parametrize("word", ["d2", "D2", "<2@example.com>", "2@example.com", "today"])
def test_a_message_is_found_by_all_that_people_have_of_it(program: Commands, word: str) -> None:
    """By its id, its Message-ID with and without brackets, or a piece of the subject."""
    assert program.run("why", word, "--json").objects[0]["id"] == "d2"


@pytest.mark.parametrize("word", ["<2@example.com>", "today"])
def test_of_one_message_the_last_decision_is_told(program: Commands, word: str) -> None:
    """A door that was closed since has its sweep decide anew; the id still finds the first one."""
    swept = a_decision(1, event=NEWS.event, id="a1", decided=NEWS.decided + timedelta(days=1))
    program.remember([swept])

    assert program.run("why", word, "--json").objects[0]["id"] == "a1"
    assert program.run("why", "d2", "--json").objects[0]["id"] == "d2"


def test_an_unknown_message_ends_with_1(program: Commands) -> None:
    """And says where to look."""
    ended = program.run("why", "nothing")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("nothing was decided about `nothing`\n  `screener log`")


def test_an_ambiguous_subject_lists_the_candidates(program: Commands) -> None:
    """With the id that tells them apart; the exit code is 1."""
    ann = "ann@example.com"
    program.remember([a_decision(3, event=a_mail(3, sender=ann), contact=ann)])
    ended = program.run("why", "Lunch")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "`Lunch` may be any of several messages; here are 2\n"
        "  d1  2026-11-20 13:01+01:00  The man from the street  (hidden)\n"
        "  d3  2026-11-20 13:03+01:00  ann@example.com  Lunch?\n"
    )


def test_what_was_left_alone_has_its_reason_and_no_trace(program: Commands) -> None:
    """No rule was tried on what the user moved back, nor on what nobody could read."""
    moved = a_decision(4, event=a_mail(4, subject="Back"), reason=MOVED_BACK)
    program.remember([moved, a_decision(5, event=an_unreadable(5), reason="the header is empty")])

    assert program.run("why", "d4", "--json").objects[0]["trace"] == []
    assert f"because   {MOVED_BACK}" in program.run("why", "d4").out
    assert "because   the header is empty" in program.run("why", "d5").out


def test_changed_rules_are_told(program: Commands) -> None:
    """The trace is by the rules of today; if they come to something else, that is said."""
    program.write("rules/10.yaml", "rules: []\n")

    assert program.run("why", "d2").out.endswith(
        "The rules have changed since then: today no rule would decide.\n"
    )


def test_broken_rules_are_told_once(program: Commands) -> None:
    """However often they are asked for, and the story goes by the last good ones."""
    program.run("doors")
    program.write("rules/20.yaml", "rulez: []\n")
    for words in (["d2"], ["today"], ["--from", "him@example.com"]):
        told = program.run("why", *words)
        assert told.code == 0
        assert told.err.count("These rules are not in force") == 1
        assert told.err.count("`rulez` is unknown") == 1
        assert "rules_broken" not in told.err  # which is what the log calls it


def test_a_message_that_might_come_is_decided_and_not_acted_upon(program: Commands) -> None:
    """Every action is `would`, whatever the mode, and nothing is written down."""
    program.write("config.yaml", program.read("config.yaml").replace("observe", "enforce"))
    told = program.run("why", "--from", "him@example.com", "--json").objects[0]

    assert (told["rule"], told["contact"]) == ("closed door", "The man from the street")
    assert {action["status"] for action in told["actions"]} == {"would"}
    assert (told["uid"], told["message_id"]) == (None, None)
    assert len(program.run("log", "--json").objects) == 2


def test_a_message_that_might_come_is_authenticated_and_has_its_subject(program: Commands) -> None:
    """So that rules about both can be tried out before they matter."""
    program.write(
        "rules/20.yaml",
        "rules:\n"
        "  - name: Interview\n"
        "    when: {authenticated: true, subject: interview, header: {X-Job: false}}\n"
        "    then: {tag: interview}\n",
    )
    words = ("--from", "ann@example.com", "--subject", "An Interview?", "--account", "me")

    assert program.run("why", *words, "--json").objects[0]["rule"] == "Interview"
    assert program.run("why", *words).out.startswith("It: `Interview` decides\n")


def test_a_sender_that_might_come_has_a_name(program: Commands) -> None:
    """As it is copied out of a mail program: somebody behind a service is known by it alone."""
    program.write("rules/20.yaml", "closed: [{via: linkedin.com, name: John Street}]\n")
    words = ("why", "--json", "--from")

    told = program.run(*words, "John Street <messages@linkedin.com>").objects[0]
    assert (told["door"], told["from"]["name"]) == ("closed", "John Street")
    assert program.run(*words, "messages@linkedin.com").objects[0]["door"] == "open"


def test_only_texts_that_are_there_are_told_as_found(program: Commands) -> None:
    """A mail has no transcript, and one that might come no words."""
    program.write(
        "rules/20.yaml", "rules: [{name: Lunch, when: {text: lunch}, then: {tag: lunch}}]\n"
    )
    words = ("why", "--from", "ann@example.com", "--subject")

    assert "text: lunch (found: Coffee)" in program.run(*words, "Coffee").out
    assert "text: lunch (found: nothing)" in program.run(*words, "").out


def test_a_command_that_might_come_is_taken_as_one(program: Commands) -> None:
    """Whoever sends it, unless a letter of it was changed; and it is not used up by asking."""
    state = program.home / "state"
    seal = Seal(command_secret(state), account="me")
    until = datetime.now(UTC).date() + timedelta(days=1)
    subject = seal.subject(Command(Verb.CLOSE, ("ann@example.com",)), until=until)
    forged = subject.replace("ann@", "bob@")
    asked = [program.run("why", "--from", "me@example.com", "--subject", subject).out] * 2
    other = program.run("why", "--from", "me@example.com", "--subject", forged).out

    for out in asked:
        assert out.startswith("It: `your word` decides\n")
        assert "  because   you said: close ann@example.com\n" in out
        assert "  file: Screened/Commands (would be done)\n" in out
    assert "It: `your word`" not in other
    assert program.run("log", "--rule", "your word").out == ""


def test_a_digest_is_not_imagined(program: Commands) -> None:
    """What only looks like one is decided like any other mail, and that is said."""
    words = (
        "why",
        "--from",
        "me@example.com",
        "--subject",
        "Screener digest, Friday 1 May: Paused",
    )

    assert "known by a signature in its header" in program.run(*words).out
    assert "signature" not in program.run(*words[:-1], "Lunch").out


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("d1", "--from", "him@example.com"),
        ("--from", "example.com"),
        ("--from", "him"),
        ("--from", ""),
        ("--from", "+1 202 555 0143"),
        ("--from", "him@example.com", "--account", "mi"),
    ],
)
def test_words_that_do_not_fit_together_are_wrong_use(
    program: Commands, words: tuple[str, ...]
) -> None:
    """One message or one sender, an address, and an account that is there."""
    assert program.run("why", *words).code == 2


def test_a_fresh_machine_knows_no_message_and_makes_no_database(tmp_path: Path) -> None:
    """Looking leaves nothing behind."""
    program = Commands(tmp_path)

    assert program.run("why", "d1").code == 1
    assert program.run("why", "--from", "him@example.com").code == 0
    assert not (tmp_path / "state" / "screener.sqlite3").exists()
