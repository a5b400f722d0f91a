"""`run`: mail is filed as it comes, whatever happens to the server, the files and the program."""

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.dovecot import PASSWORD, Dovecot, dovecot
from tests.servers.onlooker import onlooker
from tests.servers.ports import free_port
from tests.servers.proxy import When, proxy
from tests.system.forked import Process
from tests.system.program import Done, Program, a_letter, eventually

PUSHY = "pushy@example.com"

RULES = f"closed: [{PUSHY}]\n"


class Daemon:
    """One that runs, with a systemd that listens."""

    def __init__(self, process: Process, systemd: socket.socket) -> None:
        self.process = process
        self._systemd = systemd

    def await_notice(self, beginning: str, *, seconds: float = 90) -> str:
        """What systemd hears next that begins so."""
        end = time.monotonic() + seconds
        while True:
            self._systemd.settimeout(max(0.01, end - time.monotonic()))
            notice = self._systemd.recv(4096).decode()
            if notice.startswith(beginning):
                return notice

    def send(self, number: signal.Signals) -> None:
        """A signal."""
        self.process.send_signal(number)

    def ended(self, *, within: float = 90) -> Done:
        """Wait until it has ended by itself."""
        out, err = self.process.communicate(timeout=within)
        assert "Traceback" not in err, err
        return Done(self.process.wait(), out, err)

    def stopped(self) -> Done:
        """End it as systemd does; it has ten seconds."""
        self.send(signal.SIGTERM)
        done = self.ended(within=10)
        assert done.code == 0, done
        return done


@contextmanager
def running(program: Program, **environ: str) -> Iterator[Daemon]:
    """Start it; it is ready when this begins, and it ends well if the test has not ended it."""
    name = f"screener-test-{os.getpid()}-{program.user}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0{name}")
        with program.started("run", NOTIFY_SOCKET=f"@{name}", **environ) as process:
            daemon = Daemon(process, systemd)
            daemon.await_notice("READY=1")
            yield daemon
            if process.poll() is None:
                daemon.stopped()


@pytest.fixture
def program(plain_dovecot: Dovecot, user: str, tmp_path: Path) -> Program:
    """One that keeps a single door closed, and looks at the mailbox by itself only every hour."""
    made = Program(tmp_path / "it", port=plain_dovecot.port, user=user)
    made.configure(account={"poll": "1h"})
    made.rules(RULES)
    return made


def test_mail_is_filed_as_it_comes(plain_dovecot: Dovecot, user: str, program: Program) -> None:
    """The server says so (IDLE); what comes while a round is under way is found too."""
    with onlooker(plain_dovecot.port, user) as them, running(program):
        for number in range(3):
            plain_dovecot.deliver(user, a_letter(f"by mail {number}", sender=PUSHY))
            them.add(a_letter(f"by hand {number}", sender=PUSHY))
            plain_dovecot.deliver(user, a_letter(f"from a friend {number}"))
        filed = [f"by {how} {number}" for how in ("mail", "hand") for number in range(3)]
        them.await_subjects("Screened/Closed", *filed)
        assert them.subjects() == [f"from a friend {number}" for number in range(3)]


def test_what_comes_in_the_middle_of_a_round_is_not_missed(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """The server tells of it with the answer to some other command, and never again."""
    with proxy(plain_dovecot.port) as between, onlooker(plain_dovecot.port, user) as them:
        imap = {**program.accounts[0]["imap"], "port": between.port}
        program.configure(account={"imap": imap})
        with running(program):
            eventually(lambda: "IDLE" in between.verbs())
            second = a_letter("two", sender=PUSHY)
            between.step_in("UID MOVE", When.BEFORE, lambda: plain_dovecot.deliver(user, second))
            them.add(a_letter("one", sender=PUSHY))
            them.await_subjects("Screened/Closed", "one", "two")


def test_every_watched_folder_is_listened_to(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """One connection each: IDLE hears only one folder."""
    with proxy(plain_dovecot.port) as between, onlooker(plain_dovecot.port, user) as them:
        imap = {**program.accounts[0]["imap"], "port": between.port}
        program.configure(account={"watch": ["INBOX", "Junk"], "imap": imap})
        with running(program):
            eventually(lambda: between.verbs().count("IDLE") == 2)
            them.add(a_letter("one", sender=PUSHY), "Junk")
            them.await_subjects("Screened/Closed", "one")


def test_without_idle_the_mailbox_is_polled(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """As often as the account says."""
    program.configure(account={"poll": "1s", "idle": False})
    with onlooker(plain_dovecot.port, user) as them, running(program):
        them.add(a_letter("one", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one")
        them.add(a_letter("two", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one", "two")


@pytest.mark.parametrize(("idle", "said"), [(True, ["LIST", "IDLE"]), (False, ["LIST"])])
def test_a_poll_that_finds_nothing_is_one_command(
    plain_dovecot: Dovecot, user: str, program: Program, *, idle: bool, said: list[str]
) -> None:
    """For all folders together, and then it is waited again."""
    with proxy(plain_dovecot.port) as between, onlooker(plain_dovecot.port, user) as them:
        imap = {**program.accounts[0]["imap"], "port": between.port}
        program.configure(account={"poll": "1s", "idle": idle, "imap": imap})
        with running(program):
            them.add(a_letter("one", sender=PUSHY))
            them.await_subjects("Screened/Closed", "one")
            eventually(lambda: between.verbs()[-3 * len(said) :] == 3 * said)
            them.add(a_letter("two", sender=PUSHY))
            them.await_subjects("Screened/Closed", "one", "two")


def test_a_server_that_comes_back_is_served_again(user: str, tmp_path: Path) -> None:
    """Without a hand from anybody, and the log tells of the outage once."""
    with dovecot() as server:
        program = Program(tmp_path / "it", port=server.port, user=user)
        program.rules(RULES)
        with running(program) as daemon:
            server.deliver(user, a_letter("before", sender=PUSHY))
            with onlooker(server.port, user) as them:
                them.await_subjects("Screened/Closed", "before")
            server.stop()
            server.start()
            server.deliver(user, a_letter("after", sender=PUSHY))
            with onlooker(server.port, user) as them:
                them.await_subjects("Screened/Closed", "before", "after")
            done = daemon.stopped()
    events = [one["event"] for one in done.logged]
    assert events.count("account_served_again") == 1


def test_a_reload_takes_the_new_configuration(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """SIGHUP; systemd is told of the beginning and of the end of it."""
    with onlooker(plain_dovecot.port, user) as them, running(program) as daemon:
        program.configure(closed_door={"file": "Elsewhere"})
        daemon.send(signal.SIGHUP)
        daemon.await_notice("RELOADING=1")
        daemon.await_notice("READY=1")
        them.add(a_letter("one", sender=PUSHY))
        them.await_subjects("Elsewhere", "one")


def test_a_broken_configuration_is_not_taken(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """The old one stays, and the log says what is wrong with the new."""
    with onlooker(plain_dovecot.port, user) as them, running(program) as daemon:
        program.configure(closed_dor={})
        daemon.send(signal.SIGHUP)
        daemon.await_notice("READY=1")
        them.add(a_letter("one", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one")
        done = daemon.stopped()
    (told,) = (one for one in done.logged if one["level"] == "error")
    assert told["event"] == "configuration_broken_old_one_kept"
    assert "closed_dor" in json.dumps(told)


def test_a_configuration_without_any_good_rules_is_not_taken(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """As a broken one: the daemon goes on with what was."""
    with onlooker(plain_dovecot.port, user) as them, running(program) as daemon:
        (program.folder / "others").mkdir()
        (program.folder / "others" / "rules.yaml").write_text("rules: [\n")
        program.configure(rules="others", doors="others/doors.yaml", state="elsewhere")
        daemon.send(signal.SIGHUP)
        daemon.await_notice("READY=1")
        them.add(a_letter("one", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one")
        done = daemon.stopped()
    assert "configuration_broken_old_one_kept" in {one["event"] for one in done.logged}


def test_a_disk_that_takes_nothing_does_not_end_a_reload(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """It is told once, and waited for, since nobody may be there to start the program anew."""
    aside = program.folder / "aside"
    with (
        onlooker(plain_dovecot.port, user) as them,
        running(program, WATCHDOG_USEC="2000000") as daemon,
    ):
        program.state.rename(aside)
        program.state.touch()
        daemon.send(signal.SIGHUP)
        for _ in range(2):
            daemon.await_notice("STATUS=" + str(program.state))
            daemon.await_notice("WATCHDOG=1")
        program.state.unlink()
        aside.rename(program.state)
        daemon.await_notice("READY=1")
        them.add(a_letter("one", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one")
        done = daemon.stopped()
    assert [one["event"] for one in done.logged].count("not_going_on") == 1


def test_a_configuration_whose_state_cannot_be_used_is_not_taken(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """As a broken one."""
    with onlooker(plain_dovecot.port, user) as them, running(program) as daemon:
        program.configure(state="password/state")
        daemon.send(signal.SIGHUP)
        daemon.await_notice("READY=1")
        them.add(a_letter("one", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one")
        done = daemon.stopped()
    assert "state_not_usable_old_one_kept" in {one["event"] for one in done.logged}


def test_files_that_are_edited_count_from_the_next_message_on(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """The command, the user's own editor, and a mistake in between."""
    with onlooker(plain_dovecot.port, user) as them, running(program) as daemon:
        assert program.run("close", "him@example.com").code == 0
        them.add(a_letter("one"))
        them.await_subjects("Screened/Closed", "one")
        program.rules(RULES + "rules:\n  - {name: Tea, when: {subject: tea}, then: {file: Tea}}\n")
        them.add(a_letter("tea", sender="aunt@example.com"))
        them.await_subjects("Tea", "tea")
        program.rules("rules: [\n")
        them.add(a_letter("more tea", sender="aunt@example.com"))
        them.await_subjects("Tea", "tea", "more tea")
        assert program.run("open", "him@example.com").code == 0
        program.rules(RULES)
        them.add(a_letter("two"))
        them.add(a_letter("last", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one", "last")
        assert them.subjects() == ["two"]
        daemon.stopped()


def test_a_pause_holds_back_and_resuming_lets_go(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """What comes meanwhile is decided and preserved, and done within seconds afterwards, however
    seldom the mailbox is polled.
    """
    with onlooker(plain_dovecot.port, user) as them, running(program):
        assert program.run("pause").code == 0
        them.add(a_letter("one", sender=PUSHY))
        eventually(lambda: len(program.objects()) == 1)
        assert them.subjects() == ["one"]
        assert program.run("resume").code == 0
        them.await_subjects("Screened/Closed", "one")


def test_a_dead_line_does_not_delay_the_end(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """SIGTERM is obeyed within ten seconds even while the server says nothing."""
    with proxy(plain_dovecot.port) as between, onlooker(plain_dovecot.port, user) as them:
        right = program.accounts[0]["imap"]
        program.configure(account={"imap": {**right, "port": between.port}})
        between.step_in("UID MOVE", When.BEFORE, between.go_deaf)
        with running(program) as daemon:
            them.add(a_letter("one", sender=PUSHY))
            eventually(lambda: bool(between.deaf_up_to))
            daemon.stopped()
        program.configure(account={"imap": right})
        program.once()
        assert them.subjects("Screened/Closed") == ["one"]


def test_only_one_may_run(program: Program) -> None:
    """75 for the second, which says who has the mailbox; a stopped one leaves it free."""
    with running(program) as daemon:
        second = program.run("run")
        assert second.code == 75
        assert f"pid {daemon.process.pid} on host" in second.told[0]
        daemon.stopped()
    program.once()


def test_no_account_lets_us_in(program: Program) -> None:
    """77, and systemd does not start it again and again; the password is told nowhere."""
    program.set_password("not-the-password")
    with running(program) as daemon:
        done = daemon.ended()
    assert done.code == 77
    assert "not-the-password" not in done.out + done.err
    assert "refused the login" in done.told[0]


def test_a_password_that_can_never_be_had(program: Program) -> None:
    """78, as for everything that is wrong in the configuration."""
    (program.folder / "password").unlink()
    with running(program) as daemon:
        done = daemon.ended()
    assert done.code == 78
    assert "password cannot be read: No such file" in done.told[0]


def test_a_monitoring_program_is_told_how_it_goes(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """Also after a reload; and nothing that stands in a letter."""
    port = free_port()
    program.configure(metrics=f"127.0.0.1:{port}")

    def told() -> str:
        visit = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        visit.request("GET", "/metrics")
        text = visit.getresponse().read().decode()
        visit.close()
        return text

    with onlooker(plain_dovecot.port, user) as them, running(program) as daemon:
        them.add(a_letter("one", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one")
        eventually(lambda: 'screener_messages_decided_total{account="me"} 1.0\n' in told())
        assert 'screener_account_served{account="me"} 1.0\n' in told()
        assert PUSHY not in told()
        daemon.send(signal.SIGHUP)
        daemon.await_notice("RELOADING=1")
        daemon.await_notice("READY=1")
        assert 'screener_messages_decided_total{account="me"} 0.0\n' in told()


def test_systemd_hears_how_it_goes(plain_dovecot: Dovecot, user: str, program: Program) -> None:
    """That one account of two is not served does not stop the watchdog from being petted."""
    program.accounts.append(program.account("other", port=free_port(), user="nobody"))
    program.configure()
    with onlooker(plain_dovecot.port, user) as them, running(program) as daemon:
        them.add(a_letter("one", sender=PUSHY))
        them.await_subjects("Screened/Closed", "one")
        assert daemon.await_notice("STATUS=").startswith("STATUS=1 of 2 accounts served; other: ")
        daemon.await_notice("WATCHDOG=1")
        daemon.send(signal.SIGTERM)
        daemon.await_notice("STOPPING=1")
        assert daemon.ended().code == 0


def test_the_log_holds_no_secret_and_nobodys_words(
    plain_dovecot: Dovecot, user: str, program: Program
) -> None:
    """Neither the password nor a subject, an address or a text of any message."""
    program.rules(RULES + "rules:\n  - {name: Tea, when: {body: tea}, then: {file: Tea}}\n")
    letter = a_letter("Of-subjects", sender="of.senders@example.com", body="Of texts and tea")
    with onlooker(plain_dovecot.port, user) as them, running(program) as daemon:
        them.add(letter)
        them.await_subjects("Tea", "Of-subjects")
        them.add(a_letter("Of-closed", sender=PUSHY))
        them.await_subjects("Screened/Closed", "Of-closed")
        done = daemon.stopped()
    assert {one["event"] for one in done.logged} >= {"started", "round_ended", "ended"}
    assert not done.told
    for word in (PASSWORD, "Of-", "Of texts", "of.senders", PUSHY, "example.com"):
        assert word not in done.err
