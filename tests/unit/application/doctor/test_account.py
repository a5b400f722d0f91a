"""What the doctor says of an account, by a mailbox in memory."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from screener.adapters.memory.known_folders import MemoryFolderNotes
from screener.adapters.memory.mailbox import MemoryMailbox
from screener.adapters.memory.post import MemoryPost
from screener.adapters.memory.world import World
from screener.application.doctor.account import examine_account
from screener.application.doctor.finding import Finding, Level, exit_code
from screener.domain.record.decision import Mode
from screener.domain.settings.settings import Account
from screener.errors import InvalidConfiguration, LoginRefused, ScreenerError, Unreachable
from screener.ports.inspection import Encryption
from screener.ports.mailbox import Mailbox
from screener.ports.post import Post

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

GOOD = Encryption("TLSv1.3", NOW + timedelta(days=60))


def an_account(**differently: Any) -> Account:
    """An account on a server under TLS."""
    imap = {"host": "imap.example.com", "user": "me", "password": {"env": "PASSWORD"}}
    ordinary: dict[str, Any] = {"name": "me", "address": "me@example.com", "imap": imap}
    return Account.model_validate(ordinary | differently)


def examined(
    world: World,
    *,
    account: Account | None = None,
    mode: Mode = Mode.OBSERVE,
    encryption: Encryption | None = GOOD,
    connect: Callable[[], Mailbox] | None = None,
    notes: MemoryFolderNotes | None = None,
    post: Post | None = None,
) -> dict[str, Finding]:
    """The findings by what was looked at; the last one of each."""
    found = examine_account(
        account or an_account(),
        connect=connect or (lambda: MemoryMailbox(world)),
        encryption=lambda: encryption,
        post=post,
        folders=notes or MemoryFolderNotes(),
        mode=mode,
        now=NOW,
    )
    return {finding.check: finding for finding in found}


def a_letter(*fields: str) -> bytes:
    """A letter with those fields on top."""
    return "\r\n".join([*fields, "From: him@example.net", "Subject: Hello", "", "Hi.", ""]).encode()


def test_an_ordinary_account_has_nothing_that_fails() -> None:
    """Every finding names its account, and the exit code is 0."""
    found = examined(World())

    assert {"login", "tls", "move", "folders", "watch", "keywords", "clock"} <= set(found)
    assert {finding.account for finding in found.values()} == {"me"}
    assert not [finding for finding in found.values() if finding.level is Level.FAIL]
    assert exit_code(found.values()) == 0


@pytest.mark.parametrize(
    ("lacks", "check", "level"),
    [
        (["MOVE"], "move", Level.OK),
        (["MOVE", "UIDPLUS"], "move", Level.WARN),
        (["UIDPLUS"], "uidplus", Level.WARN),
        (["IDLE"], "idle", Level.WARN),
        (["CONDSTORE"], "condstore", Level.OK),
        (["SPECIAL-USE"], "special-use", Level.OK),
    ],
)
def test_what_a_server_lacks_is_told_with_its_meaning(
    lacks: list[str], check: str, level: Level
) -> None:
    """A word of the protocol alone helps nobody."""
    finding = examined(World(lacks=lacks))[check]

    assert finding.level is level
    assert finding.means


@pytest.mark.parametrize(
    ("post", "level", "code"),
    [
        (MemoryPost(), Level.OK, 0),
        (MemoryPost(is_down=True), Level.FAIL, 69),
        (MemoryPost(refuses_login=True), Level.FAIL, 77),
    ],
)
def test_the_server_that_sends_letters_is_looked_at(
    post: MemoryPost, level: Level, code: int
) -> None:
    """Or the first answer would be the first to find out; nothing is sent for it."""
    account = an_account(smtp={"host": "smtp.example.com"})
    found = examined(World(), account=account, post=post)

    assert found["smtp"].level is level
    assert exit_code(found.values()) == code
    assert post.arrived == []


def test_where_nothing_can_be_sent_that_is_no_failure() -> None:
    """Screening needs no SMTP."""
    found = examined(World())["smtp"]

    assert (found.level, found.found) == (Level.OK, "none is configured")


def test_an_empty_inbox_is_no_reason_to_blame_the_server() -> None:
    """Who checks senders is seen in letters; the advice is to look again when there are some."""
    world = World()
    empty = examined(world)["authserv"]
    world.deliver(a_letter())
    silent = examined(world)["authserv"]

    assert "empty" in empty.found
    assert "again" in empty.fix
    assert silent.found == "none of the newest letters (1) says who checked its sender"


def test_idle_that_nobody_wants_is_not_missed() -> None:
    """`idle: false` in the configuration."""
    finding = examined(World(lacks=["IDLE"]), account=an_account(idle="false"))["idle"]

    assert finding.level is Level.OK


def test_a_watched_folder_that_is_not_there_fails() -> None:
    """Nothing of it would ever be screened."""
    account = an_account(watch=["INBOX", "Contact form"])
    finding = examined(World(), account=account)["watch"]

    assert finding.level is Level.FAIL
    assert "Contact form" in finding.found


def test_a_missing_special_folder_is_told_by_its_use() -> None:
    """And `sent` in the configuration stands for the one of the server."""
    world = World()
    for name in ("Sent", "Trash"):
        del world.folders[name]
    world.make("My post")
    found = examined(world, account=an_account(sent="My post"))

    assert found["trash"].level is Level.WARN
    assert found["sent"] == found["sent"]._replace(level=Level.OK, found="My post")
    assert examined(world, account=an_account(sent="Gone"))["sent"].level is Level.FAIL


@pytest.mark.parametrize(("keeps", "level"), [(True, Level.OK), (False, Level.WARN)])
def test_keywords_are_asked_about_where_the_daemon_opens_the_folder_for_writing(
    *, keeps: bool, level: Level
) -> None:
    """PERMANENTFLAGS of a folder that is open for reading says nothing (RFC 3501)."""
    found = examined(World(keeps_keywords=keeps), mode=Mode.ENFORCE)

    assert found["keywords"].level is level


class Careful(MemoryMailbox):
    """Refuses everything that could change the mailbox."""

    def open(self, folder: str, *, writable: bool) -> Any:
        """For reading only."""
        assert not writable
        return super().open(folder, writable=writable)

    def _forbidden(self, *_: object, **__: object) -> Any:
        raise AssertionError("the doctor changes nothing")

    ensure_folder = change_flags = copy = move = remove_copied = append = _forbidden


def test_while_observing_nothing_is_opened_for_writing() -> None:
    """Everything is EXAMINE, and nothing is marked, made or moved."""
    world = World()
    world.deliver(a_letter())
    found = examined(world, connect=lambda: Careful(world))

    assert found["watch"].found == "INBOX: 1 message"
    assert found["keywords"].level is Level.OK


@pytest.mark.parametrize(
    ("left", "level"), [(timedelta(days=60), Level.OK), (timedelta(days=3), Level.WARN)]
)
def test_a_certificate_is_told_of_before_it_runs_out(left: timedelta, level: Level) -> None:
    """On the day itself it would be too late."""
    finding = examined(World(), encryption=Encryption("TLSv1.3", NOW + left))["tls"]

    assert finding.level is level
    assert f"({left.days} days)" in finding.found


@pytest.mark.parametrize(
    ("host", "level"), [("127.0.0.1", Level.OK), ("imap.example.com", Level.WARN)]
)
def test_no_encryption_is_well_only_on_this_machine(host: str, level: Level) -> None:
    """Elsewhere `insecure: true` was written, and the doctor reminds of it."""
    imap = {"host": host, "user": "me", "password": {"env": "PASSWORD"}}
    imap |= {"tls": "none", "insecure": "true"}
    found = examined(World(), account=an_account(imap=imap), encryption=None)

    assert found["tls"].level is level


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unreachable("nobody answers", advice="look at the host"), 69),
        (LoginRefused("wrong password", advice="type it again"), 77),
        (InvalidConfiguration("there is no password", advice="set it"), 78),
    ],
)
def test_an_account_that_cannot_be_entered_fails_with_the_code_of_its_error(
    error: ScreenerError, code: int
) -> None:
    """The same codes as those of `once`."""

    def refuse() -> Mailbox:
        raise error

    found = examined(World(), connect=refuse)

    assert found["login"].found == error.message
    assert found["login"].fix == error.advice
    assert exit_code(found.values()) == code
    # A refused login is no reason not to look at the certificate.
    assert ("tls" in found) is (code == 77)


def test_a_server_that_goes_away_meanwhile_is_told_and_not_raised() -> None:
    """What was found before stands."""
    world = World()
    world.meanwhile("status", world.go_down)
    found = examined(world)

    assert found["folders"].level is Level.OK
    assert found["connection"].level is Level.FAIL
    assert exit_code(found.values()) == 69


def test_the_names_that_vouch_are_counted_and_the_commonest_is_proposed() -> None:
    """The topmost field counts: what stands below it anybody may have written."""
    world = World()
    for _ in range(3):
        world.deliver(
            a_letter(
                "Authentication-Results: mx.example.com; dmarc=pass header.from=example.net",
                "Authentication-Results: liar.example; dmarc=pass header.from=example.net",
            )
        )
    world.deliver(a_letter())
    finding = examined(world)["authserv"]

    assert finding.level is Level.WARN
    assert finding.found == "mx.example.com (3); trusted: nobody"
    assert "trusted_authserv: [mx.example.com]" in finding.fix


def test_a_name_that_vouches_and_is_trusted_is_well() -> None:
    """Whatever the case in which it is written."""
    world = World()
    world.deliver(a_letter("Authentication-Results: MX.example.com; spf=none"))
    found = examined(world, account=an_account(trusted_authserv=["mx.EXAMPLE.com"]))

    assert found["authserv"].level is Level.OK


def test_results_without_a_name_are_microsoft_s() -> None:
    """Exchange Online leaves the authserv-id out."""
    world = World()
    world.deliver(a_letter("Authentication-Results: spf=pass smtp.mailfrom=example.net"))

    assert "trusted_authserv: [microsoft]" in examined(world)["authserv"].fix


def test_only_the_newest_letters_are_read() -> None:
    """An old provider's name does not count any more."""
    world = World()
    world.deliver(a_letter("Authentication-Results: old.example.com; spf=none"))
    for _ in range(50):
        world.deliver(a_letter("Authentication-Results: new.example.com; spf=none"))

    assert examined(world)["authserv"].found.startswith("new.example.com (50);")


def test_a_letter_from_the_future_tells_of_a_wrong_clock() -> None:
    """One from the past tells nothing."""
    slow, well = World(), World()
    slow.deliver(a_letter(), received=NOW + timedelta(minutes=10))
    well.deliver(a_letter(), received=NOW - timedelta(days=10))

    assert examined(slow)["clock"].level is Level.WARN
    assert "10 minutes" in examined(slow)["clock"].found
    assert examined(well)["clock"].level is Level.OK


def test_the_folders_that_are_there_are_noted() -> None:
    """So that `check` knows mistyped ones without asking the server."""
    world, notes = World(), MemoryFolderNotes()
    world.make("Receipts")
    examined(world, notes=notes)
    assert {"INBOX", "Receipts"} <= notes.folders
    assert notes.looked() == NOW
