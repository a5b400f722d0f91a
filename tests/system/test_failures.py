"""What goes wrong around the program: one clear message, the right exit code, and no harm done.

Each test ends with the cause gone and the mail where it belongs.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from screener.adapters.imap import Server
from screener.adapters.imap import connect as connect_imap
from screener.adapters.imap.mailbox import ImapMailbox
from screener.application.rounds.round import one_round
from screener.bootstrap import configure, desk, mailbox_lock, opened_store
from screener.daemon.once import once
from screener.daemon.watcher import Watcher
from screener.errors import ScreenerError, Unreachable
from screener.ports.mailbox import Mailbox
from tests.servers.dovecot import PASSWORD, Dovecot, Quirks, dovecot
from tests.servers.onlooker import Onlooker, onlooker
from tests.servers.ports import free_port
from tests.servers.proxy import Cut, When, proxy
from tests.system.program import Done, Program, a_letter

PUSHY = "pushy@example.com"

RULES = f"closed: [{PUSHY}]\n"

WITHOUT_ROOTS_RIGHTS = (
    "setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner,-chown",
)  # fmt: skip
"""Root may write anywhere; without these it is bound by modes like everybody else."""


def complaint(done: Done) -> str:
    """The only thing that a person is told; the log has no second version of it."""
    first, *advice = done.told
    assert all(line.startswith("  ") for line in advice), done
    assert not any(first in str(one.get("why")) for one in done.logged)
    return "\n".join(done.told)


@contextmanager
def waiting(server: Dovecot, user: str, folder: Path) -> Iterator[tuple[Program, Onlooker]]:
    """A program that has never run, and one letter of somebody whose door is closed."""
    with onlooker(server.port, user) as them:
        them.add(a_letter("one", sender=PUSHY))
        program = Program(folder / "it", port=server.port, user=user)
        program.forget_all()
        program.rules(RULES)
        yield program, them


def assert_filed(program: Program, them: Onlooker, *subjects: str) -> None:
    """The next pass does what could not be done."""
    program.once()
    assert them.subjects() == []
    assert sorted(them.subjects("Screened/Closed")) == sorted(subjects)
    assert len(program.log()) == len(subjects)
    assert sorted(program.objects().values()) == sorted(
        one.raw for one in them.messages("Screened/Closed")
    )


def test_a_wrong_password(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """77; the password itself is told nowhere."""
    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        program.set_password("not-the-password")
        done = program.once(expect=77)
        assert user in complaint(done)
        assert "not-the-password" not in done.out + done.err
        program.set_password(PASSWORD)
        assert_filed(program, them, "one")


def test_nobody_at_that_port(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """69, with what to look at."""
    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        right = program.accounts[0]["imap"]
        program.configure(account={"imap": {**right, "port": free_port()}})
        assert "`imap.port`" in complaint(program.once(expect=69))
        program.configure(account={"imap": right})
        assert_filed(program, them, "one")


def test_passes_remember_who_is_cut_off_and_tell_somebody(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """As the daemon does: by `trouble` after an hour, once, and in the digest of whoever is served
    again. A pass that finds the mailbox held by another process is no outage.
    """

    def outages() -> list[tuple[bool, bool]]:
        with opened_store(configured.settings) as store:
            known = store.outages.known("me", since=begun)
        return [(one.told, one.until is not None) for one in known]

    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        told = tmp_path / "told"
        writes = ["sh", "-c", 'echo "$SCREENER_ACCOUNT" >> "$0"', str(told)]
        program.configure(trouble={"command": writes})
        configured = configure(program.folder / "config.yaml")
        (account,) = configured.settings.accounts
        right = program.accounts[0]["imap"]
        program.configure(account={"imap": {**right, "port": free_port()}})
        begun = datetime.now(UTC) - timedelta(hours=2)
        with opened_store(configured.settings) as store:
            with mailbox_lock(configured.settings, account, store):
                program.once(expect=75)
            assert outages() == []
            store.outages.begin("me", at=begun, why="Nobody answers.")
        for _ in range(2):
            program.once(expect=69)
        assert told.read_text() == "me\n"
        assert outages() == [(True, False)]
        program.configure(account={"imap": right})
        assert_filed(program, them, "one")
        assert outages() == [(True, True)]


def test_a_certificate_that_nobody_vouches_for(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """69, and the advice is what helps."""
    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        right = program.accounts[0]["imap"]
        secure = {**right, "tls": "implicit", "port": plain_dovecot.tls_port}
        program.configure(account={"imap": secure})
        assert "`imap.ca_file`" in complaint(program.once(expect=69))
        secure["ca_file"] = str(plain_dovecot.certificate)
        program.configure(account={"imap": secure})
        assert_filed(program, them, "one")


@pytest.mark.parametrize(
    ("blocks", "letters", "octets"),
    [(8, 1, 100), (600, 1, 1_000_000), (1500, 700, 2_000)],
    ids=["at the first start", "while evidence is kept", "while decisions are written"],
)
def test_a_full_disk(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, blocks: int, letters: int, octets: int
) -> None:
    """Exit 1; no message is touched before its evidence and its decision are on disk."""
    full = ("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")
    subjects = [f"{number}" for number in range(letters)]
    with onlooker(plain_dovecot.port, user) as them:
        program = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
        program.rules(RULES)
        if blocks > 8:
            program.once()
        for subject in subjects:
            them.add(a_letter(subject, sender=PUSHY, body="x" * octets))
        before = them.messages()
        done = program.run("once", before=full)

        assert done.code == 1
        assert str(program.state) in complaint(done)
        assert them.messages() == before
        assert_filed(program, them, *subjects)


def test_a_state_directory_that_may_only_be_read(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """Exit 1, at the first start and later."""
    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        program.state.mkdir(mode=0o500)
        done = program.run("once", before=WITHOUT_ROOTS_RIGHTS)
        assert done.code == 1
        assert str(program.state) in complaint(done)
        program.state.chmod(0o700)
        assert_filed(program, them, "one")

        them.add(a_letter("two", sender=PUSHY))
        program.state.chmod(0o500)
        done = program.run("once", before=WITHOUT_ROOTS_RIGHTS)
        program.state.chmod(0o700)
        assert done.code == 1
        assert str(program.state) in complaint(done)
        assert them.subjects() == ["two"]
        assert_filed(program, them, "one", "two")


def test_a_folder_that_may_only_be_read(user: str, tmp_path: Path) -> None:
    """Exit 1 with the reason in the log and in `log`; what comes later is filed."""
    with dovecot(Quirks(rights={"INBOX": "lrp"})) as server, onlooker(server.port, user) as them:
        program = Program(tmp_path / "it", port=server.port, user=user)
        program.rules(RULES)
        server.deliver(user, a_letter("one", sender=PUSHY))
        done = program.once(expect=1)

        said = {one["why"] for one in done.logged if one["level"] == "warning"}
        assert said == {"`INBOX` may only be read with this login, so nothing is changed there"}
        assert done.told == []
        assert program.statuses()["one"]["file"] == "failed"
        (server.certificate.parent / "rights" / "INBOX").write_text("owner lrwstipekxa\n")
        them.add(a_letter("two", sender=PUSHY))
        program.once()
        assert them.subjects() == ["one"]
        assert them.subjects("Screened/Closed") == ["two"]


@pytest.mark.parametrize("when", list(When))
def test_a_connection_that_breaks_in_the_middle(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, when: When
) -> None:
    """69; the next pass finds out how far the last one came."""

    def cut() -> None:
        raise Cut

    with (
        waiting(plain_dovecot, user, tmp_path) as (program, them),
        proxy(plain_dovecot.port) as between,
    ):
        them.create("Screened/Closed")
        right = program.accounts[0]["imap"]
        program.configure(account={"imap": {**right, "port": between.port}})
        between.step_in("UID MOVE", when, cut)
        if when is When.AFTER:  # then only the farewell is lost
            program.once()
        else:
            assert "broke" in complaint(program.once(expect=69))
        assert_filed(program, them, "one")


def test_a_server_that_is_restarted_in_the_middle(user: str, tmp_path: Path) -> None:
    """69 while it is away; what was begun is finished once it is back."""
    with dovecot() as server, proxy(server.port) as between:
        program = Program(tmp_path / "it", port=between.port, user=user)
        program.rules(RULES)
        server.deliver(user, a_letter("one", sender=PUSHY))
        between.step_in("UID MOVE", When.BEFORE, server.stop)
        complaint(program.once(expect=69))
        complaint(program.once(expect=69))
        server.start()
        with onlooker(server.port, user) as them:
            assert_filed(program, them, "one")


def test_a_line_that_went_dead_is_given_up(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """A server that says nothing any more keeps a pass no longer than it may."""
    with (
        waiting(plain_dovecot, user, tmp_path) as (program, them),
        proxy(plain_dovecot.port) as between,
    ):
        between.step_in("UID MOVE", When.BEFORE, between.go_deaf)
        configured = configure(program.folder / "config.yaml")
        (account,) = configured.settings.accounts
        with (
            opened_store(configured.settings) as store,
            closing(a_connection(between.port, user, patience=1)) as mailbox,
            pytest.raises(Unreachable, match="said nothing"),
        ):
            one_round(mailbox, desk(configured, account, store), {})
        assert_filed(program, them, "one")


def test_a_watcher_on_a_dead_line_connects_anew(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The poll finds out that nobody hears the IDLE any more; what came meanwhile is filed."""
    with (
        waiting(plain_dovecot, user, tmp_path) as (program, them),
        proxy(plain_dovecot.port) as between,
    ):
        configured = configure(program.folder / "config.yaml")
        (account,) = configured.settings.accounts
        idles = Event()
        between.step_in("IDLE", When.BEFORE, idles.set)
        patience = iter([3, 60])
        with opened_store(configured.settings) as store:
            watcher = Watcher(
                desk(configured, account, store),
                connect=lambda: a_connection(between.port, user, patience=next(patience)),
                idle=True,
            )
            watcher.start()
            try:
                assert idles.wait(60)
                between.go_deaf()
                them.add(a_letter("two", sender=PUSHY))
                watcher.wake()
                them.await_subjects("Screened/Closed", "one", "two")
            finally:
                watcher.stop()
                watcher.join(60)
        assert between.connections == 2


def a_connection(port: int, user: str, *, patience: float) -> Mailbox:
    """One on which a silence may last so many seconds, once it is made."""
    server = Server(host="127.0.0.1", port=port, user=user, tls="none")
    mailbox = connect_imap(server, lambda: PASSWORD)
    assert isinstance(mailbox, ImapMailbox)
    mailbox._session.wire.be_patient(timedelta(seconds=patience))
    return mailbox


def test_broken_rules_and_none_before_them(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """78 with the line that is wrong."""
    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        program.rules(f"closd: [{PUSHY}]\n")
        done = program.once(expect=78)
        assert done.told[0].startswith("rules/rules.yaml:1:1: `closd`")
        assert done.logged == []
        assert them.subjects() == ["one"]
        program.rules(RULES)
        assert_filed(program, them, "one")


def test_broken_rules_and_good_ones_before_them(
    plain_dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    """The good ones stay in force, and the log says so."""
    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        assert_filed(program, them, "one")
        program.rules("rules:\n  - {name: Tea, whn: {subject: tea}, then: {file: Tea}}\n")
        them.add(a_letter("two", sender=PUSHY))
        done = program.once()

        (told,) = (one for one in done.logged if one["level"] == "error")
        assert told["event"] == "rules_broken_last_good_kept"
        assert told["first"] == "rules/rules.yaml:2:17"
        assert done.told == []
        assert them.subjects("Screened/Closed") == ["one", "two"]
        program.rules("rules:\n  - {name: Tea, when: {subject: tea}, then: {file: Tea}}\n")
        them.add(a_letter("tea", sender=PUSHY))
        program.once()
        assert them.subjects("Tea") == ["tea"]


def test_two_at_the_same_time(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    """75 for the second, which says who has it; the first is not disturbed."""
    reached, go_on = Event(), Event()

    def stop_here() -> None:
        reached.set()
        go_on.wait(60)

    with (
        waiting(plain_dovecot, user, tmp_path) as (program, them),
        proxy(plain_dovecot.port) as between,
    ):
        right = program.accounts[0]["imap"]
        program.configure(account={"imap": {**right, "port": between.port}})
        between.step_in("UID FETCH", When.BEFORE, stop_here)
        with program.started("once") as first:
            assert reached.wait(60)
            told = complaint(program.once(expect=75))
            go_on.set()
            assert first.wait(60) == 0
        assert f"pid {first.pid} on host" in told
        assert them.subjects("Screened/Closed") == ["one"]
        program.once()


@pytest.mark.parametrize("code", [69, 77])
def test_one_account_fails_and_the_other_is_served(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, code: int
) -> None:
    """First all mail, then the exit code."""
    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        port = free_port() if code == 69 else plain_dovecot.port
        other = program.account("other", port=port, user=user)
        other["imap"]["password"] = {"command": ["echo", "not-the-password"]}
        program.accounts.insert(0, other)
        program.configure()
        done = program.once(expect=code)
        complaint(done)
        ended = [one["account"] for one in done.logged if one["event"] == "round_ended"]
        assert ended == ["me"]
        assert them.subjects("Screened/Closed") == ["one"]


def test_a_fault_of_the_program_in_one_account_stops_no_other(
    plain_dovecot: Dovecot, user: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log has its traceback, and the pass does not count as a good one."""
    with waiting(plain_dovecot, user, tmp_path) as (program, them):
        program.accounts.insert(0, program.account("other", port=plain_dovecot.port, user=user))
        program.configure()
        configured = configure(program.folder / "config.yaml")
        other, me = configured.settings.accounts
        configured.settings = configured.settings.model_copy(
            update={"accounts": (other.model_copy(update={"imap": None}), me)}
        )
        with pytest.raises(ScreenerError) as told:
            once(configured)
        assert told.value.exit_code == 1
        assert "fault of the program" in told.value.message
        assert "AttributeError" in capsys.readouterr().out
        assert them.subjects("Screened/Closed") == ["one"]
