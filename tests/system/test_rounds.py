"""One pass over a real mailbox: what is touched, and what never is."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from screener.application.hands import GONE
from screener.application.rounds.round import one_round
from screener.bootstrap import configure, connect, desk, opened_store
from screener.ports.mailbox import FolderState
from tests.servers.dovecot import Dovecot
from tests.servers.onlooker import onlooker
from tests.servers.proxy import Proxy, When, proxy
from tests.system.program import Program, a_letter

READING = {
    "CAPABILITY", "LOGIN", "ID", "NAMESPACE", "LIST", "STATUS", "EXAMINE", "NOOP", "UID SEARCH",
    "UID FETCH", "LOGOUT",
}  # fmt: skip
"""Commands that change nothing, provided that every body is asked for by PEEK."""

PUSHY = "pushy@example.com"


def test_one_line_closes_one_door(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """Only that sender's mail goes, seen, its exact bytes kept; the rest is as it was."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(f"closed: [{PUSHY}]")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("one"), flags=r"\Flagged")
        them.add(a_letter("two", sender=f'"Al al@example.com" <{PUSHY}>'), flags=r"\Answered")
        them.add(a_letter("three", sender=f'"{PUSHY}" <al@example.com>'), flags=r"\Seen mine")
        them.add(a_letter("four", sender="Pushy+offers@Example.COM"))
        them.add(a_letter("five", sender="not" + PUSHY))
        before = them.messages()
        program.once()
        closed = them.messages("Screened/Closed")

        assert them.messages() == [one for one in before if one.subject not in ("two", "four")]
        assert [one.subject for one in closed] == ["two", "four"]
        seen = {r"\Seen", "$MDNSent"}
        assert [one.flags for one in closed] == [seen | {r"\Answered"}, seen]
    assert sorted(program.objects()) == sorted(sha256(one.raw).hexdigest() for one in closed)
    assert sorted(program.objects().values()) == sorted(one.raw for one in closed)


def test_the_folder_for_closed_doors_is_subscribed(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """So that mail programs show it."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(f"closed: [{PUSHY}]")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter(sender=PUSHY))
        program.once()
        subscribed = them.imap.lsub()[1]
    assert any(b"Screened/Closed" in line for line in subscribed if isinstance(line, bytes))


def test_observing_changes_nothing(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """Every command only reads, every body is asked for by PEEK, and what was would stays so."""
    with onlooker(plain_dovecot.port, user) as them, proxy(plain_dovecot.port) as between:
        program = Program(tmp_path / "it", port=between.port, user=user, mode="observe")
        program.configure(training={"close": None, "welcome": None, "open": None})
        program.rules(
            f"closed: [{PUSHY}]\n"
            "rules:\n"
            "  - {name: Words, when: {body: call me}, then: {tag: words, copy: Copies}}\n"
        )
        them.add(a_letter("one", sender=PUSHY))
        them.add(a_letter("two"))
        before = them.folders(), them.messages()
        program.once()

        assert (them.folders(), them.messages()) == before
        assert set(between.verbs()) <= READING
        assert not any("BODY[" in command for command in between.commands)
        assert set(program.statuses()["two"].values()) == {"would"}
        assert program.statuses()["one"]["file"] == "would"
        program.configure(mode="enforce")
        program.once()
        assert them.messages() == before[1]
        assert "Copies" not in them.folders()
    assert len(program.objects()) == 1


def test_what_was_there_before_is_left_alone(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Without backfill the first pass only begins; what comes after it is screened."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(account={"backfill": "0d"})
    program.rules(f"closed: [{PUSHY}]")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("before", sender=PUSHY))
        program.once()
        them.add(a_letter("after", sender=PUSHY))
        program.once()

        assert them.subjects() == ["before"]
        assert them.subjects("Screened/Closed") == ["after"]
    assert [one["subject"] for one in program.log()] == ["after"]


def test_backfill_takes_what_came_within_it(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """By the hour when the server got it, wherever it lies, and whatever it says itself."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(account={"backfill": "2d"})
    program.rules(f"closed: [{PUSHY}]")
    now = datetime.now(UTC)
    long_ago = "Thu, 01 Jan 1970 00:00:00 +0000"
    with onlooker(plain_dovecot.port, user) as them:
        them.add(
            a_letter("47 hours", sender=PUSHY, Date=long_ago), received=now - timedelta(hours=47)
        )
        them.add(a_letter("49 hours", sender=PUSHY), received=now - timedelta(hours=49))
        them.add(a_letter("now", sender=PUSHY), received=now)
        them.add(a_letter("a year", sender=PUSHY), received=now - timedelta(days=365))
        program.once()

        assert them.subjects() == ["49 hours", "a year"]
        assert them.subjects("Screened/Closed") == ["47 hours", "now"]


def test_a_round_with_nothing_new_costs_one_command_a_folder(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """On a connection that stays open, and all of it is less than one small message."""
    with onlooker(plain_dovecot.port, user) as them, proxy(plain_dovecot.port) as between:
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.configure(account={"watch": ["INBOX", "Junk", "Sent"]})
        for number in range(300):
            them.add(a_letter(f"{number}"))
        program.once()
        said, octets = _rounds_without_news(program, between)
        training = [folder for folder in them.folders() if folder.startswith("Screener/")]
    assert len(said) <= len(["INBOX", "Junk", "Sent", "Screened/Closed", *training])
    assert octets < 2000


def test_every_watched_folder_is_read(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """Each has its own bookmark, and one that is not there is told and stops nobody."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(account={"watch": ["INBOX", "Not there", "Team/Ours"]})
    program.rules(f"closed: [{PUSHY}]")
    with onlooker(plain_dovecot.port, user) as them:
        them.create("Team/Ours")
        for number, folder in enumerate(["INBOX", "Team/Ours", "Junk"]):
            them.add(a_letter(f"in {folder}", sender=PUSHY, number=number), folder)
        missing = program.once(expect=1)
        them.add(a_letter("once more", sender=PUSHY), "Team/Ours")
        program.once(expect=1)

        assert them.subjects("Screened/Closed") == ["in INBOX", "in Team/Ours", "once more"]
        assert them.subjects("Junk") == ["in Junk"]
    (told,) = (one["why"] for one in missing.logged if one["event"] == "folder_not_read")
    assert told.startswith("The watched folder `Not there` cannot be read: ")


def test_a_new_uidvalidity_replays_nothing(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """A folder made again with the same mail in it; what came since is screened all the same."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(account={"watch": ["Team"]})
    program.rules("rules:\n  - {name: All, then: {copy: Copies, mark: flagged}}\n")
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    with onlooker(plain_dovecot.port, user) as them:
        them.create("Team")
        for number in range(20):
            them.add(a_letter(f"{number}"), "Team", received=an_hour_ago)
        program.once()
        lying = them.messages("Team")
        them.start_over("Team")
        for one in lying:
            them.add(one.raw, "Team", received=an_hour_ago)
        them.add(a_letter("new"), "Team")
        program.once()
        them.add(a_letter("newer"), "Team")
        program.once()

        assert them.subjects("Copies") == [*map(str, range(20)), "new", "newer"]
        flagged = [one.subject for one in them.messages("Team") if r"\Flagged" in one.flags]
        assert flagged == ["new", "newer"]
    assert len(program.log()) == 22


def test_what_waits_is_found_again_under_a_new_uidvalidity(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Decided during a pause, done after it, though every UID means something else now."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.configure(account={"watch": ["Team"]})
    program.rules("rules:\n  - {name: Tea, when: {subject: tea}, then: {file: Tea}}\n")
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    with onlooker(plain_dovecot.port, user) as them:
        them.create("Team")
        for subject in ("milk", "tea", "sugar"):
            them.add(a_letter(subject), "Team", received=an_hour_ago)
        program.run("pause")
        program.once()
        lying = them.messages("Team")
        them.start_over("Team")
        for one in reversed(lying):
            them.add(one.raw, "Team", received=an_hour_ago)
        program.run("resume")
        program.once()

        assert them.subjects("Team") == ["sugar", "milk"]
        assert them.subjects("Tea") == ["tea"]
    assert len(program.log()) == 3


def test_what_the_user_moves_back_is_left_alone(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """However often they move it about."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(f"closed: [{PUSHY}]")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("back", sender=PUSHY))
        program.once()
        for _ in range(3):
            folder = "Screened/Closed" if not them.messages() else "INBOX"
            if folder == "INBOX":
                them.move(them.messages()[0].uid, folder="INBOX", to="Junk")
                folder = "Junk"
            them.move(them.messages(folder)[0].uid, folder=folder, to="INBOX")
            program.once()
            assert them.subjects() == ["back"]
        them.add(a_letter("another", sender=PUSHY))
        program.once()

        assert them.subjects() == ["back"]
        assert them.subjects("Screened/Closed") == ["another"]


def test_an_old_message_id_lets_nobody_in(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Sent anew it is a new message, whether our filed copy is still there or not."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(f"closed: [{PUSHY}]")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("first", sender=PUSHY, Message_ID="<same@example.com>"))
        program.once()
        them.add(a_letter("second", sender=PUSHY, Message_ID="<same@example.com>"))
        program.once()
        them.remove(them.messages("Screened/Closed")[0].uid, folder="Screened/Closed")
        them.add(a_letter("third", sender=PUSHY, Message_ID="<same@example.com>"))
        program.once()

        assert them.subjects() == []
        assert them.subjects("Screened/Closed") == ["second", "third"]


def test_what_was_read_on_the_telephone_is_screened(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The cursor is the UID and not whether it was seen."""
    program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    program.rules(f"closed: [{PUSHY}]")
    with onlooker(plain_dovecot.port, user) as them:
        them.add(a_letter("glanced at", sender=PUSHY), flags=r"\Seen")
        program.once()
        assert them.subjects("Screened/Closed") == ["glanced at"]


def test_what_vanishes_between_deciding_and_doing_is_let_go(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The others are filed, nothing is made up for it, and the log says why."""
    with onlooker(plain_dovecot.port, user) as them, proxy(plain_dovecot.port) as between:
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.rules("rules:\n  - {name: All, then: {file: Filed}}\n")
        for subject in ("one", "two", "three"):
            them.add(a_letter(subject))
        between.step_in("UID MOVE", When.BEFORE, lambda: them.remove(2))
        program.once()

        assert them.subjects() == []
        assert them.subjects("Filed") == ["one", "three"]
    assert program.statuses() == {
        "one": {"file": "done"},
        "two": {"file": "refused"},
        "three": {"file": "done"},
    }
    reasons = [one["actions"][0]["reason"] for one in program.log() if one["subject"] == "two"]
    assert reasons == [GONE]


def _rounds_without_news(program: Program, between: Proxy) -> tuple[list[str], int]:
    """What the second of two rounds on one connection says, and how many octets pass."""
    configured = configure(program.folder / "config.yaml")
    (account,) = configured.settings.accounts
    quiet = dict[str, FolderState]()
    with opened_store(configured.settings) as store, closing(connect(account)) as mailbox:
        one_round(mailbox, desk(configured, account, store), quiet)
        between.forget()
        one_round(mailbox, desk(configured, account, store), quiet)
        return list(between.commands), between.octets
