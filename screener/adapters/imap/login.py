"""Getting in: the connection, its encryption, the login, and what the server can do.

A server that is overloaded, or hangs up, answers a login with NO as well. It must not be mistaken
for one that doubts the password, which is never tried again.
"""

import imaplib
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from imapclient.exceptions import LoginError

from screener.adapters.imap.client import Client
from screener.adapters.imap.mailbox import ImapMailbox
from screener.adapters.imap.names import quoted
from screener.adapters.imap.refusals import for_a_while, refused_login
from screener.adapters.imap.secure import encrypted, trust
from screener.adapters.imap.server import Server
from screener.adapters.imap.session import Session
from screener.adapters.imap.wire import Wire
from screener.errors import LoginRefused, Unreachable
from screener.ports.caution import Caution
from screener.ports.mailbox import Capabilities, Mailbox

_CODE = re.compile(r"\[([A-Z-]+)(?: [^\]]*)?\] *")
_QUOTED_BY_IMAPLIB = re.compile(r"BAD \[b(['\"])(.*)\1\]\Z", re.DOTALL)
_PRINTABLE = re.compile(r"[\x20-\x7e]+\Z")


def connect(
    server: Server, password: Callable[[], str], *, caution: Caution | None = None
) -> Mailbox:
    """Log in. `password` is asked for only when the connection is as safe as it was meant to be;
    `caution` knows of messages that earlier connections did not survive.

    Raises Unreachable if the server does not answer, is not who it should be, or serves nobody
    now; LoginRefused if it doubts the password; InvalidConfiguration for an unusable `ca_file`.
    """
    wire = _reached(server)
    try:
        with _in_our_words(server):
            return ImapMailbox(_logged_in(server, wire, password, caution))
    except BaseException:
        wire.close()
        raise


def _reached(server: Server) -> Wire:
    context = trust(server) if server.tls == "implicit" else None
    timeout = server.connect_timeout
    try:
        sock = socket.create_connection((server.host, server.port), timeout.total_seconds())
    except OSError as error:
        raise _unreached(server, error) from error
    wire = Wire(sock, peer=server.address, timeout=timeout)
    if context:
        encrypted(wire, context, server)
    return wire


def _unreached(server: Server, error: OSError) -> Unreachable:
    if isinstance(error, socket.gaierror):
        return Unreachable(
            f"{server.host} cannot be found.",
            advice="Check `imap.host`, and whether this machine is online.",
        )
    reason = "no answer" if isinstance(error, TimeoutError) else error.strerror or str(error)
    return Unreachable(
        f"{server.address} cannot be reached: {reason}.",
        advice="Check `imap.host` and `imap.port`, and whether a firewall is in between.",
    )


def _logged_in(
    server: Server, wire: Wire, password: Callable[[], str], caution: Caution | None
) -> Session:
    client = _greeted(server, wire)
    if server.tls == "starttls":
        _start_tls(client, server)
    wire.be_patient(server.read_timeout)
    if not client.is_preauthenticated:
        _log_in(client, server.user, password())
    names = tuple(sorted(name.decode("ascii", "replace") for name in client.capabilities()))
    if "ID" in names:
        with suppress(imaplib.IMAP4.error):
            client.id_({"name": "screener"})
    return Session(wire, _understood(names), client.personal_namespace(), caution=caution)


def _greeted(server: Server, wire: Wire) -> Client:
    """A port that wants TLS from the start waits for us, as we wait for its greeting."""
    try:
        return Client(server, wire)
    except Unreachable as error:
        if server.tls == "implicit":
            raise
        advice = "If this port wants TLS from the start, as 993 does, write `tls: implicit`."
        raise Unreachable(error.message, advice=advice, retry_after=error.retry_after) from error


def _start_tls(client: Client, server: Server) -> None:
    if client.is_preauthenticated:
        raise Unreachable(
            f"{server.address} lets us in before the connection is encrypted.",
            advice="Somebody may be in between. Use `tls: implicit` if the server offers it.",
        )
    if not client.has_capability("STARTTLS"):
        raise Unreachable(
            f"{server.address} does not offer STARTTLS.",
            advice="Use `tls: implicit` (port 993). If it was offered before, somebody may be in "
            "between: the password has not been sent.",
        )
    client.starttls(trust(server))


def _log_in(client: Client, user: str, password: str) -> None:
    """LOGIN, or AUTHENTICATE PLAIN for what LOGIN cannot carry (RFC 4616 is UTF-8)."""
    offered = {name.upper() for name in client.capabilities()}
    simple = _PRINTABLE.match(user) and _PRINTABLE.match(password)
    try:
        if simple and b"LOGINDISABLED" not in offered:
            client.login(quoted(user.encode()).decode(), password)
        elif b"AUTH=PLAIN" in offered:
            client.plain_login(user, password)
        elif simple:
            raise LoginRefused(
                f"The server takes no password for {user} on this connection.",
                advice="Use `tls: implicit` or `tls: starttls`.",
            )
        else:
            raise LoginRefused(
                f"The server cannot take the user or the password of {user}.",
                advice="It knows only plain ASCII: set a password of ASCII letters.",
            )
    except LoginError as error:
        raise _refused(user, error) from error


def _refused(user: str, error: LoginError) -> Exception:
    """IMAPClient makes one error of all; what was behind it decides."""
    cause = error.__context__
    text = _text(cause.args[0] if cause and cause.args else str(error))
    code = _CODE.search(text)
    spoken = _CODE.sub("", text, count=1).rstrip(". ")
    if isinstance(cause, imaplib.IMAP4.abort):
        return for_a_while(spoken)
    return refused_login(user, code=code[1].upper() if code else "", text=spoken)


def _text(said: object) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    quoted = _QUOTED_BY_IMAPLIB.search(text)
    return quoted[2] if quoted else text


def _understood(names: tuple[str, ...]) -> Capabilities:
    return Capabilities(
        move="MOVE" in names,
        uidplus="UIDPLUS" in names,
        idle="IDLE" in names,
        condstore="CONDSTORE" in names or "QRESYNC" in names,
        special_use="SPECIAL-USE" in names,
        object_id="OBJECTID" in names,
        gmail="X-GM-EXT-1" in names,
        list_status={"LIST-STATUS", "LIST-EXTENDED"} <= set(names),
        utf8_accept="UTF8=ACCEPT" in names,
        names=names,
    )


@contextmanager
def _in_our_words(server: Server) -> Iterator[None]:
    """What imaplib and IMAPClient raise before the login is over."""
    try:
        yield
    except imaplib.IMAP4.error as error:
        text = _CODE.sub("", _text(error.args[0] if error.args else "")).removeprefix("* BYE ")
        raise for_a_while(text.rstrip(". ")) from error
    except (ValueError, TypeError, IndexError, AttributeError) as error:
        raise Unreachable(
            f"{server.address} does not talk like an IMAP server: {error}.",
            advice="Check `imap.host` and `imap.port`.",
        ) from error
