"""From nothing to a server that is ready for a letter: connection, EHLO, encryption, login."""

import smtplib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from screener.adapters.smtp.answers import (
    Answer,
    Unsent,
    answer,
    ask,
    be_patient,
    deferred,
    refused,
)
from screener.adapters.smtp.secure import explained, trust
from screener.adapters.smtp.server import Server
from screener.errors import ScreenerError
from screener.ports.post import Fate, Outcome

_FAREWELL = timedelta(seconds=5)
"""How long a server has to answer QUIT; what it answers does not matter."""


@contextmanager
def session(server: Server, password: Callable[[], str], *, ehlo: str) -> Iterator[smtplib.SMTP]:
    """A conversation in which MAIL comes next. Raises Unsent.

    `password` is asked for only when the connection is as safe as it was meant to be.
    """
    smtp = _reached(server, ehlo)
    try:
        _prepare(smtp, server, password)
        yield smtp
        _say_goodbye(smtp)
    finally:
        smtp.close()


def _reached(server: Server, ehlo: str) -> smtplib.SMTP:
    seconds = server.connect_timeout.total_seconds()
    try:
        if server.tls == "implicit":
            context = trust(server)
            return smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=ehlo, timeout=seconds, context=context
            )
        return smtplib.SMTP(server.host, server.port, local_hostname=ehlo, timeout=seconds)
    except smtplib.SMTPConnectError as error:
        greeting = answer((error.smtp_code, _octets(error.smtp_error)))
        raise Unsent(_for_now(refused(greeting, "to talk to us"))) from error
    except smtplib.SMTPException as error:
        raise Unsent(deferred(f"{server.address} did not greet us")) from error
    except OSError as error:
        raise Unsent(deferred(explained(error, server))) from error
    except ScreenerError as error:
        raise Unsent(_deferred_by(error)) from error


def _prepare(smtp: smtplib.SMTP, server: Server, password: Callable[[], str]) -> None:
    try:
        _introduce(smtp)
        if server.tls == "starttls":
            _encrypt(smtp, server)
            _introduce(smtp)
        be_patient(smtp, server.answer_timeout)
        if server.user is not None:
            _log_in(smtp, server.user, password())
    except smtplib.SMTPException as error:
        raise Unsent(deferred(f"{server.address} hung up, or does not speak SMTP")) from error
    except OSError as error:
        raise Unsent(deferred(explained(error, server))) from error
    except ScreenerError as error:
        raise Unsent(_deferred_by(error)) from error


def _introduce(smtp: smtplib.SMTP) -> None:
    """EHLO, or HELO where the server knows nothing newer (RFC 5321 section 3.2)."""
    if answer(smtp.ehlo()).is_yes:
        return
    said = answer(smtp.helo())
    if not said.is_yes:
        raise Unsent(_for_now(refused(said, "our greeting")))


def _encrypt(smtp: smtplib.SMTP, server: Server) -> None:
    if not smtp.has_extn("starttls"):
        raise Unsent(
            deferred(
                f"{server.address} does not offer STARTTLS, so nothing was sent; use"
                " `tls: implicit` (port 465). If it was offered before, somebody may be in between"
            )
        )
    try:
        smtp.starttls(context=trust(server))
    except smtplib.SMTPResponseException as error:
        said = answer((error.smtp_code, _octets(error.smtp_error)))
        raise Unsent(_for_now(refused(said, "encryption"))) from error


def _log_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """AUTH (RFC 4954), once: who tries several mechanisms has several wrong passwords counted."""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        said = ask(smtp, f"AUTH PLAIN {_both(user, password)}")
    elif "LOGIN" in offered:
        said = _in_two_steps(smtp, user, password)
    else:
        raise Unsent(_no_login("the server takes no password on this connection; check `smtp.tls`"))
    if said.is_yes or said.code == 503:  # it knows us already
        return
    secrets = (password, _encoded(password), _both(user, password))
    outcome = refused(_without(secrets, said), f"the login of {user}")
    if outcome.fate is Fate.REJECTED:
        outcome = _no_login(outcome.text, outcome.code)
    raise Unsent(outcome)


def _in_two_steps(smtp: smtplib.SMTP, user: str, password: str) -> Answer:
    said = ask(smtp, "AUTH LOGIN")
    for word in (user, password):
        if said.code != 334:
            return said
        said = ask(smtp, _encoded(word))
    return said


def _no_login(text: str, code: int | None = None) -> Outcome:
    return Outcome(Fate.DEFERRED, code, text, login_refused=True)


def _deferred_by(error: ScreenerError) -> Outcome:
    advice = f"; {error.advice}" if error.advice else ""
    return deferred(f"{error.message.rstrip('.')}{advice}")


def _for_now(outcome: Outcome) -> Outcome:
    """Before a letter is offered the server can only refuse us, and not the letter."""
    return outcome._replace(fate=Fate.DEFERRED)


def _without(secrets: Iterable[str], said: Answer) -> Answer:
    """Some servers repeat what they did not like."""
    text = said.text
    for secret in filter(None, secrets):
        text = text.replace(secret, "********")
    return said._replace(text=text)


def _both(user: str, password: str) -> str:
    """User and password as PLAIN has them (RFC 4616)."""
    return _encoded(f"\0{user}\0{password}")


def _encoded(word: str) -> str:
    return b64encode(word.encode()).decode("ascii")


def _octets(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    with suppress(OSError):
        be_patient(smtp, _FAREWELL)
        smtp.docmd("QUIT")
