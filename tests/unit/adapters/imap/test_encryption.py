"""How a server encrypts, looked at without a login."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from screener.adapters.imap import Server
from screener.adapters.imap.encryption import encryption
from screener.errors import Unreachable
from tests.servers.dovecot import Dovecot, Quirks, dovecot


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """A server that speaks TLS at once, and on request."""
    with dovecot(Quirks()) as running:
        yield running


Tls = Literal["implicit", "starttls", "none"]


def a_place(server: Dovecot, *, tls: Tls) -> Server:
    """Where that server is; nobody logs in."""
    port = server.tls_port if tls == "implicit" else server.port
    return Server(host="localhost", port=port, user="nobody", tls=tls, ca_file=server.certificate)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_version_and_validity_are_told_without_a_login(server: Dovecot, tls: Tls) -> None:
    """So that a refused password does not hide a certificate about to run out."""
    found = encryption(a_place(server, tls=tls))

    assert found is not None
    assert found.version in ("TLSv1.2", "TLSv1.3")
    assert abs(found.valid_until - datetime.now(UTC)) < timedelta(days=400)
    assert found.valid_until.tzinfo == UTC


def test_nothing_is_asked_where_nothing_is_encrypted(server: Dovecot) -> None:
    """`tls: none` is a loopback matter."""
    assert encryption(a_place(server, tls="none")) is None


def test_a_server_that_is_not_there_is_unreachable(server: Dovecot) -> None:
    """In the words that every command has for it."""
    place = Server(host="127.0.0.1", port=1, user="nobody", ca_file=server.certificate)

    with pytest.raises(Unreachable, match="cannot be reached"):
        encryption(place)
