"""The doctor at a real server's bedside, as a user calls it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from screener.adapters.imap import Server, connect
from tests.servers.dovecot import PASSWORD, Dovecot, dovecot
from tests.system import forked

ROOT = Path(__file__).parents[2]

KEYS = {"account", "check", "level", "found", "means", "fix"}

LETTER = b"Authentication-Results: mx.example.com; spf=none\r\nFrom: him@example.net\r\n\r\nHi.\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """One for all; each test has a user of its own."""
    with dovecot() as running:
        yield running


def configured(folder: Path, server: Dovecot, *, user: str, tls: str, port: int) -> Path:
    """A configuration for that user."""
    (folder / "rules").mkdir()
    path = folder / "config.yaml"
    login = f"host: localhost, port: {port}, tls: {tls}, user: {user}, password: {{env: PASSWORD}}"
    path.write_text(
        f"state: state\nmode: enforce\naccounts:\n  - name: me\n    address: me@example.com\n"
        f"    imap: {{{login}, ca_file: {server.certificate}}}\n"
    )
    return path


def doctor(config: Path, *options: str, password: str = PASSWORD) -> forked.Ended:
    """The command, run to its end."""
    words = ["--config", str(config), "doctor", *options]
    return forked.run(words, cwd=ROOT, environ={**os.environ, "PASSWORD": password})


def test_the_mailbox_is_as_it_was_before(server: Dovecot, tmp_path: Path) -> None:
    """No folder made, nothing marked, and each object on its own line with the same keys."""
    server.deliver("patient", LETTER)
    config = configured(tmp_path, server, user="patient", tls="implicit", port=server.tls_port)
    done = doctor(config, "--json")

    findings = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, done.err) == (0, "")
    assert {frozenset(finding) for finding in findings} == {frozenset(KEYS)}
    told = {finding["check"]: finding for finding in findings}
    assert told["tls"]["found"].startswith("TLSv1.")
    assert told["keywords"]["level"] == "ok"
    assert "mx.example.com" in told["authserv"]["fix"]

    place = Server(host="127.0.0.1", port=server.port, user="patient", tls="none")
    mailbox = connect(place, lambda: PASSWORD)
    try:
        state = mailbox.open("INBOX", writable=False)
        assert len(mailbox.folders()) == 5
        assert (state.messages, state.uid_next) == (1, 2)
        assert mailbox.flags([1])[1] <= {"\\Recent"}
    finally:
        mailbox.close()


def test_starttls_is_looked_at_too(server: Dovecot, tmp_path: Path) -> None:
    """The certificate is that of the encrypted half of the connection."""
    config = configured(tmp_path, server, user="second", tls="starttls", port=server.port)
    done = doctor(config)

    assert done.code == 0
    assert "certificate valid until" in done.out


def test_a_refused_login_ends_with_its_code_and_the_secret_is_not_told(
    server: Dovecot, tmp_path: Path
) -> None:
    """77, as for every command."""
    config = configured(tmp_path, server, user="third", tls="implicit", port=server.tls_port)
    done = doctor(config, password="not-the-password")

    assert done.code == 77
    assert "fail  login" in done.out
    assert "not-the-password" not in done.out + done.err


def test_a_server_that_is_away_ends_with_its_code(server: Dovecot, tmp_path: Path) -> None:
    """69; the machine was looked at all the same."""
    config = configured(tmp_path, server, user="fourth", tls="implicit", port=1)
    done = doctor(config)

    assert done.code == 69
    assert "ok    disk" in done.out
