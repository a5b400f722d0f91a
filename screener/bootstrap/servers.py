"""The servers of an account: where its mail lies, and who sends its letters."""

import os
from functools import partial
from typing import TYPE_CHECKING

from screener.bootstrap.process import clock
from screener.config.settings.secrets import read_secret
from screener.domain.settings.settings import Account

if TYPE_CHECKING:
    from screener.adapters.imap import Server
    from screener.domain.settings.login import Secret
    from screener.ports.inspection import Encryption
    from screener.ports.mailbox import Mailbox
    from screener.ports.post import Post
    from screener.ports.store import Store


def connect(account: Account, store: "Store | None" = None) -> "Mailbox":
    """A connection to the account's server. Raises Unreachable, LoginRefused.

    With a store it is known from one connection to the next at which messages the server hangs up.
    """
    from screener.adapters.imap import connect as connect_imap
    from screener.application.rounds.stumbling import RememberedCaution

    caution = RememberedCaution(account.name, store=store, clock=clock()) if store else None
    password = partial(_secret, account.imap.password, account.imap.user)
    return connect_imap(imap_server(account), password, caution=caution)


def encryption(account: Account) -> "Encryption | None":
    """How the account's server encrypts, looked at without a login. Raises Unreachable."""
    from screener.adapters.imap.encryption import encryption

    return encryption(imap_server(account))


def imap_server(account: Account) -> "Server":
    """Where the account lives."""
    from screener.adapters.imap import Server

    imap = account.imap
    return Server(
        host=imap.host, port=imap.port, tls=imap.tls.value, user=imap.user, ca_file=imap.ca_file
    )


def post(account: Account) -> "Post | None":
    """Who sends the account's letters, None if it has no SMTP server. Nothing is connected yet."""
    if account.smtp is None:
        return None
    from screener.adapters.smtp import Server, SmtpPost

    smtp = account.smtp
    server = Server(
        host=smtp.host, port=smtp.port, tls=smtp.tls.value, user=smtp.user, ca_file=smtp.ca_file
    )
    ehlo = account.address.rpartition("@")[2]
    return SmtpPost(server, partial(_secret, smtp.password, smtp.user), ehlo=ehlo)


def _secret(secret: "Secret | None", user: str | None) -> str:
    """A password, which no log shows from now on. Raises ScreenerError."""
    from screener.adapters.logs import hide

    return "" if secret is None else hide(read_secret(secret, environ=os.environ, user=user or ""))
